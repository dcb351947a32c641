// SPDX-License-Identifier: Apache-2.0
#include "core/check_answer.hpp"
#include "core/given.hpp"
#include "core/standing.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;

namespace {

plan::Check with_limit(std::string_view limit, const std::string& unit = {}) {
  plan::Check check;
  check.id = "coverage";
  check.limit = a_limit(limit);
  if (!unit.empty())
    check.unit = *parse_unit(unit);
  return check;
}

core::EffectEnded printed(const std::string& output) {
  return {"", core::Outcome::succeeded, "exit code 0", output, 0, {}, {}};
}

} // namespace

TEST_CASE("a number is compared in the unit that it comes with") {
  const plan::Check check = with_limit(">= 80%");
  CHECK_FALSE(core::limit_objection(check, "85%"));
  CHECK_FALSE(core::limit_objection(check, "80%"));
  CHECK(core::limit_objection(check, "79.9%") == "79.9% is not >= 80%");
  CHECK(core::limit_objection(check, "85") == "'85' has not the unit of >= 80%");
  CHECK(core::limit_objection(check, "300ms") == "'300ms' has not the unit of >= 80%");
  CHECK_FALSE(core::limit_objection(with_limit("< 0.3s"), "250ms"));
}

TEST_CASE("a bare number has the unit of the check, whoever says it") {
  const plan::Check percent = with_limit(">= 80%", "%");
  CHECK_FALSE(core::limit_objection(percent, "85"));
  CHECK_FALSE(core::limit_objection(percent, "85%"));
  CHECK(core::limit_objection(percent, "0.85") == "0.85% is not >= 80%");
  CHECK_FALSE(core::limit_objection(with_limit(">= 80%", "ratio"), "0.85"));
  CHECK(core::limit_objection(with_limit("< 300ms", "s"), "0.5") == "500ms is not < 300ms");
  core::CheckAnswered answered{"before", "coverage", true, "alice", "", {{"value", "85"}}};
  CHECK_FALSE(core::answer_objection(percent, answered));
}

TEST_CASE("what is no finite decimal number is none that a check could be answered with") {
  const plan::Check check = with_limit("> 1", "");
  for (const char* text : {"good", "NaN", "nan", "inf", "-Infinity", "1e999", "0x10", ""}) {
    CAPTURE(text);
    const auto number = core::number_of(check, text);
    REQUIRE_FALSE(number);
    CHECK(number.error().kind == ErrorKind::usage);
  }
  CHECK(core::limit_objection(check, "good") == "'good' is not a number that could be > 1");
}

TEST_CASE("a command passes by the number on its last line, and by nothing else") {
  const plan::Check check = with_limit(">= 80%", "%");
  CHECK(core::judged_by_output(check, printed("lines 4711\n 85.5\n")).outcome ==
        core::Outcome::succeeded);
  const auto low = core::judged_by_output(check, printed("85\n79\n"));
  CHECK(low.outcome == core::Outcome::failed);
  CHECK(low.detail == "79% is not >= 80%");
  CHECK(core::judged_by_output(check, printed("")).outcome == core::Outcome::failed);
  CHECK(core::judged_by_output(check, printed("TOTAL 85")).outcome == core::Outcome::failed);
  core::EffectEnded failed = printed("99");
  failed.outcome = core::Outcome::timed_out;
  CHECK(core::judged_by_output(check, failed).outcome == core::Outcome::timed_out);
}

TEST_CASE("a yes needs the number and the values that the check asks for, a no nothing") {
  plan::Check check = with_limit(">= 80%");
  check.values = {"dataset"};
  core::CheckAnswered answered{"before", "coverage", true, "alice", "", {}};
  CHECK(core::answer_objection(check, answered) == "answered without dataset");
  answered.values["dataset"] = "v3";
  CHECK(core::answer_objection(check, answered) ==
        "answered without a number that could be >= 80%");
  answered.values["value"] = "75%";
  CHECK(core::answer_objection(check, answered) == "75% is not >= 80%");
  answered.values["value"] = "85%";
  CHECK_FALSE(core::answer_objection(check, answered));
  CHECK_FALSE(core::answer_objection(check, {"before", "coverage", false, "alice", "", {}}));
}

TEST_CASE("the command past a check says what has to be handed over") {
  plan::Check check;
  check.id = "feedback";
  check.values = {"dataset"};
  CHECK(core::passing_command(check) == "check feedback yes --value dataset=TEXT");
  CHECK(core::passing_command(with_limit("> 1")) == "check coverage --value NUMBER");
  check.step = a_step("feedback", {"./feedback"});
  CHECK(core::passing_command(check) == "advance");
}

TEST_CASE("a check is found by its id and by the address of its step") {
  plan::Plan plan = a_plan();
  plan::Check check;
  check.id = "shadow";
  check.step = a_step("shadow", {"./compare"});
  plan.phases[1].checks.push_back(check);
  CHECK(core::find_check(plan, "shadow") == &plan.phases[1].checks[0]);
  CHECK(core::find_check(plan, "light") == nullptr);
  CHECK(core::check_at(plan, {"main", "p20", "check", "shadow"}) == &plan.phases[1].checks[0]);
  CHECK(core::check_at(plan, {"main", "p20", "enter", "shadow"}) == nullptr);
}

TEST_CASE("an answer is worded with what was handed over: a number alone, other values by name") {
  core::CheckAnswered answered;
  answered.ok = true;
  CHECK(core::word_answer(answered).empty());
  answered.note = "tuned";
  CHECK(core::word_answer(answered) == "tuned");
  answered.values = {{"dataset", "v3"}, {"strategy", "v7"}};
  CHECK(core::word_answer(answered) == "dataset=v3, strategy=v7; tuned");
  answered.values = {{"value", "85%"}};
  answered.note.clear();
  CHECK(core::word_answer(answered) == "85%");
  answered.check = "coverage";
  CHECK(core::describe(core::Event{answered}) == "check coverage yes: 85%");
}

TEST_CASE("a question is asked with the values of the release; an unknown name stays as written") {
  Given given(a_plan());
  given.ready();
  plan::Check check;
  check.ask = "Is {{version}} tested?";
  CHECK(core::question_of(given.plan, given.state, check) ==
        "Is " + given.state.opened.version + " tested?");
  check.ask = "Is {{vresion}} tested?";
  CHECK(core::question_of(given.plan, given.state, check) == "Is {{vresion}} tested?");
}
