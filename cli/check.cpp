// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/checks.hpp"
#include "cli/commands.hpp"
#include "cli/facts.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

ExitCode run_check(Session& session, const Arguments& arguments) {
  const auto answer = arguments.text("ANSWER");
  if (answer != "yes" && answer != "no")
    return session.usage_error(
        fmt::format("a check is answered yes or no, not '{}'", one_line(answer, 60)));
  const Answer given{arguments.text("CHECK"), answer == "yes", arguments.text("--note")};
  const auto events = [&](const plan::Plan& plan,
                          const engine::ReleaseView& view) -> Result<std::vector<core::Event>> {
    RELCTL_TRY(still_open(view));
    RELCTL_TRY_ASSIGN(const auto place,
                      find_check(plan, view.state, given.check, arguments.text("--phase")));
    RELCTL_TRY_ASSIGN(const auto answered, answer_check(session, plan, place, given));
    if (stands_already(view.state, answered))
      return std::vector<core::Event>{};
    return std::vector<core::Event>{answered};
  };
  return state_fact(
      session, arguments,
      {"check", fmt::format("{}: {} by {}", given.check, answer, session.actor), events});
}

} // namespace

const Command& check_command() {
  static const Command command{
      "check",
      "answer a check of the plan",
      "relctl check uat yes --as bob\nrelctl check replay no --phase p50 --note 'two orders "
      "differ'",
      {{"CHECK", "CHECK", "the check's name in the plan", true},
       {"ANSWER", "yes|no", "yes or no", true},
       {"--phase", "PHASE", "of which phase, or before; else where the release stands"},
       {"--note", "TEXT", "what there is to say about it"},
       record_only_option()},
      run_check,
      {ExitCode::findings, ExitCode::in_doubt, ExitCode::rolled_back,
       ExitCode::rollback_incomplete}};
  return command;
}

} // namespace relctl::cli
