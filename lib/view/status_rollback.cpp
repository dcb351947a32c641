// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/step_instances.hpp"
#include "core/wording.hpp"
#include "view/phrase.hpp"
#include "view/status_parts.hpp"
#include "view/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

/// A step of the way back has failed, or nobody can tell how it ended.
bool has_step_in_trouble(const core::State& state) {
  return std::any_of(state.steps.begin(), state.steps.end(), [](const auto& entry) {
    const core::StepState& step = entry.second;
    return step.address.phase == "rollback" && step.stood_in_by.empty() &&
           (step.status == core::StepState::Status::failed ||
            step.status == core::StepState::Status::in_doubt);
  });
}

std::string deadline_text(const core::State& state, Instant now) {
  const core::RollbackState& rollback = *state.rollback;
  if (rollback.settled)
    return fmt::format("{} after {}",
                       !rollback.settled->complete  ? "incomplete"
                       : has_step_in_trouble(state) ? "done, but not every step of it,"
                                                    : "complete",
                       short_duration(rollback.settled->took));
  if (!rollback.started)
    return "not started yet";
  const Instant deadline = rollback.started->deadline_at;
  const bool is_late = rollback.overdue || deadline < now;
  return fmt::format("started from {}, deadline {} ({})", rollback.started->from_phase,
                     time_text(deadline),
                     is_late ? short_duration(now - deadline) + " overdue"
                             : "in " + short_duration(deadline - now));
}

Mark rollback_mark(const core::RollbackState& rollback, Instant now) {
  if (rollback.settled)
    return rollback.settled->complete ? Mark::good : Mark::bad;
  return rollback.started && rollback.started->deadline_at < now ? Mark::bad : Mark::active;
}

void add_step(Table& table, const StatusSubject& subject, const core::StepAt& at) {
  const core::StepState* step = core::find_step(subject.state, at.address);
  const Mark mark = step == nullptr ? Mark::idle : mark_of(step->status);
  table.add({mark_cell(mark), at.address.step,
             step == nullptr ? Cell("to come", Tone::dim)
                             : Cell(step_text(*step, subject.now), tone_of(mark)),
             at.step->point_of_no_return ? "point of no return" : ""});
}

void add_rollback_steps(Table& table, const StatusSubject& subject,
                        const std::vector<plan::Step>& steps, const std::string& stage) {
  for (const plan::Step& planned : steps) {
    const core::StepAddress address{"", "rollback", stage, planned.id};
    const auto due = core::due_instances(subject.plan, subject.state, planned, address);
    const auto instances = core::instances_of(planned, address);
    for (std::size_t i = 0; i < due.size(); ++i) {
      add_step(table, subject, instances[i]);
      if (due[i].step != instances[i].step)
        add_step(table, subject, due[i]);
    }
  }
}

/// Whether it held up afterwards.
std::string recovery_text(const StatusSubject& subject, const core::RollbackState& rollback) {
  if (!rollback.settled || !rollback.settled->complete)
    return {};
  if (rollback.recovered)
    return "recovered: every hard metric stayed within its target\n";
  if (subject.plan.rollback.observe.ms == 0)
    return {};
  return fmt::format("observed {} of {} after the rollback\n",
                     short_duration(subject.now - rollback.watched_since),
                     short_duration(subject.plan.rollback.observe));
}

} // namespace

std::string rollback_part(const StatusSubject& subject, const Style& style) {
  if (!subject.state.rollback)
    return {};
  const core::RollbackState& rollback = *subject.state.rollback;
  const Mark mark = rollback_mark(rollback, subject.now);
  std::string text =
      paint(style, Tone::strong,
            fmt::format("rollback{} to {}",
                        rollback.request.scope.empty() ? "" : " of " + rollback.request.scope,
                        version_text(rollback.request.to)));
  text +=
      fmt::format(", {} {} ago by {}{}\n", rollback.request.automatic ? "decided" : "asked for",
                  short_duration(subject.now - rollback.requested_at),
                  rollback.request.automatic ? rollback.request.as : rollback.requested_by,
                  rollback.request.reason.empty() ? "" : ": " + one_line(rollback.request.reason));
  text += paint(style, tone_of(mark),
                fmt::format("{}  {}", mark_text(mark), deadline_text(subject.state, subject.now)));
  text += "\n";
  if (core::has_failed_compensation(subject.state))
    text +=
        "what comes after it failed: " + core::word_reasons(rollback.compensated->reasons) + "\n";
  if (rollback.settled && !rollback.settled->complete)
    text += core::word_reasons(rollback.settled->reasons) + "\n";
  Table table({{""}, {"", Align::left, true}, {"", Align::left, true}, {""}});
  const plan::RollbackScope* part = plan::find_scope(subject.plan, rollback.request.scope);
  const plan::Rollback& whole = subject.plan.rollback;
  add_rollback_steps(table, subject, part == nullptr ? whole.steps : part->steps, "rollback");
  add_rollback_steps(table, subject, part == nullptr ? whole.verify : part->verify, "verify");
  if (whole.after && part == nullptr)
    add_rollback_steps(table, subject, whole.after->steps, "after");
  return text + table.aligned(style) + recovery_text(subject, rollback);
}

} // namespace relctl::view
