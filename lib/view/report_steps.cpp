// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/standing.hpp"
#include "core/wording.hpp"
#include "view/phrase.hpp"
#include "view/report_rows.hpp"
#include "view/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

std::string moment_text(const std::optional<Instant>& at, Instant since) {
  return at ? fmt::format("{}, {} after the trigger", time_text(*at), short_duration(*at - since))
            : "not yet";
}

std::string trigger_text(Instant at, const core::RollbackRequested& request,
                         const std::string& by) {
  return fmt::format("{}, {}{}", time_text(at),
                     request.automatic ? "decided by relctl" : "asked for by " + by,
                     request.reason.empty() ? "" : ": " + request.reason);
}

/// A release that was closed without is not going to recover: nobody has watched for it.
std::string recovery_text(const core::State& state, const RollbackRow& row) {
  return !row.recovered_at && state.stage == core::Stage::closed
             ? "not observed: closed once the way back was verified"
             : moment_text(row.recovered_at, row.requested_at);
}

Document::Facts rollback_facts(const core::State& state, const RollbackRow& row) {
  const core::RollbackState& rollback = *state.rollback;
  Document::Facts facts;
  facts.rows.emplace_back("back to", version_text(rollback.request.to));
  facts.rows.emplace_back(
      "trigger", trigger_text(rollback.requested_at, rollback.request, rollback.requested_by));
  if (row.breached_at)
    facts.rows.emplace_back("breach began",
                            fmt::format("{}, {} before the trigger", time_text(*row.breached_at),
                                        short_duration(row.requested_at - *row.breached_at)));
  facts.rows.emplace_back("started", moment_text(row.started_at, row.requested_at));
  facts.rows.emplace_back(rollback.settled && !rollback.settled->complete ? "incomplete" : "done",
                          moment_text(row.settled_at, row.requested_at));
  facts.rows.emplace_back("recovered", recovery_text(state, row));
  if (rollback.started)
    facts.rows.emplace_back("deadline", time_text(rollback.started->deadline_at) +
                                            (rollback.overdue ? ", missed" : ""));
  if (rollback.settled && !rollback.settled->reasons.empty())
    facts.rows.emplace_back("why", core::word_reasons(rollback.settled->reasons));
  return facts;
}

bool is_of_rollback(const core::StepAddress& address) {
  return address.phase == "rollback";
}

/// Ways back follow one another: a step is of the one that was under way when it began.
bool is_of_part(const core::StepState& step, const core::TakenBack& taken) {
  return is_of_rollback(step.address) && taken.at - taken.took <= step.first_started_at &&
         step.first_started_at <= taken.at;
}

bool is_of_whole(const ReportSubject& subject, const core::StepState& step) {
  const auto& parts = subject.state.taken_back;
  return is_of_rollback(step.address) &&
         std::none_of(parts.begin(), parts.end(),
                      [&](const auto& part) { return is_of_part(step, part.second); });
}

/// The steps that `wanted` picks, with how long each took.
template <class Wanted>
Table step_table(const ReportSubject& subject, const Wanted& wanted) {
  Table table({{""},
               {"step"},
               {"status"},
               {"began"},
               {"took", Align::right},
               {"attempts", Align::right},
               {"does"},
               {"said"}});
  for (const StepRow& row : step_rows(subject)) {
    if (!wanted(*row.state))
      continue;
    const Mark mark = mark_of(row.state->status);
    const bool has_run = row.attempts > 0;
    table.add(
        {mark_cell(mark),
         is_of_rollback(row.address)
             ? row.address.step
             : plan::phase_name(row.address.track, row.address.phase) + "/" + row.address.step,
         Cell(words_of(core::step_status_name(row.state->status)), tone_of(mark)),
         has_run ? time_text(row.began_at) : "",
         has_run && row.ended_at ? format_duration(*row.ended_at - row.began_at) : "",
         has_run ? std::to_string(row.attempts) : "", one_line(row.state->action),
         one_line(row.state->detail)});
  }
  return table;
}

} // namespace

Document::Section rollback_section(const ReportSubject& subject) {
  Document::Section section{"Rollback", {}};
  const auto row = rollback_row(subject);
  if (!row)
    return section;
  section.blocks.emplace_back(rollback_facts(subject.state, *row));
  if (Table table = step_table(
          subject, [&](const core::StepState& step) { return is_of_whole(subject, step); });
      !table.empty())
    section.blocks.emplace_back(std::move(table));
  return section;
}

Document::Section taken_back_section(const ReportSubject& subject) {
  Document::Section section{"Taken back", {}};
  for (const auto& [scope, taken] : subject.state.taken_back) {
    const Instant asked = taken.at - taken.took;
    Document::Facts facts;
    facts.rows.emplace_back("part", scope);
    facts.rows.emplace_back("tracks", join(taken.request.tracks, ", "));
    facts.rows.emplace_back("back to", version_text(taken.request.to));
    facts.rows.emplace_back("trigger", trigger_text(asked, taken.request, taken.request.as));
    facts.rows.emplace_back("done", moment_text(taken.at, asked));
    section.blocks.emplace_back(std::move(facts));
    if (Table table = step_table(
            subject, [&](const core::StepState& step) { return is_of_part(step, taken); });
        !table.empty())
      section.blocks.emplace_back(std::move(table));
  }
  return section;
}

Document::Section step_section(const ReportSubject& subject) {
  Document::Section section{"Steps", {}};
  if (Table table = step_table(
          subject, [](const core::StepState& step) { return !is_of_rollback(step.address); });
      !table.empty())
    section.blocks.emplace_back(std::move(table));
  return section;
}

Document::Section count_section(const ReportSubject& subject) {
  const ReportCounts counts = counts_of(subject);
  const auto of = [](int done, int all) { return fmt::format("{} of {}", done, all); };
  return {"Counts",
          {Document::Facts{{{"phases done", of(counts.phases_done, counts.phases)},
                            {"checks passed", of(counts.checks_passed, counts.checks)},
                            {"holds", std::to_string(counts.holds)},
                            {"breaches", std::to_string(counts.breaches)},
                            {"escalations", std::to_string(counts.escalations)},
                            {"incidents", std::to_string(counts.incidents)},
                            {"steps failed", of(counts.failed_steps, counts.steps)},
                            {"good readings", of(counts.good_readings, counts.readings)}}}}};
}

} // namespace relctl::view
