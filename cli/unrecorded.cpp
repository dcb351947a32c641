// SPDX-License-Identifier: Apache-2.0
#include "cli/unrecorded.hpp"

#include "audit/file_lock.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "cli/stand_ins.hpp"
#include "cli/start_request.hpp"
#include "core/event_json.hpp"
#include "core/event_line.hpp"
#include "host/live_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

namespace relctl::cli {

namespace {

Result<core::ReleaseOpened> opening(Session& session, const plan::Plan& plan,
                                    const std::string& path, const std::string& text) {
  RELCTL_TRY_ASSIGN(auto vars, plan::pin_variables(plan, {}, session.surroundings.environment));
  std::error_code failure;
  const auto whole = std::filesystem::canonical(path, failure);
  return core::ReleaseOpened{
      plan.name, plan.title,     "", "", sha256_hex(text), path, whole.parent_path().string(),
      text,      std::move(vars)};
}

std::vector<core::Event> entering_events(const plan::Phase& phase) {
  std::vector<core::Event> events = {core::PhaseEntered{phase.track, phase.id, 1.0}};
  for (const auto& id : phase.enter) {
    core::StepStarted started;
    started.address = {phase.track, phase.id, "enter", id};
    started.attempt = 1;
    events.emplace_back(started);
    events.emplace_back(core::StepInDoubt{started.address, "there is no log to tell"});
  }
  return events;
}

/// A release of the plan that some relctl works on, by the locks beside the log that cannot be
/// read.
Result<std::optional<std::string>> held_release(const Session& session, const plan::Plan& plan) {
  std::vector<std::string> held = audit::held_releases(session.database_path());
  std::erase_if(held, [&](const std::string& release) {
    return session.named_release() ? release != *session.named_release()
                                   : !is_release_of(release, plan);
  });
  if (held.size() > 1)
    return fail(ErrorKind::usage,
                fmt::format("several relctl work on releases of {}: {}; name the one that goes "
                            "back with --release",
                            plan.name, join(held, ", ")));
  return held.empty() ? std::nullopt : std::optional(held.front());
}

/// What stands in for a release whose log cannot be read.
struct Supposed {
  std::string release;
  planfile::LoadedPlan plan; ///< As read from the file.
};

/// Puts a release of the plan into an empty log as if every phase had been entered and the end of
/// every step were unknown: what a rollback must reckon with when nothing is known. Its version is
/// empty. Its id is --release, else the one that some relctl holds.
Result<Supposed> suppose_exposed(Session& session, const std::string& plan_path, ReserveLog& log) {
  RELCTL_TRY_ASSIGN(const auto text, planfile::read_plan_text(plan_path));
  auto loaded = planfile::load_plan(text, session.surroundings.environment);
  for (const auto& diagnostic : loaded.diagnostics)
    if (diagnostic.severity == plan::Severity::error && stands_in_the_way_back(loaded))
      return fail(ErrorKind::refused, plan::format_diagnostic(plan_path, diagnostic));
  RELCTL_TRY_ASSIGN(auto opened, opening(session, loaded.plan, plan_path, text));
  std::vector<core::Event> events = {std::move(opened), core::StartDecided{true, {}}};
  for (const auto& phase : loaded.plan.phases) {
    const auto entering = entering_events(phase);
    events.insert(events.end(), entering.begin(), entering.end());
  }
  RELCTL_TRY_ASSIGN(const auto held, held_release(session, loaded.plan));
  if (held)
    log.lock_beside(session.database_path());
  const std::string release =
      held ? *held : session.named_release().value_or(loaded.plan.name + "-unrecorded");
  for (const auto& event : events)
    log.suppose({release, core::track_of(event), std::string(core::kind_of(event)),
                 core::encode_event(event)},
                host::system_now(), session.actor());
  return Supposed{release, std::move(loaded)};
}

/// From then on standard output is nothing but the events, to be kept.
ReserveLog::OnLoss go_on_in_memory(Session& session) {
  return [&session](const Error& why, const std::string& after) {
    session.format = OutputFormat::jsonl;
    session.on_record = OnRecord::lost;
    session.lost_after = after;
    *session.surroundings.message.out
        << "relctl: " << one_line(why.message)
        << "; going on without it: keep the JSON lines from standard output, and let no other "
           "relctl act on the release before `relctl audit adopt FILE` has taken them in\n";
  };
}

Result<OpenedRelease> read_release(Session& session, ports::AuditLog& behind) {
  OpenedRelease opened;
  opened.log = std::make_unique<ReserveLog>(&behind, go_on_in_memory(session));
  RELCTL_TRY_ASSIGN(const auto release, session.choose_release(true));
  RELCTL_TRY_ASSIGN(opened.view, engine::load(*opened.log, release));
  RELCTL_TRY_ASSIGN(opened.plan, session.pinned_plan_to_go_back(opened.view.state));
  opened.log->must_go_on();
  return opened;
}

/// Nothing can be read: the plan's file stands in, and everything may have been exposed.
Result<OpenedRelease> suppose_release(Session& session, const std::string& plan_path,
                                      const Error& why) {
  OpenedRelease opened;
  opened.is_supposed = true;
  opened.log = std::make_unique<ReserveLog>(nullptr, go_on_in_memory(session));
  RELCTL_TRY_ASSIGN(auto supposed, suppose_exposed(session, plan_path, *opened.log));
  opened.plan = std::move(supposed.plan);
  RELCTL_TRY_ASSIGN(opened.view, engine::load(*opened.log, supposed.release));
  *session.surroundings.message.out << "relctl: " << one_line(why.message) << "; going back by "
                                    << one_line(plan_path) << " alone\n";
  return opened;
}

} // namespace

Result<OpenedRelease> open_anyhow(Session& session, const RollbackRequest& request) {
  auto log = request.dry ? session.log_for_reading() : session.log_for_writing();
  if (!log)
    log = session.log_for_reading();
  auto read = log ? read_release(session, **log) : Result<OpenedRelease>(fail(log.error()));
  if (read || read.error().kind == ErrorKind::usage)
    return read;
  if (request.plan_path.empty() || request.to.empty())
    return fail(read.error().kind,
                read.error().message +
                    "; without a log, go back with --plan FILE and --to VERSION");
  return suppose_release(session, request.plan_path, read.error());
}

ExitCode keep_events(Session& session, const ReserveLog& log, const std::string& release,
                     ExitCode code) {
  if (session.surroundings.answer.out->flush() && session.surroundings.readers.wait())
    return code;
  auto& message = *session.surroundings.message.out;
  message << "relctl: what was done is NOT on record, and standard output cannot be written: "
             "keep the following lines and take them in with `relctl audit adopt FILE`\n";
  for (const auto& record : log.unwritten())
    if (const auto recorded = engine::decode(record))
      message << core::encode_event_line(release, *recorded, session.lost_after) << "\n";
  return code == ExitCode::ok ? ExitCode::rollback_incomplete : code;
}

} // namespace relctl::cli
