// SPDX-License-Identifier: Apache-2.0
#include "core/standing.hpp"
#include "view/log.hpp"
#include "view/phrase.hpp"
#include "view/report_rows.hpp"
#include "view/report_sections.hpp"

#include <fmt/format.h>

namespace relctl::view {
namespace {

Document::Section section_of(const char* title, Table table) {
  Document::Section section{title, {}};
  if (!table.empty())
    section.blocks.emplace_back(std::move(table));
  return section;
}

Mark mark_of_answer(const std::optional<bool>& ok) {
  return !ok ? Mark::idle : *ok ? Mark::good : Mark::bad;
}

std::string answer_text(const CheckRow& row) {
  if (row.open_items > 0)
    return open_items_text(row);
  return !row.ok ? "not answered" : *row.ok ? "passed" : "not passed";
}

/// The sign for the tone that the log gives an event.
std::string_view sign_of(Tone tone) {
  return tone == Tone::good   ? mark_text(Mark::good)
         : tone == Tone::bad  ? mark_text(Mark::bad)
         : tone == Tone::warn ? mark_text(Mark::active)
                              : "";
}

std::string response_text(const IncidentRow& row) {
  std::string text = "no";
  if (row.acknowledged_at)
    text = fmt::format("after {} by {}", short_duration(*row.acknowledged_at - row.opened_at),
                       row.acknowledged_by);
  if (row.overdue_at)
    text += ", overdue after " + short_duration(*row.overdue_at - row.opened_at);
  return text;
}

} // namespace

Document::Section verification_section(const ReportSubject& subject) {
  const std::vector<VerificationRow> rows = verification_rows(subject);
  Table table({{""}, {"phase"}, {"check"}, {"result"}, {"by"}, {"question"}, {"detail"}});
  for (const VerificationRow& row : rows) {
    const Mark mark = mark_of_answer(row.check.ok);
    table.add({mark_cell(mark), row.phase, row.check.id,
               Cell(answer_text(row.check), tone_of(mark)), row.check.by, row.check.question,
               row.check.detail});
  }
  Document::Section section{"Verification", {}};
  if (rows.empty())
    return section;
  const ReportCounts counts = counts_of(subject);
  section.blocks.emplace_back(
      Document::Paragraph{fmt::format("{} of {} passed", counts.checks_passed, counts.checks)});
  section.blocks.emplace_back(std::move(table));
  return section;
}

Document::Section signature_section(const ReportSubject& subject) {
  Table table({{""}, {"subject"}, {"role"}, {"by"}, {"at"}, {"reason"}});
  for (const SignatureRow& row : signature_rows(subject))
    table.add({mark_cell(row.at ? Mark::good : Mark::idle), row.subject, row.role,
               row.at ? row.by : "not given", row.at ? time_text(*row.at) : "", row.reason});
  return section_of("Approvals", std::move(table));
}

Document::Section incident_section(const ReportSubject& subject) {
  Table table({{"incident"},
               {"severity"},
               {"scope"},
               {"summary"},
               {"opened"},
               {"acknowledged"},
               {"closed"},
               {"because"}});
  for (const IncidentRow& row : incident_rows(subject))
    table.add({row.opened.incident, row.opened.severity, row.opened.scope, row.opened.summary,
               fmt::format("{} by {}", time_text(row.opened_at), row.opened.as), response_text(row),
               row.closed_at ? "after " + short_duration(*row.closed_at - row.opened_at) : "no",
               row.closed_because});
  return section_of("Incidents", std::move(table));
}

Document::Section note_section(const ReportSubject& subject) {
  Table table({{"at"}, {"by"}, {"note"}});
  for (const core::Recorded& recorded : subject.events)
    if (const auto* note = std::get_if<core::NoteAdded>(&recorded.event))
      table.add({time_text(recorded.at), note->as, note->text});
  return section_of("Notes", std::move(table));
}

/// In the plan's order and words.
Document::Section variable_section(const ReportSubject& subject) {
  Document::Facts facts;
  plan::Values values = subject.state.opened.vars;
  for (const plan::Variable& variable : subject.plan.vars)
    if (const auto pinned = values.extract(variable.id))
      facts.rows.emplace_back(variable.title.empty() ? variable.id : variable.title,
                              pinned.mapped());
  for (const auto& [id, value] : values)
    facts.rows.emplace_back(id, value);
  return facts.rows.empty() ? Document::Section{} : Document::Section{"Release notes", {facts}};
}

Document::Section timeline_section(const ReportSubject& subject) {
  Table table({{"at"}, {"phase"}, {""}, {"what"}, {"by"}, {"position", Align::right}});
  for (const core::Recorded* recorded : timeline_of(subject)) {
    const Tone tone = tone_of_event(recorded->event);
    table.add({time_text(recorded->at), place_of(subject, recorded->event),
               Cell(std::string(sign_of(tone)), tone), Cell(core::describe(recorded->event), tone),
               recorded->actor, std::to_string(recorded->position)});
  }
  return section_of("Decisions", std::move(table));
}

Document::Section message_section(const ReportSubject& subject) {
  Document::Section section{"Messages", {}};
  for (const core::Recorded& recorded : subject.events)
    if (const auto* message = std::get_if<core::MessagePrepared>(&recorded.event))
      section.blocks.emplace_back(Document::Verbatim{
          fmt::format("{} · {}", time_text(recorded.at), message->comms), message->text});
  return section;
}

} // namespace relctl::view
