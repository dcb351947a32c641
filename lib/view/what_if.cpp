// SPDX-License-Identifier: Apache-2.0
#include "view/what_if.hpp"

#include "base/text.hpp"
#include "core/names.hpp"
#include "core/standing.hpp"
#include "core/wording.hpp"
#include "plan/plan.hpp"
#include "view/log.hpp"
#include "view/phrase.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace relctl::view {
namespace {

bool differs(const WhatIfRow& row) {
  return row.is_on_record != row.is_redecided;
}

/// What follows from a verdict, and is no news beside it.
bool is_minor(const core::Event& event) {
  return std::holds_alternative<core::MessagePrepared>(event) ||
         std::holds_alternative<core::BaselinePinned>(event) || core::is_ledger_event(event);
}

/// Where the release stood: its stage, and each track's phase with the verdict on it.
std::string standing_text(const core::State& state) {
  if (state.stage != core::Stage::in_phase)
    return words_of(core::stage_name(state.stage));
  std::vector<std::string> parts;
  for (const core::PhaseState* phase : core::current_phases(state)) {
    const core::VerdictState* verdict = core::verdict_of(state, phase->track);
    std::string part = "in " + plan::phase_name(phase->track, phase->id);
    if (verdict != nullptr)
      part += fmt::format(", {}", core::name_of(verdict->reached.verdict));
    if (verdict != nullptr && !verdict->reached.reasons.empty())
      part += ": " + core::word_reasons(verdict->reached.reasons);
    parts.push_back(std::move(part));
  }
  return join(parts, "; ");
}

std::string row_text(const WhatIfRow& row, const Style& style) {
  const std::string mark = !differs(row) ? "  " : row.is_on_record ? "- " : "+ ";
  const std::string line =
      mark + time_text(row.recorded.at) + "  " + one_line(core::describe(row.recorded.event), 2000);
  return paint(style, differs(row) ? tone_of_event(row.recorded.event) : Tone::dim, line) + "\n";
}

nlohmann::ordered_json standing_json(const core::State& state) {
  using Json = nlohmann::ordered_json;
  Json phases = Json::array();
  for (const core::PhaseState* phase : core::current_phases(state)) {
    const core::VerdictState* verdict = core::verdict_of(state, phase->track);
    phases.push_back(
        {{"phase", plan::phase_name(phase->track, phase->id)},
         {"verdict",
          verdict == nullptr ? Json(nullptr) : Json(core::name_of(verdict->reached.verdict))}});
  }
  return Json{{"stage", core::stage_name(state.stage)}, {"phases", phases}};
}

} // namespace

std::string what_if_text(const WhatIfSubject& subject, const Style& style) {
  std::string text = paint(style, Tone::strong,
                           fmt::format("{} with {}", subject.on_record.release,
                                       one_line(join(subject.changes, " and "), 500))) +
                     "\n\n";
  const bool is_same = std::none_of(subject.rows.begin(), subject.rows.end(), differs);
  for (const WhatIfRow& row : subject.rows)
    if (!is_minor(row.recorded.event) &&
        (differs(row) || std::holds_alternative<core::PhaseStarted>(row.recorded.event)))
      text += row_text(row, style);
  text += is_same ? "\nEvery decision stands as it is on record.\n"
                  : "\n- only on record, + only with the change\n";
  const std::string until = time_text(subject.until);
  if (!is_same)
    text += fmt::format("\nAt {}\n  on record: {}\n  with the change: {}\n", until,
                        one_line(standing_text(subject.on_record), 500),
                        one_line(standing_text(subject.redecided), 500));
  if (!subject.unknown.empty())
    return text +
           paint(style, Tone::warn,
                 fmt::format("Unknown from {} on: {}.", until, subject.unknown)) +
           "\n";
  return text + fmt::format("Decided anew up to {}, {}.\n", until,
                            core::is_over(subject.redecided) ? "when the release was over"
                                                             : "where the record ends");
}

std::string what_if_json(const WhatIfSubject& subject) {
  using Json = nlohmann::ordered_json;
  Json differences = Json::array();
  for (const WhatIfRow& row : subject.rows)
    if (differs(row))
      differences.push_back({{"at", format_instant(row.recorded.at)},
                             {"only", row.is_on_record ? "on_record" : "with_change"},
                             {"kind", core::kind_of(row.recorded.event)},
                             {"track", core::track_of(row.recorded.event)},
                             {"text", core::describe(row.recorded.event)}});
  const Json document{{"schema", "relctl.what_if/1"},
                      {"release", subject.on_record.release},
                      {"plan", subject.on_record.opened.plan},
                      {"version", subject.on_record.opened.version},
                      {"changes", subject.changes},
                      {"until", format_instant(subject.until)},
                      {"unknown", subject.unknown.empty() ? Json(nullptr) : Json(subject.unknown)},
                      {"on_record", standing_json(subject.on_record)},
                      {"with_change", standing_json(subject.redecided)},
                      {"differences", differences}};
  return document.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace relctl::view
