// SPDX-License-Identifier: Apache-2.0
#include "cli/unrecorded.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "core/event_json.hpp"
#include "host/live_world.hpp"

#include <fmt/format.h>

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

} // namespace

std::string unrecorded_release(const Session& session, const plan::Plan& plan) {
  return session.named_release().value_or(plan.name + "-unrecorded");
}

Result<planfile::LoadedPlan> suppose_exposed(Session& session, const std::string& plan_path,
                                             ReserveLog& log) {
  RELCTL_TRY_ASSIGN(const auto text, planfile::read_plan_text(plan_path));
  auto loaded = planfile::load_plan(text, session.surroundings.environment);
  for (const auto& diagnostic : loaded.diagnostics)
    if (diagnostic.severity == plan::Severity::error)
      return fail(ErrorKind::refused, plan::format_diagnostic(plan_path, diagnostic));
  RELCTL_TRY_ASSIGN(auto opened, opening(session, loaded.plan, plan_path, text));
  std::vector<core::Event> events = {std::move(opened), core::StartDecided{true, {}}};
  for (const auto& phase : loaded.plan.phases) {
    const auto entering = entering_events(phase);
    events.insert(events.end(), entering.begin(), entering.end());
  }
  for (const auto& event : events)
    log.suppose({unrecorded_release(session, loaded.plan), core::track_of(event),
                 std::string(core::kind_of(event)), core::encode_event(event)},
                host::system_now(), session.actor);
  return loaded;
}

} // namespace relctl::cli
