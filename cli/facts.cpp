// SPDX-License-Identifier: Apache-2.0
#include "cli/facts.hpp"

#include "base/text.hpp"
#include "cli/acting.hpp"
#include "cli/ending.hpp"
#include "cli/reading.hpp"
#include "core/incidents.hpp"
#include "core/wording.hpp"
#include "host/live_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <thread>

namespace relctl::cli {

namespace {

struct Recording {
  ports::AuditLog* log = nullptr;
  engine::ReleaseView view;
  planfile::LoadedPlan plan;
  std::vector<core::Recorded> appended;
  std::string said; ///< Of what was recorded, or stands already.
};

Result<Recording> record(Session& session, const Fact& fact) {
  Recording recording;
  RELCTL_TRY_ASSIGN(recording.log, session.log_for_writing());
  RELCTL_TRY_ASSIGN(recording.view, session.load_release(true, false));
  RELCTL_TRY_ASSIGN(recording.plan, session.pinned_plan_to_go_back(recording.view.state));
  const auto events = [&](const engine::ReleaseView& view) -> Result<std::vector<core::Event>> {
    RELCTL_TRY_ASSIGN(const auto statement, fact.statement(recording.plan.plan, view));
    recording.said = statement.said.empty() ? fact.done : statement.said;
    return statement.events;
  };
  RELCTL_TRY_ASSIGN(recording.appended, engine::append_facts(*recording.log, recording.view, events,
                                                             host::system_now(), session.actor()));
  return recording;
}

/// The fact holds whatever came of it; only what it brought about by itself counts for more, and
/// what it was to settle and has not.
ExitCode code_after(const Fact& fact, const core::State& before, const core::State& after) {
  const auto standing = core::standing_of(after);
  if (fact.settles)
    return standing <= core::Standing::breached ? exit_code_of(standing) : ExitCode::ok;
  const bool is_grave = standing <= core::Standing::rolled_back;
  return is_grave && before.stage != after.stage ? exit_code_of(standing) : ExitCode::ok;
}

ExitCode end_unacted(Session& session, const Fact& fact, const Recording& recording) {
  Narrator narrator(session, recording.plan.plan);
  if (session.format == OutputFormat::jsonl)
    for (const auto& recorded : recording.appended)
      narrator.tell(recording.view.release, recorded);
  return print_ending(session, {fact.command, ExitCode::ok, recording.said, recording.plan.plan,
                                recording.view, host::system_now(), narrator.messages()});
}

/// Whether the incident that was opened asks for a way back that nobody has begun.
bool awaits_rollback(const Recording& recording) {
  if (std::none_of(recording.appended.begin(), recording.appended.end(), [](const auto& recorded) {
        return std::holds_alternative<core::IncidentOpened>(recorded.event);
      }))
    return false;
  const core::State& state = recording.view.state;
  const plan::Plan& plan = recording.plan.plan;
  const auto current = core::current_phases(state);
  return !state.rollback && !core::is_over(state) &&
         std::any_of(current.begin(), current.end(), [&](const core::PhaseState* entered) {
           const plan::Phase* phase = plan::find_phase(plan, entered->track, entered->id);
           return phase != nullptr &&
                  core::incident_reasons(plan, *phase, state, host::system_now()).roll_back;
         });
}

/// Whoever holds the release may hang. The person who calls for a way back must not be told that
/// all is well while nothing happens.
ExitCode leave_to_holder(Session& session, const Fact& fact, Recording& recording) {
  constexpr Duration k_reaction = seconds(5);
  const std::string& release = recording.view.release;
  if (!session.quiet)
    *session.surroundings.message.out << "another relctl acts on " << release
                                      << " and takes note of it\n";
  for (const Instant end = host::system_now() + k_reaction; awaits_rollback(recording);) {
    if (host::system_now() >= end)
      return session.complain(
          {ErrorKind::locked,
           fmt::format("the incident is on record, but {} is not going back: {} has not reacted "
                       "within {}; `{} rollback -y` takes over",
                       release, holder_text(*recording.log, release), format_duration(k_reaction),
                       session.program(release))});
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    if (const auto read = engine::refresh(*recording.log, recording.view, false); !read)
      return session.complain(read.error());
  }
  return end_unacted(session, fact, recording);
}

ExitCode act(Session& session, const Fact& fact, const std::string& said,
             std::unique_ptr<Acting> acting, const core::State& before) {
  engine::Goal goal;
  goal.measures = false;
  const auto outcome = acting->run(goal);
  if (!outcome)
    return session.complain(outcome.error());
  if (const auto code = exit_code_of(*outcome)) {
    tell_how_to_go_on(session, acting->view(), *outcome, "advance");
    return acting->end(fact.command, *code, said);
  }
  const auto line = standing_line(acting->plan(), acting->view(), acting->now());
  return acting->end(fact.command, code_after(fact, before, acting->view().state),
                     said + "; " + line);
}

} // namespace

ExitCode state_fact(Session& session, const Arguments& arguments, const Fact& fact) {
  auto recording = record(session, fact);
  if (!recording)
    return session.complain(recording.error());
  if (recording->appended.empty() || !fact.acts || arguments.has("--record-only") ||
      core::is_over(recording->view.state))
    return end_unacted(session, fact, *recording);
  const core::State before = recording->view.state;
  auto acting = Acting::hold(session, *recording->log, recording->view.release, recording->plan);
  if (acting)
    return act(session, fact, recording->said, std::move(*acting), before);
  if (acting.error().kind != ErrorKind::locked)
    return session.complain(acting.error());
  return leave_to_holder(session, fact, *recording);
}

OptionSpec record_only_option() {
  return {"--record-only", "", "record it; leave deciding and acting to the next advance"};
}

Result<void> may_act_as(const Session& session, const plan::Plan& plan, const std::string& role) {
  const plan::Role* known = plan::find_role(plan, role);
  if (known == nullptr || known->members.empty())
    return {};
  const auto is_me = [&](const std::string& member) {
    return member == session.actor() || session.actor() == member + "@" + session.surroundings.host;
  };
  if (std::any_of(known->members.begin(), known->members.end(), is_me))
    return {};
  return fail(ErrorKind::refused,
              fmt::format("{} is not a member of role {} ({}); name the person with --as",
                          session.actor(), role, join(known->members, ", ")));
}

Result<std::optional<Instant>> end_of(const Arguments& arguments, Instant now) {
  if (arguments.has("--for") && arguments.has("--until"))
    return fail(ErrorKind::usage, "--for and --until say the same thing; give one of them");
  if (arguments.has("--for")) {
    const auto length = parse_duration(arguments.text("--for"));
    if (!length)
      return fail(ErrorKind::usage, "--for: " + length.error().message);
    if (length->ms <= 0)
      return fail(ErrorKind::usage, "--for is a length of time over zero, such as 2h");
    return now + *length;
  }
  if (!arguments.has("--until"))
    return std::nullopt;
  const auto until = parse_instant(arguments.text("--until"));
  if (!until)
    return fail(ErrorKind::usage, "--until: " + until.error().message);
  if (*until <= now)
    return fail(ErrorKind::usage,
                fmt::format("--until {} has passed already", arguments.text("--until")));
  return *until;
}

} // namespace relctl::cli
