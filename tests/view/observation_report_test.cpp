// SPDX-License-Identifier: Apache-2.0
#include "core/observed_plan.hpp"
#include "support/text_match.hpp"
#include "view/observation_report.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using relctl::testing::has;

namespace {

constexpr Instant k_noon{1'795'348'800'000};

plan::Plan plan_to_observe() {
  plan::Plan plan;
  plan.name = "shop";
  plan.title = "Shop";
  plan::Metric metric;
  metric.id = "p99";
  metric.title = "P99";
  metric.unit = *parse_unit("s");
  plan.metrics = {metric};
  plan::Threshold threshold;
  threshold.id = "p99";
  threshold.metric = "p99";
  threshold.breach = *plan::parse_limit("> 5s");
  threshold.target = *plan::parse_limit("<= 2s");
  plan.thresholds = {threshold};
  plan.observe.emplace();
  plan.observe->snippets["line"] = {"{{conclusion}}: {{mean_p99}} ({{met_p99}})", {}};
  return plan;
}

struct ObservationStory {
  ObservationStory() {
    core::ObservationOpened opened;
    opened.plan = "shop";
    opened.title = "Shop";
    opened.samples = 2;
    opened.every = minutes(10);
    opened.record = "weekly";
    plan = core::observed_plan(plan_to_observe(), opened);
    state.release = "observe-shop-1";
    add(opened);
    add(core::PhaseEntered{"main", "observe", 0.0});
    add(core::PhaseStarted{"main", "observe"});
    for (int number = 1; number <= 2; ++number) {
      core::SampleTaken sample;
      sample.sample = number;
      sample.grid_at = k_noon + number * minutes(10);
      sample.values = {{"p99", "", 1.0 + number * 0.2, {}, ""}};
      sample.text = "p99 fine";
      add(sample);
    }
    add(core::FindingNoted{"slow | page", "low", "look at it", "alice"});
    core::StepEnded ended;
    ended.address = {"main", "observe", "diagnose@2", "look"};
    ended.output = "17 times 502";
    events.push_back({90, 90, k_noon, "relctl", ended});
    add(core::ObservationEnded{"passed", {}});
    add(core::ObservationSigned{"alice", "passed"});
  }
  void add(core::Event event) {
    const core::Recorded recorded{state.position + 1, state.version + 1, k_noon, "alice",
                                  std::move(event)};
    core::apply(state, recorded);
    events.push_back(recorded);
  }
  [[nodiscard]] view::ObservationSubject subject() const { return {plan, state, events, "9:abc"}; }

  plan::Plan plan;
  core::State state;
  std::vector<core::Recorded> events;
};

} // namespace

TEST_CASE("the report of an observation has its numbers, people, evidence and conclusion") {
  const ObservationStory story;
  const std::string text = view::document_markdown(view::observation_document(story.subject()));
  CAPTURE(text);
  CHECK(has(text, "| P99 | &lt;= 2s | 1.2s | 1.4s | 1.3s | 2 of 2 | met |"));
  CHECK(has(text, "| p99 | \\> 5s | never |"));
  CHECK(has(text, "| 1 | slow \\| page | low | look at it | alice |"));
  CHECK(has(text, "17 times 502"));
  CHECK(has(text, "breach: \"> 1.7")); // 1.3 s and three deviations of 0.14 s.
  CHECK(has(text, "baseline: { recorded: weekly }"));
  CHECK(has(text, "**signed by alice**"));
  CHECK(has(text, "passed: 1.3s (met)"));
}

TEST_CASE("an observation that is not over says so, and has no conclusion to sign") {
  ObservationStory story;
  story.state.observation->ended.reset();
  story.state.observation->signatures.clear();
  const view::Document document = view::observation_document(story.subject());
  CHECK(document.badge == "under way");
  CHECK(has(view::document_markdown(document), "the observation is not over"));
  CHECK(has(view::observation_json(story.subject()), R"("conclusion":null)"));
}
