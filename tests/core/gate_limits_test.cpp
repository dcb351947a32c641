// SPDX-License-Identifier: Apache-2.0
// What counts and what does not where a number is exactly the limit, and which thresholds count.
#include "core/gate.hpp"
#include "core/given.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Verdict;
using plan::Cause;

namespace {

core::Situation situation_of(const Given& given, Duration after) {
  return {given.plan,   given.state,    given.ledger,  given.windows,
          given.inputs, k_noon + after, given.mandate, "7:abc"};
}

core::GateResult p5_at(const Given& given, Duration after, std::vector<core::Reason> checks = {}) {
  return core::judge_gate(situation_of(given, after), {&given.plan.phases[0], k_noon},
                          std::move(checks));
}

std::vector<Cause> p5_causes(const Given& given, Duration after) {
  std::vector<Cause> found;
  for (const core::Reason& reason : p5_at(given, after).reasons)
    found.push_back(reason.cause);
  return found;
}

core::Reading traffic_read(Duration at, double share) {
  core::Reading read;
  read.metric = core::k_exposure_metric;
  read.series = "shift";
  read.at = k_noon + at;
  read.value = share;
  return read;
}

} // namespace

TEST_CASE("exactly the share of good readings that is needed is enough") {
  plan::Plan plan = short_plan();
  plan.metrics[0].window = plan.metrics[0].every; // 20 grid points, 95 % are 19.
  Given given(plan);
  given.ready().started("p5");
  given.readings(seconds(30), minutes(5), 0.001).reading(minutes(5) + seconds(30), Cause::nan);
  given.readings(minutes(6), minutes(10), 0.001);
  CHECK(p5_at(given, minutes(10)).verdict == Verdict::promote);
}

TEST_CASE("half a percent of the traffic is rounding, more was moved by hand") {
  plan::Plan plan = short_plan();
  plan.phases[0].traffic.text = "0.5%";
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
  given.add(traffic_read(minutes(9), 0.01));
  CHECK(p5_causes(given, minutes(10)).empty());
  given.add(traffic_read(minutes(10), 0.0101));
  CHECK(p5_causes(given, minutes(10)) == std::vector{Cause::exposure});
}

TEST_CASE("a threshold of another phase neither judges this one nor needs its readings") {
  plan::Plan plan = short_plan();
  plan.thresholds[0].phases = {"full"};
  plan::Threshold warns = plan.thresholds[0];
  warns.id = "seen";
  warns.phases = {"p5"};
  warns.then.kind = plan::Consequence::Kind::warn;
  plan.thresholds.push_back(warns); // So that the metric is read in this phase.
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(3), 0.001); // Then none.
  given.reading(minutes(9), 0.05).reading(minutes(10), 0.05);
  const core::GateResult gate = p5_at(given, minutes(10));
  CHECK(gate.verdict == Verdict::promote);
  for (const core::Reason& reason : gate.reasons)
    CHECK_FALSE(reason.blocks);
  REQUIRE(gate.findings.size() == 1);
  CHECK(gate.findings[0].threshold == "seen");
}

TEST_CASE("reasons of the same cause about the same subject stay in their order") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
  const core::Reason first{Cause::check, "probe", "first", k_noon, true};
  const core::Reason second{Cause::check, "probe", "second", k_noon, true};
  const core::GateResult gate = p5_at(given, minutes(10), {first, second});
  REQUIRE(gate.reasons.size() == 2);
  CHECK(gate.reasons[0].text == "first");
  CHECK(gate.reasons[1].text == "second");
}

TEST_CASE("a rollback that is not observed afterwards is over at once, whatever was read") {
  plan::Plan plan = short_plan();
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(3), 0.05);
  const core::Subject after_rollback{nullptr, k_noon + minutes(2)};
  const auto end = [&] {
    return core::observation_end(situation_of(given, minutes(4)), after_rollback, {});
  };
  CHECK(end() > k_noon + minutes(33)); // Half an hour behind the last bad reading.
  given.plan.rollback.observe = {};
  CHECK(end() == k_noon + minutes(2));
}
