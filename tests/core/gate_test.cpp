// SPDX-License-Identifier: Apache-2.0
#include "core/gate.hpp"
#include "core/given.hpp"
#include "core/waivers.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace relctl;
using namespace relctl::test;
using core::GateResult;
using core::Verdict;
using plan::Cause;

namespace {

/// The plan of the builder with one phase of ten minutes that needs nobody's approval and a plain
/// limit.

GateResult gate_at(Given& given, Duration after, std::vector<core::Reason> checks = {}) {
  const core::Situation situation{given.plan,   given.state,    given.ledger,  given.windows,
                                  given.inputs, k_noon + after, given.mandate, "7:abc"};
  const core::PhaseState* phase = core::observed_phase(given.state, "main");
  return core::judge_gate(
      situation, {plan::find_phase(given.plan, phase->track, phase->id), *phase->started_at},
      std::move(checks));
}

std::vector<Cause> causes(const GateResult& gate) {
  std::vector<Cause> found;
  for (const core::Reason& reason : gate.reasons)
    found.push_back(reason.cause);
  return found;
}

} // namespace

TEST_CASE("a phase with good readings to its end promotes") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
  CHECK(gate_at(given, minutes(10)).verdict == Verdict::promote);
}

namespace {

core::Waived waived(const std::string& subject, Duration until) {
  return {subject, "known", k_noon + until, "owner", "alice"};
}

} // namespace

TEST_CASE("a waived threshold is reported but does not block, until the waiver ends") {
  plan::Plan plan = short_plan();
  plan.thresholds[0].then.kind = plan::Consequence::Kind::hold;
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.007); // Target is < 0.5%.
  CHECK(gate_at(given, minutes(10)).verdict == Verdict::hold);
  given.event(waived("error-rate", minutes(11)), minutes(10));
  const GateResult gate = gate_at(given, minutes(10));
  CHECK(gate.verdict == Verdict::promote);
  REQUIRE(causes(gate) == std::vector{Cause::target});
  CHECK_FALSE(gate.reasons[0].blocks);
  CHECK(gate.reasons[0].text.find("waived by alice until 2026-") != std::string::npos);
  CHECK(gate_at(given, minutes(11)).verdict == Verdict::hold);
}

TEST_CASE("a waiver never hides a breach that rolls back") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(2), 0.05);
  given.event(waived("error-rate", minutes(30)), minutes(2));
  const GateResult gate = gate_at(given, minutes(2));
  CHECK(gate.verdict == Verdict::rollback);
  REQUIRE(gate.reasons.front().cause == Cause::breach);
  CHECK(gate.reasons.front().blocks);
  CHECK(gate.reasons.front().text.find("waived") == std::string::npos);
}

TEST_CASE("a waived metric may lack readings; an approval cannot be waived") {
  plan::Plan plan = short_plan();
  plan.phases[0].approve = {{"owner", {}}};
  Given given(plan);
  given.ready().started("p5").readings(minutes(8), minutes(10), 0.001);
  given.event(waived("error_rate", minutes(30)), minutes(10));
  given.event(waived("owner", minutes(30)), minutes(10));
  const GateResult gate = gate_at(given, minutes(10));
  for (const core::Reason& reason : gate.reasons)
    CHECK(reason.blocks == (reason.cause == Cause::approval));
  CHECK(gate.verdict == Verdict::hold);
}

TEST_CASE("a waiver of one series covers that series, one of the threshold all of them") {
  Given given(short_plan());
  given.event(waived("p95[swap]", minutes(5)));
  CHECK(core::waiver_of(given.state, "p95[swap]", k_noon) != nullptr);
  CHECK(core::waiver_of(given.state, "p95[cart]", k_noon) == nullptr);
  CHECK(core::waiver_of(given.state, "p95[swap]", k_noon + minutes(5)) == nullptr);
  given.event(waived("p95", minutes(5)));
  CHECK(core::waiver_of(given.state, "p95[cart]", k_noon) != nullptr);
}

TEST_CASE("a waived breach that holds does not restart the bake") {
  plan::Plan plan = short_plan();
  plan.thresholds[0].then.kind = plan::Consequence::Kind::hold;
  plan.phases[0].bake = true;
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(5), 0.05);
  given.readings(minutes(5) + seconds(30), minutes(10), 0.001);
  CHECK(gate_at(given, minutes(10)).verdict == Verdict::hold);
  given.event(waived("error-rate", minutes(30)), minutes(10));
  CHECK(gate_at(given, minutes(10)).verdict == Verdict::promote);
}

TEST_CASE("an observation that has not ended holds and says when it can change") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(9), 0.001);
  const GateResult gate = gate_at(given, minutes(9));
  CHECK(gate.verdict == Verdict::hold);
  CHECK(causes(gate) == std::vector{Cause::observing});
  CHECK(gate.retry_at == k_noon + minutes(10));
}

TEST_CASE("no reading at all never promotes, however long the phase lasts") {
  Given given(short_plan());
  given.ready().started("p5");
  const GateResult gate = gate_at(given, hours(20));
  CHECK(gate.verdict == Verdict::hold);
  CHECK(causes(gate).front() == Cause::nodata);
}

TEST_CASE("each cause of an unknown newest reading holds and is named") {
  const Cause cause = GENERATE(Cause::nodata, Cause::nan, Cause::stale, Cause::thin, Cause::many,
                               Cause::provider_error, Cause::timeout);
  Given given(short_plan());
  given.ready()
      .started("p5")
      .readings(minutes(1), minutes(10) - seconds(30), 0.001)
      .reading(minutes(10), cause);
  const GateResult gate = gate_at(given, minutes(10));
  CHECK(gate.verdict == Verdict::hold);
  const std::vector<Cause> found = causes(gate); // Coverage suffers too: 18 of 19.
  CHECK(std::count(found.begin(), found.end(), cause) == 1);
  CHECK(std::count(found.begin(), found.end(), Cause::coverage) == 1);
}

TEST_CASE("a missed target holds") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.007);
  const GateResult gate = gate_at(given, minutes(10));
  CHECK(gate.verdict == Verdict::hold);
  CHECK(causes(gate) == std::vector{Cause::target});
}

TEST_CASE("a breach that rolls back is the worst of all verdicts, with every other reason listed "
          "behind it") {
  Given given(short_plan());
  given.ready()
      .started("p5")
      .readings(minutes(1), minutes(2), 0.001)
      .reading(minutes(2) + seconds(30), 0.5);
  const GateResult gate = gate_at(given, minutes(3));
  CHECK(gate.verdict == Verdict::rollback);
  CHECK(causes(gate) == std::vector{Cause::breach, Cause::observing});
}

TEST_CASE("a breach that only warns is reported and does not hold") {
  plan::Plan plan = short_plan();
  plan.thresholds[0].then.kind = plan::Consequence::Kind::warn;
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.5);
  const GateResult gate = gate_at(given, minutes(10));
  CHECK(gate.verdict == Verdict::promote);
  REQUIRE(gate.reasons.size() == 1);
  CHECK_FALSE(gate.reasons[0].blocks);
}

TEST_CASE("a breach that holds is forgotten after another whole observation without one") {
  plan::Plan plan = short_plan();
  plan.thresholds[0].then.kind = plan::Consequence::Kind::hold;
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(30), 0.001);
  given.window().clear();
  given.readings(minutes(1), minutes(4), 0.001).reading(minutes(5), 0.5);
  given.readings(minutes(5) + seconds(30), minutes(16), 0.001)
      .reading(minutes(4) + seconds(30), 0.001);
  CHECK(gate_at(given, minutes(14)).verdict == Verdict::hold);
  CHECK(gate_at(given, minutes(15)).verdict == Verdict::promote);
}

TEST_CASE("a breach that is forgotten does not hide what the newest reading is") {
  plan::Plan plan = short_plan();
  plan.thresholds[0].then.kind = plan::Consequence::Kind::hold;
  plan.metrics[0].coverage = 0.5;
  const auto causes_with = [&](auto newest) {
    Given given(plan);
    given.ready().started("p5").readings(minutes(1), minutes(5), 0.5);
    given.readings(minutes(5) + seconds(30), minutes(20), 0.001);
    given.reading(minutes(20) + seconds(30), newest);
    return causes(gate_at(given, minutes(20) + seconds(30)));
  };
  CHECK(causes_with(0.001).empty());
  CHECK(causes_with(Cause::stale) == std::vector{Cause::stale});
  CHECK(causes_with(0.007) == std::vector{Cause::target});
}

TEST_CASE("coverage needs its share of good grid points") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
  CHECK(gate_at(given, minutes(10)).verdict == Verdict::promote);
  given.window().clear();
  given.readings(minutes(1), minutes(10),
                 0.001); // 19 grid points, 95 % are 18.05: one bad one is too many.
  core::Window window;
  for (auto [at, reading] : given.window().series("error_rate", "")) {
    if (at == k_noon + minutes(5)) {
      reading.value.reset();
      reading.cause = Cause::nan;
    }
    window.add(reading, 1);
  }
  given.window() = window;
  const GateResult gate = gate_at(given, minutes(10));
  CHECK(gate.verdict == Verdict::hold);
  CHECK(causes(gate) == std::vector{Cause::coverage});
}

TEST_CASE(
    "a lost reading is forgotten by whoever looks on a grid time as by who comes just after") {
  plan::Plan plan = short_plan();
  plan.metrics[0].coverage = 1.0;
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(4) + seconds(30), 0.001);
  given.reading(minutes(5), Cause::nan).readings(minutes(5) + seconds(30), minutes(16), 0.001);
  const auto late = GENERATE(milliseconds(0), milliseconds(3));
  CHECK(causes(gate_at(given, minutes(14) + seconds(30) + late)) == std::vector{Cause::coverage});
  CHECK(causes(gate_at(given, minutes(15) + late)).empty());
}

TEST_CASE("a long gap holds even where coverage is met") {
  plan::Plan plan = short_plan();
  plan.metrics[0].coverage = 0.1;
  plan.metrics[0].max_gap = minutes(2);
  Given given(plan);
  given.ready()
      .started("p5")
      .readings(minutes(1), minutes(4), 0.001)
      .readings(minutes(8), minutes(10), 0.001);
  CHECK(causes(gate_at(given, minutes(10))) == std::vector{Cause::gap});
  given.plan.metrics[0].max_gap = minutes(3) + seconds(30); // Exactly as long as it is.
  CHECK(causes(gate_at(given, minutes(10))).empty());
}

TEST_CASE("a missing approval holds for a person, not for time") {
  plan::Plan plan = short_plan();
  plan.phases[0].approve = {{"owner", {}}};
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
  const GateResult before = gate_at(given, minutes(10));
  CHECK(causes(before) == std::vector{Cause::approval});
  CHECK(before.retry_at == k_never);
  given.event(core::ApprovalGiven{"p5", "owner", "release-owner", ""});
  CHECK(gate_at(given, minutes(10)).verdict == Verdict::promote);
}

TEST_CASE("a person's check that nobody has answered holds for a person, not for time") {
  plan::Plan plan = short_plan();
  plan::Check asked;
  asked.id = "eyes";
  asked.ask = "Looks right?";
  plan.phases[0].checks = {asked};
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
  const core::Reason open{Cause::check, "eyes", "not answered", k_noon, true};
  const core::Reason failed{Cause::check, "probe", "failed", k_noon, true};
  CHECK(gate_at(given, minutes(10), {open}).retry_at == k_never);
  CHECK(gate_at(given, minutes(10), {open, failed}).retry_at != k_never); // relctl asks it again.
}

TEST_CASE("an open incident of a blocking severity holds, a closed or lesser one does not") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
  given.event(core::IncidentOpened{"i1", "P2", "", "slow page", "qa"});
  CHECK(gate_at(given, minutes(10)).verdict == Verdict::promote);
  given.event(core::IncidentOpened{"i2", "P1", "", "no login", "qa"});
  CHECK(causes(gate_at(given, minutes(10))) == std::vector{Cause::incident});
  given.event(core::IncidentClosed{"i2", "qa", "fixed"});
  CHECK(gate_at(given, minutes(10)).verdict == Verdict::promote);
}

TEST_CASE("an incident threshold rolls back for its severity and scope only") {
  plan::Plan plan = short_plan();
  plan::Threshold threshold;
  threshold.id = "permission";
  threshold.incident_severity = "P0";
  threshold.incident_scope = "sharing";
  plan.thresholds.push_back(threshold);
  Given given(plan);
  given.ready().started("p5").readings(minutes(1), minutes(5), 0.001);
  given.event(core::IncidentOpened{"i1", "P0", "billing", "x", "qa"});
  CHECK(gate_at(given, minutes(5)).verdict == Verdict::hold);
  given.event(core::IncidentOpened{"i2", "P0", "sharing", "x", "qa"});
  CHECK(gate_at(given, minutes(5)).verdict == Verdict::rollback);
}

TEST_CASE("traffic that somebody moved by hand holds") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
  core::Reading read;
  read.metric = core::k_exposure_metric;
  read.series = "shift";
  read.at = k_noon + minutes(10);
  read.value = 0.05;
  given.add(read);
  CHECK(gate_at(given, minutes(10)).verdict == Verdict::promote);
  read.at = k_noon + minutes(10) + seconds(10);
  read.value = 0.3;
  given.add(read);
  CHECK(causes(gate_at(given, minutes(10) + seconds(10))) == std::vector{Cause::exposure});
}

TEST_CASE("a bake is extended by the time it could not see") {
  plan::Plan plan = short_plan();
  plan.phases[1].bake = true;
  Given given(plan);
  given.ready().started("p5").started("full");
  given.readings(minutes(1), minutes(4), 0.001).readings(minutes(7), minutes(20), 0.001);
  CHECK(causes(gate_at(given, minutes(10))) == std::vector{Cause::observing});
  CHECK(gate_at(given, minutes(12)).verdict ==
        Verdict::hold); // Five grid points were missing: 2 m 30 s.
  CHECK(gate_at(given, minutes(12) + seconds(30)).verdict == Verdict::promote);
}

TEST_CASE("a reason keeps the time at which it came up") {
  Given given(short_plan());
  given.ready().started("p5").readings(minutes(1), minutes(2), 0.007);
  core::VerdictReached reached;
  reached.track = plan::k_main_track;
  reached.phase = "p5";
  reached.reasons = {{Cause::target, "error-rate", "x", k_noon + minutes(1), true}};
  given.event(reached, minutes(1));
  const GateResult gate = gate_at(given, minutes(2));
  CHECK(gate.reasons[0].cause == Cause::target);
  CHECK(gate.reasons[0].since == k_noon + minutes(1));
}
