// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/resolve_request.hpp"
#include "core/standing.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using plan::Cause;
using Kinds = std::vector<std::string>;

namespace {

const core::StepAddress k_shift{"main", "p5", "enter", "shift"};

void read_back(Given& given, Duration at, double share) {
  core::Reading read;
  read.metric = core::k_exposure_metric;
  read.series = "shift";
  read.at = k_noon + at;
  read.value = share;
  given.add(read);
}

/// What follows is appended, as often as something does; the kinds of it.
Kinds follow(Given& given, Duration at) {
  Kinds all;
  for (auto decision = given.decide_at(at); !decision.events.empty();
       decision = given.decide_at(at)) {
    for (const core::Event& event : decision.events) {
      all.emplace_back(core::kind_of(event));
      given.event(event, at);
    }
    for (const core::StepState* step : core::running_steps(given.state))
      given.inputs.live.insert(core::effect_id(given.state, *step));
  }
  return all;
}

/// In p5 from noon on, all of it good; at minute 9 HAProxy was found to send nothing to the canary.
Given restarted_haproxy() {
  Given given(short_plan());
  given.mandate.may_enter = false;
  given.ready().started("p5").readings(minutes(1), minutes(9), 0.001);
  read_back(given, minutes(9), 0.0);
  follow(given, minutes(9));
  return given;
}

void end_shift(Given& given, Duration at) {
  core::StepEnded ended;
  ended.address = k_shift;
  ended.outcome = core::Outcome::succeeded;
  given.event(ended, at);
  given.inputs.live.clear();
}

core::Advice advice_on(const Given& given) {
  return core::advise(given.plan, given.state, "relctl");
}

} // namespace

TEST_CASE("whoever finds traffic elsewhere is told the command that puts it back") {
  Given given = restarted_haproxy();
  CHECK(core::standing_of(given.state) == core::Standing::unknown);
  CHECK(advice_on(given).command == "relctl resolve shift rerun --reason WHY");
  CHECK(core::step_to_resolve(given.plan, given.state, "shift", "rerun").value() == k_shift);
}

TEST_CASE("a step that put traffic back makes what was read before void, and the phase goes on") {
  Given given = restarted_haproxy();
  given.event(core::StepResolved{k_shift, "rerun", "restarted"}, minutes(9) + seconds(5));
  CHECK(advice_on(given).command == "relctl advance --wait");
  CHECK(follow(given, minutes(9) + seconds(5)) == Kinds{"StepStarted", "VerdictReached"});
  end_shift(given, minutes(9) + seconds(6));
  given.readings(minutes(9) + seconds(30), minutes(10), 0.001);
  SECTION("and passes once traffic is where it belongs") {
    read_back(given, minutes(9) + seconds(10), 0.05);
    CHECK(follow(given, minutes(10)) == Kinds{"VerdictReached", "PhasePassed"});
  }
  SECTION("and is held again by what is read afterwards") {
    read_back(given, minutes(9) + seconds(10), 0.0);
    const Kinds kinds = follow(given, minutes(10));
    REQUIRE(!kinds.empty());
    CHECK(kinds.front() == "VerdictReached");
    CHECK(advice_on(given).command == "relctl resolve shift rerun --reason WHY");
  }
}

TEST_CASE("a verdict that nobody has renewed asks for no step that was done since then") {
  Given given = restarted_haproxy();
  given.event(core::StepResolved{k_shift, "rerun", "restarted"}, minutes(9) + seconds(5));
  given.event(core::StepStarted{k_shift, 1, core::Part::act, "k", "", seconds(10)},
              minutes(9) + seconds(5));
  end_shift(given, minutes(9) + seconds(6));
  CHECK(core::standing_of(given.state) == core::Standing::pending);
  CHECK(advice_on(given).command == "relctl advance --wait");
  SECTION("and is renewed when traffic is elsewhere again") {
    read_back(given, minutes(9) + seconds(10), 0.0);
    CHECK(follow(given, minutes(9) + seconds(10)) == Kinds{"VerdictReached"});
    CHECK(core::standing_of(given.state) == core::Standing::unknown);
  }
}

TEST_CASE("no phase passes while a step that it was entered by is done again") {
  Given given(short_plan());
  given.mandate.may_enter = false;
  given.ready().started("p5").readings(minutes(1), minutes(10), 0.001);
  given.event(core::StepResolved{k_shift, "rerun", "restarted"}, minutes(10));
  CHECK(follow(given, minutes(10)) == Kinds{"StepStarted"});
  end_shift(given, minutes(10));
  CHECK(follow(given, minutes(10)) == Kinds{"VerdictReached", "PhasePassed"});
}

TEST_CASE("what is done is done again only without harm, and where the phase is observed") {
  Given given = restarted_haproxy();
  const auto may_run_again = [&](const std::string& step) {
    return core::step_to_resolve(given.plan, given.state, step, "rerun").has_value();
  };
  CHECK_FALSE(core::step_to_resolve(given.plan, given.state, "shift", "failed"));
  SECTION("a command that is not idempotent has taken effect once") {
    given.plan.steps.push_back(a_step("deploy", {"./deploy"}));
    given.event(core::StepResolved{{"main", "p5", "enter", "deploy"}, "done", "looked"});
    CHECK_FALSE(may_run_again("deploy"));
    given.plan.steps.back().idempotent = true;
    CHECK(may_run_again("deploy"));
  }
  SECTION("another phase has moved traffic on") {
    given.event(core::PhaseEntered{"main", "full", 1.0});
    CHECK_FALSE(may_run_again("shift"));
  }
  SECTION("the release goes back") {
    given.event(core::RollbackRequested{"1.0.0", "orders are lost", "bob", false, false});
    CHECK_FALSE(may_run_again("shift"));
  }
}
