// SPDX-License-Identifier: Apache-2.0
#include "core/objectives.hpp"
#include "core/observed.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using Met = core::Objective::Met;

namespace {

Observed after(std::vector<std::optional<double>> values, const std::string& record = "") {
  core::ObservationOpened opened = Observed::an_opening();
  opened.samples = static_cast<int>(values.size());
  opened.record = record;
  Observed observed({}, opened);
  observed.turn({});
  for (std::size_t i = 0; i < values.size(); ++i)
    observed.sample(static_cast<int>(i) + 1, values[i]);
  REQUIRE(observed.state().ended);
  return observed;
}

core::Objective only_objective(const Observed& observed) {
  const auto objectives = core::objectives_of(observed.given.plan, observed.given.state);
  REQUIRE(objectives.size() == 1);
  return objectives.front();
}

} // namespace

TEST_CASE("an objective is judged by its mean, with the least and the most beside it") {
  const core::Objective met = only_objective(after({0.001, 0.002, 0.006}));
  CHECK(met.mean == Approx(0.003));
  CHECK(met.min == Approx(0.001));
  CHECK(met.max == Approx(0.006));
  CHECK(met.met == Met::met);
  CHECK(met.target == "< 0.5%");
  CHECK(only_objective(after({0.004, 0.006, 0.006})).met == Met::missed);
}

TEST_CASE("a mean over too few good samples is not known, and neither met nor missed") {
  const Observed observed = after({0.001, std::nullopt, 0.001});
  const core::Objective objective = only_objective(observed);
  CHECK_FALSE(objective.mean);
  CHECK(objective.good == 2);
  CHECK(objective.met == Met::unknown);
  CHECK(observed.state().ended->conclusion == "conditional");
  CHECK(core::lacks_data(observed.given.plan, observed.given.state));
}

TEST_CASE(
    "a mean is judged by the mean of the baselines and references that came with its samples") {
  const auto met_by = [](const std::vector<core::Reading>& readings, const char* target) {
    Observed observed;
    observed.given.plan.thresholds[0].target = a_limit(target);
    observed.turn({});
    for (std::size_t i = 0; i < readings.size(); ++i) {
      core::Reading reading = readings[i];
      reading.metric = "error_rate";
      reading.at = k_noon + static_cast<std::int64_t>(i + 1) * minutes(1);
      observed.given.add(reading);
      observed.turn(static_cast<std::int64_t>(i + 1) * minutes(1));
    }
    REQUIRE(observed.state().ended);
    return only_objective(observed).met;
  };
  core::Reading reading;
  reading.value = 0.004;
  reading.baseline = 0.003;
  reading.references = {{"usual", 0.002}};
  CHECK(met_by({3, reading}, "< 1.5 * baseline") == Met::met);
  CHECK(met_by({3, reading}, "< 1.3 * baseline") == Met::missed);
  CHECK(met_by({3, reading}, "< 3 * usual") == Met::met);
  core::Reading without = reading;
  without.baseline.reset();
  CHECK(met_by({reading, reading, without}, "< 1.5 * baseline") == Met::unknown);
}

TEST_CASE("an alert limit that was passed is a finding apart from the objective") {
  const Observed observed = after({0.0, 0.011, 0.0});
  CHECK(only_objective(observed).met == Met::met);
  CHECK(observed.state().ended->conclusion == "conditional");
  CHECK(observed.state().ended->reasons[0].find("alert limit was passed, first at sample 2") !=
        std::string::npos);
}

TEST_CASE("what was measured is recorded under its name, but not of a failed observation") {
  const Observed observed = after({0.001, 0.002, 0.003}, "weekly");
  const core::BaselineRecorded* record =
      core::find_baseline(observed.given.ledger, "weekly", "error_rate", "");
  REQUIRE(record != nullptr);
  CHECK(record->mean == Approx(0.002));
  CHECK(record->samples == 3);
  CHECK(record->id == "observe-shop-1");
  CHECK(after({0.01, 0.01, 0.01}, "weekly").given.ledger.baselines.empty());
  CHECK(after({0.001, std::nullopt, 0.001}, "weekly").given.ledger.baselines.empty());
}

TEST_CASE("a proposed limit lies three deviations off and never inside what was seen") {
  const Observed observed = after({0.001, 0.002, 0.003});
  CHECK(core::proposed_limit(observed.given.plan, only_objective(observed)).limit == "> 0.5%");
  const core::Proposal one =
      core::proposed_limit(observed.given.plan, only_objective(after({0.001})));
  CHECK(one.limit.empty());
  CHECK(one.why_none.empty());
}

TEST_CASE("samples without spread propose no limit, nor do those that leave none to pass") {
  const Observed same = after({0.001, 0.001, 0.001});
  const core::Proposal none = core::proposed_limit(same.given.plan, only_objective(same));
  CHECK(none.limit.empty());
  CHECK(none.why_none == "all 3 samples are the same, which shows no spread");
  const Observed wide = after({0.0, 0.9, 0.0});
  CHECK(core::proposed_limit(wide.given.plan, only_objective(wide)).limit.empty());
  core::Objective score = only_objective(after({0.001, 0.002, 0.003}));
  score.dimension = Dimension::none;
  plan::Plan plan = same.given.plan;
  plan.thresholds[0].breach = a_limit("< 1");
  CHECK(core::proposed_limit(plan, score).why_none == "the samples spread as far as zero");
  score.mean = score.min = score.max = -5.0;
  score.min = -5.1;
  CHECK(core::proposed_limit(plan, score).limit == "< -5.1");
  score.min = -5.12349;
  CHECK(core::proposed_limit(plan, score).limit == "< -5.126");
}

TEST_CASE("a mean is the decimal that its samples are, not what adding up has left") {
  CHECK(only_objective(after(std::vector<std::optional<double>>(10, 0.001))).mean == 0.001);
  CHECK(only_objective(after({0.1, 0.2})).mean == 0.15);
}

TEST_CASE("who wanted a baseline on record is told what was recorded, and why nothing was") {
  const auto told = [](const Observed& observed) {
    return core::word_records(observed.given.plan, observed.given.state);
  };
  CHECK(told(after({0.001, 0.002, 0.003})).empty());
  CHECK(told(after({0.001, 0.002, 0.003}, "weekly")) == "recorded as baseline weekly: error_rate");
  CHECK(told(after({0.01, 0.01, 0.01}, "weekly"))
            .find("nothing is recorded as baseline weekly: the "
                  "observation failed (error-rate: mean 1%") == 0);
  CHECK(
      told(after({0.001, std::nullopt, 0.001}, "weekly")) ==
      "nothing is recorded as baseline weekly; no mean is known of error_rate: 2 of 3 samples are "
      "good; mend the source and observe again");
}
