// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/standing.hpp"
#include "core/wording.hpp"
#include "view/phrase.hpp"
#include "view/report_rows.hpp"
#include "view/report_sections.hpp"

#include <fmt/format.h>

namespace relctl::view {
namespace {

std::string moment_text(const std::optional<Instant>& at, Instant since) {
  return at ? fmt::format("{}, {} after the trigger", time_text(*at), short_duration(*at - since))
            : "not yet";
}

std::string trigger_text(const core::RollbackState& rollback) {
  return fmt::format("{}, {}{}", time_text(rollback.requested_at),
                     rollback.request.automatic ? "decided by relctl"
                                                : "asked for by " + rollback.requested_by,
                     rollback.request.reason.empty() ? "" : ": " + rollback.request.reason);
}

Document::Facts rollback_facts(const core::RollbackState& rollback, const RollbackRow& row) {
  Document::Facts facts;
  facts.rows.emplace_back("back to", version_text(rollback.request.to));
  facts.rows.emplace_back("trigger", trigger_text(rollback));
  if (row.breached_at)
    facts.rows.emplace_back("breach began",
                            fmt::format("{}, {} before the trigger", time_text(*row.breached_at),
                                        short_duration(row.requested_at - *row.breached_at)));
  facts.rows.emplace_back("started", moment_text(row.started_at, row.requested_at));
  facts.rows.emplace_back(rollback.settled && !rollback.settled->complete ? "incomplete" : "done",
                          moment_text(row.settled_at, row.requested_at));
  facts.rows.emplace_back("recovered", moment_text(row.recovered_at, row.requested_at));
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

} // namespace

Table step_table(const ReportSubject& subject, bool of_rollback) {
  Table table({{""},
               {"step"},
               {"status"},
               {"began"},
               {"took", Align::right},
               {"attempts", Align::right},
               {"does"},
               {"said"}});
  for (const StepRow& row : step_rows(subject)) {
    if (is_of_rollback(row.address) != of_rollback)
      continue;
    const Mark mark = mark_of(row.state->status);
    const bool has_run = row.attempts > 0;
    table.add({mark_cell(mark),
               of_rollback ? row.address.step
                           : plan::phase_name(row.address.track, row.address.phase) + "/" +
                                 row.address.step,
               Cell(words_of(core::step_status_name(row.state->status)), tone_of(mark)),
               has_run ? time_text(row.began_at) : "",
               has_run && row.ended_at ? format_duration(*row.ended_at - row.began_at) : "",
               has_run ? std::to_string(row.attempts) : "", one_line(row.state->action),
               one_line(row.state->detail)});
  }
  return table;
}

Document::Section rollback_section(const ReportSubject& subject) {
  Document::Section section{"Rollback", {}};
  const auto row = rollback_row(subject);
  if (!row)
    return section;
  section.blocks.emplace_back(rollback_facts(*subject.state.rollback, *row));
  if (Table table = step_table(subject, true); !table.empty())
    section.blocks.emplace_back(std::move(table));
  return section;
}

Document::Section step_section(const ReportSubject& subject) {
  Document::Section section{"Steps", {}};
  if (Table table = step_table(subject, false); !table.empty())
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
