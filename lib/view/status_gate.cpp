// SPDX-License-Identifier: Apache-2.0
#include "core/names.hpp"
#include "core/wording.hpp"
#include "view/conditions.hpp"
#include "view/gate.hpp"
#include "view/phrase.hpp"
#include "view/status_parts.hpp"
#include "view/table.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

constexpr std::size_t k_spark_readings = 8;

std::string status_of_finding(const core::Finding& finding, bool is_asked) {
  std::string text(name_of(finding.status));
  if (!is_asked)
    text += ": not asked";
  else if (finding.status == core::Status::unknown && finding.cause)
    text += finding.cause == plan::Cause::before_phase && finding.at
                ? ": due at " + format_clock(*finding.at)
                : ": " + std::string(core::word_cause(*finding.cause));
  if (finding.status == core::Status::pass && !finding.target_met)
    text += ", target missed";
  return text;
}

std::string note_of_finding(const core::Finding& finding) {
  std::string text = finding.since ? "since " + format_clock(*finding.since) : "";
  if (finding.volume)
    text += fmt::format("{}volume {}", text.empty() ? "" : ", ",
                        format_quantity(*finding.volume, Dimension::none));
  return text;
}

std::string thresholds_table(const StatusSubject& subject, const std::string& track,
                             const std::vector<core::Finding>& findings, const Style& style) {
  const core::Window& window = core::window_of(subject.windows, track);
  Table table({{"", Align::left},
               {"THRESHOLD", Align::left, true},
               {"VALUE", Align::right},
               {"BREACH IF", Align::left, true},
               {"STATUS", Align::left, true},
               {"NEWEST", Align::left, false, true},
               {"", Align::left, false, true}});
  for (const core::Finding& finding : findings) {
    const plan::Threshold* threshold = plan::find_threshold(subject.plan, finding.threshold);
    const std::string metric = threshold == nullptr ? "" : threshold->metric;
    const core::Window::Series& readings = window.series(metric, finding.series);
    const Mark mark = mark_of(finding.status);
    table.add({mark_cell(mark), finding_name(finding), value_text(subject.plan, finding),
               limit_text(subject.plan, finding),
               Cell(status_of_finding(finding, !is_unasked(finding, readings)), tone_of(mark)),
               sparkline(readings, k_spark_readings), note_of_finding(finding)});
  }
  return table.aligned(style);
}

Cell answer_cell(const CheckRow& row) {
  std::string text = !row.ok ? "not answered" : *row.ok ? "yes" : "no";
  if (row.question.empty())
    text = !row.ok ? "not run yet" : *row.ok ? "passed" : "failed";
  if (row.open_items > 0)
    text = open_items_text(row);
  if (!row.by.empty())
    text += " by " + row.by;
  return {text, !row.ok ? Tone::plain : *row.ok ? Tone::good : Tone::bad};
}

void add_checks(Table& table, const std::vector<CheckRow>& rows) {
  for (const CheckRow& row : rows) {
    const Mark mark = !row.ok ? Mark::idle : *row.ok ? Mark::good : Mark::bad;
    std::string what = row.question;
    if (!row.role.empty())
      what += fmt::format("{}({})", what.empty() ? "" : " ", row.role);
    table.add({mark_cell(mark), "check " + row.id, answer_cell(row), what, row.detail});
  }
}

void add_approvals(Table& table, const std::vector<ApprovalRow>& rows) {
  for (const ApprovalRow& row : rows)
    table.add({mark_cell(row.given ? Mark::good : Mark::idle), "approval " + row.role,
               row.given ? Cell("given by " + row.by, Tone::good) : Cell("missing"), row.title,
               ""});
}

std::string facts_table(const StatusSubject& subject, const Style& style,
                        const plan::Phase* phase) {
  Table table(
      {{""}, {"", Align::left, true}, {""}, {"", Align::left, true}, {"", Align::left, true}});
  add_checks(table, check_rows(subject.plan, phase, subject.state));
  add_approvals(table, phase == nullptr ? signoff_rows(subject.plan, subject.state)
                                        : approval_rows(subject.plan, *phase, subject.state));
  return table.aligned(style);
}

/// What is due before a completed release is closed.
std::string after_table(const StatusSubject& subject, const Style& style) {
  Table table(
      {{""}, {"", Align::left, true}, {""}, {"", Align::left, true}, {"", Align::left, true}});
  add_checks(table, after_rows(subject.plan, subject.state));
  return table.aligned(style);
}

std::string track_gate(const StatusSubject& subject, const core::PhaseState& visit,
                       const Style& style) {
  static const std::vector<core::Finding> k_none;
  const auto judged =
      std::find_if(subject.judged.begin(), subject.judged.end(),
                   [&](const core::TrackFindings& track) { return track.track == visit.track; });
  const std::string thresholds = thresholds_table(
      subject, visit.track, judged == subject.judged.end() ? k_none : judged->findings, style);
  const plan::Phase* phase = plan::find_phase(subject.plan, visit.track, visit.id);
  const std::string facts = phase == nullptr ? "" : facts_table(subject, style, phase);
  return thresholds + (thresholds.empty() || facts.empty() ? "" : "\n") + facts;
}

} // namespace

Mark mark_of(core::Status status) {
  switch (status) {
  case core::Status::pass:
    return Mark::good;
  case core::Status::breach:
  case core::Status::pending:
    return Mark::bad;
  case core::Status::unknown:
    break;
  }
  return Mark::unknown;
}

std::string gate_part(const StatusSubject& subject, const Style& style) {
  if (subject.state.stage == core::Stage::complete)
    return after_table(subject, style);
  if (core::is_over(subject.state) || subject.state.rollback)
    return {};
  const auto current = core::current_phases(subject.state);
  if (current.empty())
    return facts_table(subject, style, nullptr);
  std::string text;
  for (const core::PhaseState* visit : current) {
    const std::string gate = track_gate(subject, *visit, style);
    if (gate.empty())
      continue;
    text += text.empty() ? "" : "\n";
    if (current.size() > 1)
      text += paint(style, Tone::strong, plan::phase_name(visit->track, visit->id)) + "\n";
    text += gate;
  }
  return text;
}

} // namespace relctl::view
