// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/names.hpp"
#include "core/wording.hpp"
#include "view/explain_parts.hpp"
#include "view/phrase.hpp"
#include "view/status_parts.hpp"
#include "view/table.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace relctl::view {
namespace {

constexpr std::size_t k_most_readings = 20;
constexpr std::size_t k_usual_readings = 5;

/// How far the value is from the limit: `0.58% left`, `7.67% beyond`.
std::string margin_text(const plan::Plan& plan, const core::Finding& finding) {
  const plan::Threshold* threshold = plan::find_threshold(plan, finding.threshold);
  if (!finding.value || !finding.limit || threshold == nullptr || !threshold->breach)
    return {};
  const bool is_beyond = plan::holds(threshold->breach->comparison, *finding.value, *finding.limit);
  return format_quantity(std::abs(*finding.limit - *finding.value), dimension_of(plan, finding)) +
         (is_beyond ? " beyond" : " left");
}

std::string optional_quantity(const std::optional<double>& value, Dimension dimension) {
  return value ? format_quantity(*value, dimension) : "";
}

void add_readings(Table& table, const ExplainSubject& subject, const core::Finding& finding) {
  const Dimension dimension = dimension_of(subject.plan, finding);
  for (const core::Reading& reading :
       readings_behind(subject.plan, finding, subject.window, k_most_readings)) {
    std::string note = reading.cause ? std::string(core::word_cause(*reading.cause)) : "";
    for (const std::string& detail : {reading.detail, reading.baseline_cause})
      if (!detail.empty())
        note += (note.empty() ? "" : ": ") + one_line(detail);
    table.add({finding.at == reading.at ? "→" : "", finding_name(finding), format_clock(reading.at),
               optional_quantity(reading.value, dimension),
               optional_quantity(reading.baseline, dimension),
               optional_quantity(reading.volume, Dimension::none),
               reading.backfilled ? "later, by a range query" : "", note});
  }
}

} // namespace

/// Only where the text is read on a terminal is it wrapped.
std::string prose(const Style& style, std::string_view text) {
  std::string lines;
  for (const std::string& line : wrap(text, style.terminal ? style.width : 1'000'000))
    lines += line + "\n";
  return lines;
}

std::string title(const Style& style, std::string_view text) {
  return "\n" + paint(style, Tone::strong, text) + "\n";
}

std::string findings_part(const ExplainSubject& subject, const core::VerdictReached& verdict,
                          const Style& style) {
  if (verdict.findings.empty())
    return {};
  Table table({{""},
               {"THRESHOLD", Align::left, true},
               {"VALUE", Align::right},
               {"BREACH IF", Align::left, true},
               {"MARGIN"},
               {"BASELINE", Align::right},
               {"VOLUME", Align::right},
               {"AT"},
               {"SINCE"}});
  std::string details;
  for (const core::Finding& finding : verdict.findings) {
    const Dimension dimension = dimension_of(subject.plan, finding);
    table.add({mark_cell(mark_of(finding.status)), finding_name(finding),
               value_text(subject.plan, finding), limit_text(subject.plan, finding),
               margin_text(subject.plan, finding), optional_quantity(finding.baseline, dimension),
               optional_quantity(finding.volume, Dimension::none),
               finding.at ? format_clock(*finding.at) : "",
               finding.since ? format_clock(*finding.since) : ""});
    details += prose(style, fmt::format("{}: {}: {}", finding_name(finding),
                                        core::name_of(finding.status), finding.text));
  }
  return title(style, "thresholds") + table.aligned(style) + details;
}

std::string readings_part(const ExplainSubject& subject, const core::VerdictReached& verdict,
                          const Style& style) {
  Table table({{""},
               {"READING OF", Align::left, true},
               {"GRID TIME"},
               {"VALUE", Align::right},
               {"BASELINE", Align::right},
               {"VOLUME", Align::right},
               {"TAKEN"},
               {"NOTE", Align::left, true}});
  for (const core::Finding& finding : verdict.findings)
    add_readings(table, subject, finding);
  if (table.empty())
    return {};
  return title(style, fmt::format("readings (up to position {}; → is the deciding one)",
                                  verdict.readings_position)) +
         table.aligned(style);
}

std::vector<core::Reading> readings_behind(const plan::Plan& plan, const core::Finding& finding,
                                           const core::Window& window, std::size_t most) {
  const plan::Threshold* threshold = plan::find_threshold(plan, finding.threshold);
  if (threshold == nullptr || !finding.at)
    return {};
  const core::Window::Series& series = window.series(threshold->metric, finding.series);
  const std::size_t wanted = finding.since ? most : std::min(most, k_usual_readings);
  std::vector<core::Reading> readings;
  for (std::size_t behind = series.place_of(*finding.at + Duration{1});
       behind > 0 && readings.size() < wanted; --behind) {
    if (finding.since && series.times()[behind - 1] < *finding.since)
      break;
    readings.push_back(series.reading(behind - 1));
  }
  std::reverse(readings.begin(), readings.end());
  return readings;
}

} // namespace relctl::view
