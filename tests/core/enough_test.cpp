// SPDX-License-Identifier: Apache-2.0
#include "core/gate.hpp"
#include "core/given.hpp"
#include "core/messages.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::GateResult;
using core::Verdict;
using plan::Cause;

namespace {

/// Phase p5 of thirty minutes, or until 200 orders; nobody's approval, a plain limit.
plan::Plan plan_with_enough() {
  plan::Plan plan = a_plan();
  plan.phases = {a_phase("p5", "5%", minutes(30)), a_phase("full", "100%", minutes(30))};
  plan.thresholds[0].shape = plan::Plain{};
  plan::Metric orders = a_metric("orders");
  orders.unit = {};
  plan.metrics.push_back(orders);
  plan.phases[0].enough = plan::Enough{"orders", 200.0, {}};
  return plan;
}

Given& orders(Given& given, Duration at, std::optional<double> value, std::string series = "") {
  core::Reading reading;
  reading.metric = "orders";
  reading.series = std::move(series);
  reading.at = k_noon + at;
  reading.value = value;
  if (!value)
    reading.cause = Cause::nodata;
  return given.add(reading);
}

GateResult gate_after(Given& given, Duration after) {
  const core::Situation situation{given.plan,   given.state,    given.ledger,  given.windows,
                                  given.inputs, k_noon + after, given.mandate, "7:abc"};
  return core::judge_gate(situation, {&given.plan.phases[0], k_noon}, {});
}

} // namespace

TEST_CASE("a phase may be left by the number before its time is over") {
  Given given(plan_with_enough());
  given.ready().started("p5").readings(minutes(1), minutes(30), 0.001);
  orders(given, minutes(1), 57);
  const GateResult early = gate_after(given, minutes(2));
  CHECK(early.verdict == Verdict::hold);
  CHECK(early.reasons[0].cause == Cause::observing);
  CHECK(early.reasons[0].text ==
        "observing until 2026-11-22T12:30:00Z, or until orders reaches 200 (57 now)");
  CHECK(early.retry_at <= k_noon + minutes(2) + seconds(30));
  orders(given, minutes(4), 200);
  CHECK(gate_after(given, minutes(4)).verdict == Verdict::promote);
}

TEST_CASE("what has been reached once stays reached") {
  Given given(plan_with_enough());
  given.ready().started("p5").readings(minutes(1), minutes(30), 0.001);
  orders(given, minutes(4), 201);
  orders(given, minutes(5), 3);
  orders(given, minutes(6), std::nullopt);
  CHECK(gate_after(given, minutes(6)).verdict == Verdict::promote);
}

TEST_CASE("a phase may be left by its time, whatever the number is") {
  Given given(plan_with_enough());
  given.ready().started("p5").readings(minutes(1), minutes(30), 0.001);
  orders(given, minutes(29), 57);
  CHECK(gate_after(given, minutes(29)).verdict == Verdict::hold);
  orders(given, minutes(30), std::nullopt);
  CHECK(gate_after(given, minutes(30)).verdict == Verdict::promote);
}

TEST_CASE("an unknown number holds with its cause") {
  Given given(plan_with_enough());
  given.ready().started("p5").readings(minutes(1), minutes(30), 0.001);
  SECTION("no reading yet") {
    const GateResult gate = gate_after(given, minutes(10));
    CHECK(gate.verdict == Verdict::hold);
    CHECK(gate.reasons[0].cause == Cause::observing);
  }
  SECTION("a source that says nothing") {
    orders(given, minutes(10), std::nullopt);
    const GateResult gate = gate_after(given, minutes(10));
    CHECK(gate.verdict == Verdict::hold);
    CHECK(gate.reasons[0].cause == Cause::nodata);
    CHECK(gate.reasons[0].subject == "orders");
  }
}

TEST_CASE("enough orders are no evidence for a threshold that has no reading") {
  Given given(plan_with_enough());
  given.ready().started("p5");
  orders(given, minutes(1), 500);
  const GateResult gate = gate_after(given, minutes(1));
  CHECK(gate.verdict == Verdict::hold);
}

TEST_CASE("every series has to reach the number") {
  plan::Plan plan = plan_with_enough();
  plan.metrics[1].each = plan::Each{"shop", {"north", "south"}};
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(30), 0.001);
  orders(given, minutes(4), 300, "north");
  orders(given, minutes(4), 100, "south");
  CHECK(gate_after(given, minutes(4)).verdict == Verdict::hold);
  const core::EnoughNow now = core::enough_now(given.plan, given.plan.phases[0], given.window(),
                                               {k_noon, k_noon + minutes(4)});
  CHECK(now.value == 100);
  CHECK_FALSE(now.since.has_value());
  orders(given, minutes(5), 200, "south");
  CHECK(gate_after(given, minutes(5)).verdict == Verdict::promote);
}

TEST_CASE("the number is measured and named in messages") {
  Given given(plan_with_enough());
  given.ready().started("p5");
  const auto measured = core::metrics_of(given.plan, given.state, &given.plan.phases[0]);
  CHECK(measured.size() == 2);
  CHECK(core::metrics_of(given.plan, given.state, &given.plan.phases[1]).size() == 1);
  const core::Situation situation{given.plan,   given.state, given.ledger,  given.windows,
                                  given.inputs, k_noon,      given.mandate, ""};
  CHECK(core::message_values(situation, &given.plan.phases[0], {}).at("observe") ==
        "30m or until orders reaches 200");
}
