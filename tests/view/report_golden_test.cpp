// SPDX-License-Identifier: Apache-2.0
#include "view/json.hpp"
#include "view/report_story.hpp"

#include <catch2/catch.hpp>

#include <fstream>
#include <iterator>

using namespace relctl::view;
using namespace relctl::view::test;

namespace {

struct Page {
  const char* name;
  std::string text;
};

std::vector<Page> pages() {
  const ReportStory story = rolled_back_story();
  const Document report = report_document(story.subject());
  return {{"report.md", document_markdown(report)},
          {"report.html", document_html(report)},
          {"report.json", report_json(story.subject())},
          {"review.md", document_markdown(review_document(story.subject()))}};
}

std::string path_of(const Page& page) {
  return std::string(RELCTL_SOURCE_DIR) + "/tests/view/golden/" + page.name;
}

} // namespace

TEST_CASE("every format of a report looks as it did") {
  for (const Page& page : pages()) {
    INFO(page.name);
    std::ifstream file(path_of(page), std::ios::binary);
    REQUIRE(file);
    const std::string kept{std::istreambuf_iterator<char>(file), {}};
    CHECK(page.text == kept);
  }
}

TEST_CASE("write the golden reports anew", "[.generate]") {
  for (const Page& page : pages())
    std::ofstream(path_of(page), std::ios::binary) << page.text;
}
