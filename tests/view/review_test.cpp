// SPDX-License-Identifier: Apache-2.0
#include "support/text_match.hpp"
#include "view/report.hpp"
#include "view/report_story.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::view;
using namespace relctl::view::test;
using relctl::testing::has;

namespace {

std::string review_of(const ReportStory& story) {
  return document_markdown(review_document(story.subject()));
}

} // namespace

TEST_CASE("a review tells what happened when, counted from the opening") {
  const std::string text = review_of(rolled_back_story());
  CHECK(has(text, "# Review: OneDish 灰度发布 v1.3.9 → v1.4.0"));
  CHECK(has(text, "| 2026-11-22T02:25:00Z | 35m | | ") == false);
  CHECK(has(text, "| 2026-11-22T03:03:00Z | 1h13m |"));
}

TEST_CASE("a review states the impact that is known and leaves room for the rest") {
  const std::string text = review_of(rolled_back_story());
  CHECK(has(text, "- **exposed**: up to 20% of the traffic, for 1h08m from 2026-11-22T01:55"));
  CHECK(has(text, "- **from the first bad reading to the decision**: 10m"));
  CHECK(has(text, "- **from the decision to recovered**: 33m"));
  CHECK(has(text, "- **people or orders affected**: \n"));
}

TEST_CASE("a review begins its five whys with what the release was rolled back for") {
  const std::string text = review_of(rolled_back_story());
  CHECK(has(text, "| 1 | Why was the release rolled back: error-rate: 3% > 1% for 10m"));
  CHECK(has(text, "| 5 | And why that? |  |  |"));
}

TEST_CASE("a review has an action to fill in for everything that went wrong") {
  const std::string text = review_of(rolled_back_story());
  CHECK(has(text, "|  | came from | action | owner | due | done |"));
  CHECK(has(text, "| 1 | step shift failed: exit code 3; will be tried again |"));
  CHECK(has(text, "| 2 | incident inc-1 P2 in sharing opened by ops"));
  CHECK(has(text, "| 3 | error-rate in p20:"));
  CHECK(has(text, "| 7 |  |  |  |  |  |"));
}

TEST_CASE("a review of a release that exposed nobody says so") {
  ReportStory opened{sample_plan(), opened_story(), {}, {}, k_opened};
  CHECK(has(review_of(opened), "- **exposed**: nobody: no phase was entered"));
}
