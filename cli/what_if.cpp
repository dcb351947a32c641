// SPDX-License-Identifier: Apache-2.0
#include "cli/what_if.hpp"

#include "audit/sqlite_log.hpp"
#include "base/text.hpp"
#include "cli/reading.hpp"
#include "cli/stand_ins.hpp"
#include "sim/redecision.hpp"
#include "view/what_if.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

Result<planfile::LoadedPlan> load_changed(const Session& session, const std::string& text,
                                          const std::vector<std::string>& changes) {
  auto loaded = load_with_stand_ins(text, session.surroundings.environment, changes);
  for (const plan::Diagnostic& diagnostic : loaded.diagnostics)
    if (diagnostic.severity == plan::Severity::error)
      return fail(ErrorKind::usage,
                  fmt::format("--what-if: {}; {}", diagnostic.message, diagnostic.remedy));
  return loaded;
}

core::State state_until(const std::string& release, const std::vector<core::Recorded>& events,
                        Instant until) {
  core::State state;
  state.release = release;
  for (const core::Recorded& recorded : events)
    if (recorded.at <= until && !core::is_ledger_event(recorded.event))
      core::apply(state, recorded);
  return state;
}

/// Where decisions that follow from the plan as it was part from those on record, if they do: then
/// not all that was decided by is on record.
std::optional<Instant> parting_of(const sim::ReleaseRecord& record,
                                  const sim::Redecision& unchanged) {
  for (const sim::DecisionRow& row :
       sim::compare_decisions(record, unchanged, unchanged, record.events.back().at))
    if (row.is_on_record != row.is_redecided)
      return row.recorded->at;
  return std::nullopt;
}

Result<std::string> what_if(Session& session, const std::vector<std::string>& changes) {
  RELCTL_TRY_ASSIGN(const auto now, session.load_release(true, false));
  if (now.state.observation)
    return fail(ErrorKind::refused, fmt::format("{} is an observation, which decides nothing that "
                                                "a change could alter; name a release",
                                                now.release));
  RELCTL_TRY_ASSIGN(auto* log, session.log_for_reading());
  RELCTL_TRY_ASSIGN(const auto record, sim::read_record(*log, now.release));
  const std::string& text = now.state.opened.plan_text;
  const auto pinned = load_with_stand_ins(text, session.surroundings.environment);
  if (plan::has_errors(pinned.diagnostics))
    RELCTL_TRY(session.pinned_plan(now.state));
  RELCTL_TRY_ASSIGN(const auto changed, load_changed(session, text, changes));
  const auto log_before = audit::open_memory_log();
  RELCTL_TRY_ASSIGN(const auto unchanged,
                    sim::redecide(pinned.plan, pinned.plan, record, *log_before, nullptr));
  const auto log_after = audit::open_memory_log();
  RELCTL_TRY_ASSIGN(auto redecided,
                    sim::redecide(changed.plan, pinned.plan, record, *log_after, &unchanged.asked));
  if (const auto parting = parting_of(record, unchanged); parting && *parting <= redecided.until) {
    redecided.until = *parting;
    redecided.unknown = "without a change too, other decisions follow from the readings than are "
                        "on record there, which therefore does not tell all that was decided by";
  }
  const core::State before = state_until(record.release, record.events, redecided.until);
  const core::State after = state_until(record.release, redecided.events, redecided.until);
  view::WhatIfSubject subject{changes, {}, before, after, redecided.until, redecided.unknown};
  for (const sim::DecisionRow& row :
       sim::compare_decisions(record, unchanged, redecided, redecided.until))
    subject.rows.push_back({*row.recorded, row.is_on_record, row.is_redecided});
  const std::string answer = session.format == OutputFormat::table
                                 ? view::what_if_text(subject, answer_style(session))
                                 : view::what_if_json(subject);
  return redactor_of(pinned).mask(answer);
}

} // namespace

ExitCode explain_what_if(Session& session, const std::vector<std::string>& changes) {
  const auto answer = what_if(session, changes);
  if (!answer)
    return session.complain(answer.error());
  *session.surroundings.answer.out << *answer;
  return ExitCode::ok;
}

} // namespace relctl::cli
