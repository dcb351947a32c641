// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/checks.hpp"
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "core/check_answer.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

/// A number speaks for itself: with it the word may be left out.
Result<bool> word_of(const Arguments& arguments, const std::map<std::string, std::string>& values) {
  const auto answer = arguments.text("ANSWER");
  if (answer == "yes" || answer == "no")
    return answer == "yes";
  if (answer.empty() && values.contains(core::k_answer_number))
    return true;
  return fail(ErrorKind::usage,
              answer.empty()
                  ? "say yes or no, or hand over the number that is asked for with --value"
                  : fmt::format("a check is answered yes or no, not '{}'", one_line(answer, 60)));
}

Result<Answer> answer_of(const Arguments& arguments) {
  RELCTL_TRY_ASSIGN(auto values, values_given(arguments.all("--value")));
  RELCTL_TRY_ASSIGN(const auto ok, word_of(arguments, values));
  return Answer{arguments.text("CHECK"), ok, arguments.text("--note"), std::move(values)};
}

ExitCode run_check(Session& session, const Arguments& arguments) {
  const auto given = answer_of(arguments);
  if (!given)
    return session.complain(given.error());
  const auto number = given->values.find(core::k_answer_number);
  const auto said = number != given->values.end() ? number->second : given->ok ? "yes" : "no";
  const auto what = fmt::format("{}: {}", given->check, one_line(said, 60));
  const auto statement = [&](const plan::Plan& plan,
                             const engine::ReleaseView& view) -> Result<core::Statement> {
    RELCTL_TRY_ASSIGN(const auto place,
                      find_check(plan, view.state, given->check, arguments.text("--phase")));
    RELCTL_TRY(core::may_answer(view.state, place.phase));
    RELCTL_TRY_ASSIGN(auto answered, answer_check(session, plan, view.state, place, *given));
    if (answered.events.empty())
      answered.said = fmt::format("{} already by {}", what, session.actor());
    return answered;
  };
  return state_fact(session, arguments, {"check", what + " by " + session.actor(), statement});
}

} // namespace

const Command& check_command() {
  static const Command command{
      "check",
      "answer a check of the plan",
      "relctl check uat yes --as bob\nrelctl check replay no --phase p50 --note 'two orders "
      "differ'\nrelctl check coverage --value 85%\n"
      "relctl check feedback yes --value dataset=v3 --value strategy=v7",
      {{"CHECK", "CHECK", "the check's name in the plan", true},
       {"ANSWER", "yes|no", "yes or no; may be left out with a number"},
       {"--value", "[NAME=]VALUE",
        "the number that the check asks for, bare in the check's unit, or a value by its name",
        false, true},
       {"--phase", "PHASE", "of which phase, or before or after; else where the release stands"},
       {"--note", "TEXT", "what there is to say about it"},
       record_only_option()},
      run_check,
      {ExitCode::findings, ExitCode::in_doubt, ExitCode::rolled_back,
       ExitCode::rollback_incomplete}};
  return command;
}

} // namespace relctl::cli
