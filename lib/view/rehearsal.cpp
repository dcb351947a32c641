// SPDX-License-Identifier: Apache-2.0
#include "view/rehearsal.hpp"

#include "base/quantity.hpp"
#include "base/text.hpp"
#include "core/event_line.hpp"
#include "core/standing.hpp"
#include "view/json_parts.hpp"
#include "view/log.hpp"
#include "view/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace relctl::view {
namespace {

constexpr int k_offset_columns = 12;

std::string offset_text(const RehearsalSubject& subject, Instant at) {
  return "+" + format_duration(at - subject.state.opened_at);
}

std::string message_lines(const std::string& text) {
  std::string lines;
  std::size_t from = 0;
  while (from < text.size()) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    lines +=
        std::string(k_offset_columns, ' ') + "│ " + printable(text.substr(from, end - from)) + "\n";
    from = end + 1;
  }
  return lines;
}

std::string event_lines(const RehearsalSubject& subject, const core::Recorded& recorded,
                        const Style& style) {
  const std::string time =
      paint(style, Tone::dim, pad(offset_text(subject, recorded.at), k_offset_columns));
  if (const auto* message = std::get_if<core::MessagePrepared>(&recorded.event))
    return time + "message " + message->comms +
           (message->to ? " to " + join(*message->to, ", ") : "") + "\n" +
           message_lines(message->text);
  const std::string what = one_line(core::describe(recorded.event), 2000);
  return time + paint(style, tone_of_event(recorded.event), what) + "\n";
}

std::vector<ExposureRow> exposed(const RehearsalSubject& subject) {
  return subject.state.observation ? std::vector<ExposureRow>{} : exposure_rows(subject.events);
}

/// Empty for an observation, which exposes nothing.
Table exposure_table(const RehearsalSubject& subject) {
  Table table({{"From"}, {"For", Align::right}, {"Phase"}, {"Exposed", Align::right}});
  const auto rows = exposed(subject);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Instant until = i + 1 < rows.size() ? rows[i + 1].from : subject.ended;
    table.add({{offset_text(subject, rows[i].from)},
               {format_duration(until - rows[i].from)},
               {rows[i].phase},
               {format_quantity(rows[i].share, Dimension::ratio)}});
  }
  return table;
}

/// An observation ends with what it came to and why.
std::string conclusion_line(const RehearsalSubject& subject, const Style& style) {
  const core::ObservationEnded& ended = *subject.state.observation->ended;
  std::string line = fmt::format("{} after {}", ended.conclusion,
                                 format_duration(subject.ended - subject.state.opened_at));
  if (!ended.reasons.empty())
    line += ": " + one_line(join(ended.reasons, "; "), 2000);
  return paint(style, ended.conclusion == "passed" ? Tone::good : Tone::warn, line) + "\n";
}

std::string ending_line(const RehearsalSubject& subject, const Style& style) {
  if (subject.state.observation && subject.state.observation->ended)
    return conclusion_line(subject, style);
  const core::Advice advice = core::advise(subject.plan, subject.state, "relctl");
  const bool is_good = subject.state.stage == core::Stage::complete ||
                       (subject.state.stage == core::Stage::closed && !subject.state.rollback);
  std::string line = fmt::format("{} after {}", core::stage_name(subject.state.stage),
                                 format_duration(subject.ended - subject.state.opened_at));
  if (!is_good && !advice.why.empty())
    line += ": " + one_line(advice.why, 500);
  return paint(style, is_good ? Tone::good : Tone::warn, line) + "\n";
}

} // namespace

std::vector<ExposureRow> exposure_rows(const std::vector<core::Recorded>& events) {
  std::vector<ExposureRow> rows;
  std::map<std::string, double> wanted;
  for (const core::Recorded& recorded : events) {
    if (const auto* entered = std::get_if<core::PhaseEntered>(&recorded.event)) {
      wanted[plan::phase_name(entered->track, entered->phase)] = entered->traffic;
    } else if (const auto* started = std::get_if<core::PhaseStarted>(&recorded.event)) {
      const std::string name = plan::phase_name(started->track, started->phase);
      rows.push_back({recorded.at, name, wanted[name]});
    } else if (const auto* settled = std::get_if<core::RollbackSettled>(&recorded.event);
               settled != nullptr && settled->complete && settled->scope.empty()) {
      rows.push_back({recorded.at, "rollback", 0.0});
    }
  }
  return rows;
}

std::string rehearsal_text(const RehearsalSubject& subject, const Style& style) {
  const std::string name =
      subject.scenario.empty() ? "healthy path" : "scenario " + subject.scenario;
  const std::string what =
      subject.state.observation
          ? "observation"
          : fmt::format("{} → {}", subject.state.opened.stable, subject.state.opened.version);
  std::string text =
      paint(style, Tone::strong, fmt::format("{} {}, {}", subject.plan.title, what, name)) + "\n";
  for (const core::Recorded& recorded : subject.events)
    if (!core::is_plain_delivery(recorded.event))
      text += event_lines(subject, recorded, style);
  const Table exposure = exposure_table(subject);
  if (!exposure.empty())
    text += "\n" + exposure.aligned(style);
  text += "\n" + ending_line(subject, style);
  if (!subject.remark.empty())
    text += subject.remark + "\n";
  return text;
}

std::string rehearsal_json(const RehearsalSubject& subject, JsonForm form) {
  using Json = nlohmann::ordered_json;
  Json events = Json::array();
  for (const core::Recorded& recorded : subject.events)
    events.push_back(Json::parse(core::encode_event_line(subject.state.release, recorded)));
  Json exposure = Json::array();
  for (const ExposureRow& row : exposed(subject))
    exposure.push_back(
        Json{{"from", format_instant(row.from)}, {"phase", row.phase}, {"share", row.share}});
  const auto& observation = subject.state.observation;
  Json document{{"schema", "relctl.rehearsal/1"},
                {"plan", subject.plan.name},
                {"scenario", subject.scenario.empty() ? Json(nullptr) : Json(subject.scenario)},
                {"version", subject.state.opened.version},
                {"from", subject.state.opened.stable},
                {"stage", core::stage_name(subject.state.stage)},
                {"took_ms", (subject.ended - subject.state.opened_at).ms},
                {"remark", subject.remark.empty() ? Json(nullptr) : Json(subject.remark)},
                {"misses", misses_json<Json>(subject.misses)},
                {"exposure", exposure},
                {"events", events}};
  if (observation && observation->ended)
    document["conclusion"] = observation->ended->conclusion;
  return text_of(document, form);
}

} // namespace relctl::view
