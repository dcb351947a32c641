// SPDX-License-Identifier: Apache-2.0
#include "view/report.hpp"

#include "base/text.hpp"
#include "core/standing.hpp"
#include "view/phrase.hpp"
#include "view/report_metrics.hpp"
#include "view/report_rows.hpp"
#include "view/report_sections.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

/// How long each phase and the way back took, for the bar.
std::vector<Document::Stretch> stretches_of(const ReportSubject& subject) {
  std::vector<Document::Stretch> stretches;
  for (const PhaseRow& row : phase_rows(subject))
    if (row.entered_at)
      stretches.push_back({row.id + (row.traffic ? " " + share_text(*row.traffic) : ""),
                           row.left_at.value_or(end_of(subject)) - *row.entered_at,
                           row.standing.mark == Mark::good  ? Tone::good
                           : row.standing.mark == Mark::bad ? Tone::warn
                                                            : Tone::plain});
  if (const auto rollback = rollback_row(subject))
    stretches.push_back({"rollback",
                         rollback->settled_at.value_or(end_of(subject)) - rollback->requested_at,
                         Tone::bad});
  return stretches;
}

std::optional<double> greatest_share(const core::State& state) {
  std::optional<double> share;
  for (const core::PhaseState& phase : state.phases)
    share = std::max(share.value_or(phase.traffic), phase.traffic);
  return share;
}

std::vector<std::pair<std::string, std::string>> cards_of(const ReportSubject& subject) {
  const ReportCounts counts = counts_of(subject);
  std::vector<std::pair<std::string, std::string>> cards;
  cards.emplace_back("phases done", fmt::format("{} of {}", counts.phases_done, counts.phases));
  if (const auto share = greatest_share(subject.state))
    cards.emplace_back("greatest traffic share", share_text(*share));
  if (const std::string back = taken_back_text(subject.state); !back.empty())
    cards.emplace_back("taken back", back);
  if (const auto rollback = rollback_row(subject)) {
    cards.emplace_back("rolled back because", subject.state.rollback->request.reason);
    if (rollback->breached_at)
      cards.emplace_back("from the breach to the decision",
                         short_duration(rollback->requested_at - *rollback->breached_at));
    if (rollback->settled_at)
      cards.emplace_back("way back took",
                         short_duration(*rollback->settled_at - rollback->requested_at));
  } else {
    cards.emplace_back("breaches", std::to_string(counts.breaches));
    cards.emplace_back(core::is_over(subject.state) ? "took" : "open for",
                       short_duration(end_of(subject) - subject.state.opened_at));
  }
  return cards;
}

Document::Section chart_section(const ReportSubject& subject) {
  Document::Section section{"Readings", {}};
  for (Chart& chart : report_charts(subject))
    section.blocks.emplace_back(std::move(chart));
  return section;
}

/// A release that is closed is told by how it ended.
void put_badge(Document& document, const ReportSubject& subject) {
  const core::State& state = subject.state;
  document.badge_mark = stage_mark(state);
  document.badge = words_of(core::stage_name(state.stage));
  const bool is_closed = state.stage == core::Stage::closed;
  if (is_closed && state.rollback) {
    document.badge_mark = Mark::bad;
    document.badge = "rolled back";
  } else if (is_closed && state.completed_at) {
    document.badge_mark = Mark::good;
    document.badge = "complete";
  }
  if (state.rollback && state.rollback->recovered)
    document.badge += ", recovered";
  if (!state.rollback && !state.taken_back.empty())
    document.badge += ", partly taken back";
}

Document::Section appendix(const ReportSubject& subject) {
  const core::ReleaseOpened& opened = subject.state.opened;
  Document::Section section{"The record", {}};
  section.blocks.emplace_back(Document::Facts{
      {{"anchor", subject.anchor},
       {"plan digest", opened.plan_digest.empty() ? "" : "sha256:" + opened.plan_digest},
       {"plan file", opened.plan_path},
       {"reported at", time_text(subject.now)}}});
  if (!opened.plan_text.empty())
    section.blocks.emplace_back(
        Document::Verbatim{"the plan as it was pinned", opened.plan_text, true});
  return section;
}

} // namespace

Instant end_of(const ReportSubject& subject) {
  if (!core::is_over(subject.state))
    return subject.now;
  return subject.state.last_event_at;
}

Document report_head(const ReportSubject& subject) {
  const core::State& state = subject.state;
  Document document;
  document.title =
      fmt::format("{} {} → {}", state.opened.title.empty() ? state.opened.plan : state.opened.title,
                  version_text(state.opened.stable), version_text(state.opened.version));
  put_badge(document, subject);
  document.subtitle =
      fmt::format("{} – {} · release {} · plan {} · opened by {}", time_text(state.opened_at),
                  core::is_over(state) ? time_text(end_of(subject)) : "open", state.release,
                  state.opened.plan, state.opened_by);
  return document;
}

Document report_document(const ReportSubject& subject) {
  Document document = report_head(subject);
  document.stretches = stretches_of(subject);
  document.cards = cards_of(subject);
  for (const auto section :
       {progress_section, gate_section, comparison_section, chart_section, rollback_section,
        taken_back_section, drill_section, verification_section, signature_section,
        incident_section, attachment_section, note_section, component_section, variable_section,
        timeline_section, step_section, message_section, count_section, appendix})
    if (Document::Section made = section(subject); !made.blocks.empty())
      document.sections.push_back(std::move(made));
  return document;
}

} // namespace relctl::view
