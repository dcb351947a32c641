// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/messages.hpp"
#include "core/values.hpp"
#include "plan/template_text.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

plan::Values values_at(Given& given, Duration after,
                       const std::vector<core::Reason>& reasons = {}) {
  const core::Situation situation{given.plan,   given.state,    given.ledger,  given.windows,
                                  given.inputs, k_noon + after, given.mandate, "7:abc"};
  return core::message_values(
      situation, core::plan_phase(given.plan, core::current_phase(given.state)), reasons);
}

} // namespace

TEST_CASE("every variable of the catalogue has a value in a message, also before the first phase") {
  const bool in_phase = GENERATE(true, false);
  Given given(a_plan());
  given.ready();
  if (in_phase)
    given.started("p20");
  const plan::Values values = values_at(given, minutes(1));
  for (const plan::CatalogueEntry& entry : plan::template_catalogue()) {
    INFO(entry.name);
    CHECK(values.contains(entry.name));
  }
}

TEST_CASE("a message speaks of the phase, the moment and the audit log's head") {
  Given given(a_plan());
  given.ready().started("p20");
  const plan::Values values = values_at(given, minutes(2));
  CHECK(values.at("phase") == "p20");
  CHECK(values.at("previous_phase") == "p5");
  CHECK(values.at("next") == "p50");
  CHECK(values.at("traffic") == "20%");
  CHECK(values.at("now") == "2026-11-22T12:02:00Z");
  CHECK(values.at("anchor") == "7:abc");
  CHECK(values.at("elapsed") == "2m");
}

TEST_CASE("a message names the first reason's threshold and its metric") {
  Given given(a_plan());
  given.ready().started("p5");
  const plan::Values values =
      values_at(given, {}, {{plan::Cause::breach, "error-rate", "5% > 1%", k_noon, true}});
  CHECK(values.at("threshold") == "error-rate");
  CHECK(values.at("metric") == "error_rate");
  CHECK(values.at("reasons") == "error-rate: 5% > 1%");
}

TEST_CASE("the next step is the next phase's first, on the way back the first that is open") {
  Given given(a_plan());
  given.plan.rollback.steps = {a_step("shift-back", {"./shift"}), a_step("app", {"./deploy"})};
  given.plan.rollback.verify = {a_step("smoke", {"./smoke"})};
  given.plan.rollback.observe = minutes(30);
  given.ready().started("p5");
  CHECK(values_at(given, minutes(2)).at("next_step") == "shift");
  given.event(core::RollbackRequested{"1.0.0", "error-rate", "", true, false}, minutes(3));
  CHECK(values_at(given, minutes(3)).at("next_step") == "shift-back");
  const auto pass = [&](const std::string& stage, const std::string& step) {
    core::StepStarted started;
    started.address = {"", "rollback", stage, step};
    given.event(started, minutes(3));
    core::StepEnded ended;
    ended.address = started.address;
    ended.outcome = core::Outcome::succeeded;
    given.event(ended, minutes(4));
  };
  pass("rollback", "shift-back");
  CHECK(values_at(given, minutes(4)).at("next_step") == "app");
  pass("rollback", "app");
  CHECK(values_at(given, minutes(4)).at("next_step") == "smoke");
  pass("verify", "smoke");
  CHECK(values_at(given, minutes(4)).at("next_step") == "observation of 30m");
  given.plan.rollback.observe = {};
  CHECK(values_at(given, minutes(4)).at("next_step") == "-");
}

TEST_CASE("the impact is what was exposed, unless a person has said it") {
  Given given(a_plan());
  given.ready().started("p5");
  CHECK(values_at(given, minutes(2)).at("impact") == "up to 5% of traffic for 2m");
  given.state.opened.vars["impact"] = "whoever swaps recipes";
  CHECK(values_at(given, minutes(2)).at("impact") == "whoever swaps recipes");
}

TEST_CASE("a message is prepared each time it is asked for, and not at all without its template") {
  Given given(a_plan());
  given.ready().started("p5");
  const core::Situation situation{given.plan,   given.state, given.ledger,  given.windows,
                                  given.inputs, k_noon,      given.mandate, ""};
  const auto message = core::prepare_message(situation, "held", &given.plan.phases[0], {});
  REQUIRE(message);
  CHECK_FALSE(core::prepare_message(situation, "nothing", &given.plan.phases[0], {}));
  given.event(*message);
  CHECK(core::prepare_message(situation, "held", &given.plan.phases[0], {}));
}
