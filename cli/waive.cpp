// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "core/waivers.hpp"
#include "host/live_world.hpp"
#include "plan/waivable.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

using Events = Result<std::vector<core::Event>>;

/// A threshold, metric or check of the plan, or one series of it where it has several.
Result<void> check_subject(const plan::Plan& plan, const std::string& subject) {
  const auto known = plan::waivable_names(plan);
  const std::string name = subject.substr(0, subject.find('['));
  if (std::find(known.begin(), known.end(), name) == known.end()) {
    const auto near = nearest(name, known);
    return fail(
        ErrorKind::not_found,
        fmt::format("the plan has no threshold, metric or check '{}'; {}", one_line(name, 60),
                    near            ? "did you mean '" + *near + "'?"
                    : known.empty() ? "it has none at all"
                                    : "what can be waived is " + one_line(join(known, ", "), 200)));
  }
  if (name == subject)
    return {};
  const auto whole = plan::waivable_series(plan, name);
  if (std::find(whole.begin(), whole.end(), subject) != whole.end())
    return {};
  return fail(
      ErrorKind::not_found,
      fmt::format(
          "there is no '{}'; what can be waived of it is {}", one_line(subject, 60),
          one_line(join(whole, ", ") + (whole.empty() ? "" : ", or all of it: ") + name, 200)));
}

/// The role that answers for it. Another one that is given is refused: it may be one that anybody
/// acts in.
Result<std::string> role_of(const plan::Plan& plan, const std::string& subject,
                            const std::string& given) {
  const std::string due = core::role_to_waive(plan, subject);
  if (given.empty() || given == due)
    return due;
  if (plan::find_role(plan, given) == nullptr)
    return fail(ErrorKind::not_found,
                fmt::format("the plan has no role '{}'", one_line(given, 60)));
  return fail(ErrorKind::refused, fmt::format("{} is answered for by role {}, not by {}",
                                              one_line(subject, 60), due, given));
}

ExitCode run_waive(Session& session, const Arguments& arguments) {
  const auto until = end_of(arguments, host::system_now());
  if (!until)
    return session.complain(until.error());
  if (!*until)
    return session.usage_error("waive needs an end: --until TIME or --for DURATION");
  const std::string subject = arguments.text("SUBJECT");
  const auto events = [&](const plan::Plan& plan, const engine::ReleaseView& view) -> Events {
    RELCTL_TRY(core::still_open(view.state));
    RELCTL_TRY(check_subject(plan, subject));
    RELCTL_TRY_ASSIGN(const auto role, role_of(plan, subject, arguments.text("--role")));
    RELCTL_TRY(may_act_as(session, plan, role));
    return std::vector<core::Event>{
        core::Waived{subject, arguments.text("--reason"), **until, role, session.actor()}};
  };
  return state_fact(session, arguments,
                    {"waive",
                     fmt::format("{} is waived by {} until {}; a breach that rolls back is not",
                                 one_line(subject, 60), session.actor(), format_instant(**until)),
                     events});
}

} // namespace

const Command& waive_command() {
  static const Command command{
      "waive",
      "answer for going on although a threshold or check does not hold, until a time",
      "relctl waive coverage-report --reason 'suite is rewritten' --for 72h --as alice\n"
      "relctl waive 'p95[swap]' --reason 'known outlier' --until 2026-12-01T00:00:00Z --role owner",
      {{"SUBJECT", "SUBJECT", "a threshold, metric or check; one series of it as 'p95[swap]'",
        true},
       {"--reason", "TEXT", "why", true},
       {"--for", "DURATION", "for how long, such as 72h"},
       {"--until", "TIME", "until when, RFC 3339"},
       {"--role", "ROLE", "in which role; else the check's, else the plan's first"},
       record_only_option()},
      run_waive,
      {ExitCode::findings, ExitCode::in_doubt, ExitCode::rolled_back,
       ExitCode::rollback_incomplete}};
  return command;
}

} // namespace relctl::cli
