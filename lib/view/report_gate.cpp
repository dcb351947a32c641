// SPDX-License-Identifier: Apache-2.0
#include "core/names.hpp"
#include "core/wording.hpp"
#include "view/phrase.hpp"
#include "view/report_metrics.hpp"
#include "view/report_rows.hpp"
#include "view/report_sections.hpp"

#include <fmt/format.h>

#include <cmath>

namespace relctl::view {
namespace {

std::string time_or_blank(const std::optional<Instant>& at) {
  return at ? time_text(*at) : "";
}

Table progress_table(const ReportSubject& subject, const std::vector<PhaseRow>& rows,
                     const std::string& track) {
  Table table({{""},
               {"phase"},
               {"traffic", Align::right},
               {"status"},
               {"entered"},
               {"started"},
               {"left"},
               {"took", Align::right},
               {"good readings", Align::right}});
  for (const PhaseRow& row : rows)
    if (row.track == track)
      table.add(
          {mark_cell(row.standing.mark), row.id, row.traffic ? share_text(*row.traffic) : "",
           Cell(std::string(row.standing.name), tone_of(row.standing.mark)),
           time_or_blank(row.entered_at), time_or_blank(row.started_at), time_or_blank(row.left_at),
           row.entered_at ? short_duration(row.left_at.value_or(end_of(subject)) - *row.entered_at)
                          : "",
           row.readings == 0 ? "" : fmt::format("{}/{}", row.good_readings, row.readings)});
  return table;
}

std::string target_text(const plan::Plan& plan, const core::Finding& finding) {
  const plan::Threshold* threshold = plan::find_threshold(plan, finding.threshold);
  if (threshold == nullptr || !threshold->target)
    return {};
  return threshold->target->text + (finding.target_met ? ": met" : ": not met");
}

Table findings_table(const ReportSubject& subject, const core::VerdictReached& verdict) {
  Table table({{""},
               {"threshold"},
               {"value", Align::right},
               {"breach if"},
               {"target"},
               {"baseline", Align::right},
               {"volume", Align::right},
               {"finding"}});
  for (const core::Finding& finding : verdict.findings) {
    const Mark mark = mark_of(finding.status);
    const Dimension dimension = dimension_of(subject.plan, finding);
    table.add(
        {mark_cell(mark), finding_name(finding), value_text(subject.plan, finding),
         limit_text(subject.plan, finding), target_text(subject.plan, finding),
         finding.baseline ? format_quantity(*finding.baseline, dimension) : "",
         finding.volume ? format_quantity(*finding.volume, Dimension::none) : "",
         Cell(fmt::format("{}: {}", core::name_of(finding.status), finding.text), tone_of(mark))});
  }
  return table;
}

Mark mark_of_verdict(core::Verdict verdict) {
  return verdict == core::Verdict::promote ? Mark::good
         : verdict == core::Verdict::hold  ? Mark::active
                                           : Mark::bad;
}

std::string change_text(const ComparisonRow& row) {
  if (!row.baseline || !row.last)
    return {};
  if (*row.baseline == 0)
    return row.last == row.baseline ? "same" : "";
  // Less than a thousandth of a percent is what adding up has left.
  const double change = std::round((*row.last / *row.baseline - 1) * 1e5) / 1e5;
  if (change == 0)
    return "same";
  return (change > 0 ? "+" : "") + format_quantity(change, Dimension::ratio);
}

} // namespace

Document::Section progress_section(const ReportSubject& subject) {
  Document::Section section{"Progress", {}};
  const std::vector<PhaseRow> rows = phase_rows(subject);
  const std::vector<std::string> tracks = tracks_of(rows);
  for (const std::string& track : tracks) {
    if (tracks.size() > 1)
      section.blocks.emplace_back(Document::Paragraph{"track " + track});
    section.blocks.emplace_back(progress_table(subject, rows, track));
  }
  return section;
}

Document::Section gate_section(const ReportSubject& subject) {
  Document::Section section{"Gates", {}};
  for (const PhaseRow& row : phase_rows(subject)) {
    if (row.verdict == nullptr)
      continue;
    const auto& verdict = std::get<core::VerdictReached>(row.verdict->event);
    const std::string reasons = core::word_reasons(verdict.reasons, verdict.reasons.size());
    section.blocks.emplace_back(Document::Paragraph{fmt::format(
        "{} {}: {} at {} (position {}){}", mark_text(mark_of_verdict(verdict.verdict)),
        place_of(subject, row.verdict->event), core::name_of(verdict.verdict),
        time_text(row.verdict->at), row.verdict->position, reasons.empty() ? "" : ": " + reasons)});
    if (!verdict.findings.empty())
      section.blocks.emplace_back(findings_table(subject, verdict));
  }
  return section;
}

Document::Section comparison_section(const ReportSubject& subject) {
  Table table({{"metric"},
               {"baseline", Align::right},
               {"first", Align::right},
               {"last", Align::right},
               {"last against baseline", Align::right},
               {"min", Align::right},
               {"mean", Align::right},
               {"max", Align::right},
               {"after rollback", Align::right},
               {"curve"}});
  for (const ComparisonRow& row : comparison_rows(subject)) {
    const Dimension dimension = row.metric->unit.dimension;
    const auto number = [&](const std::optional<double>& value) {
      return value ? format_quantity(*value, dimension) : std::string();
    };
    const std::string title = row.metric->title.empty() ? row.metric->id : row.metric->title;
    table.add({title + (row.series.empty() ? "" : " [" + row.series + "]"), number(row.baseline),
               number(row.first), number(row.last), change_text(row), number(row.low),
               number(row.mean), number(row.high), number(row.after_rollback), row.curve});
  }
  Document::Section section{"Before and after", {}};
  if (!table.empty())
    section.blocks.emplace_back(std::move(table));
  return section;
}

} // namespace relctl::view
