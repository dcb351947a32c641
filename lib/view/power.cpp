// SPDX-License-Identifier: Apache-2.0
#include "view/power.hpp"

#include "base/quantity.hpp"
#include "view/json_parts.hpp"
#include "view/phrase.hpp"
#include "view/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace relctl::view {
namespace {

/// A chance so small is none to plan with, and its digits are not known.
constexpr double k_least_chance = 0.001;

std::string chance_text(const PowerLine& line) {
  const double chance = line.false_alarm;
  const double margin = line.false_alarm_margin.value_or(0.0);
  if (chance + margin > 0.0 && chance + margin < k_least_chance)
    return "<" + share_text(k_least_chance);
  if (!line.false_alarm_margin)
    return chance > 0.0 && chance < k_least_chance ? "<" + share_text(k_least_chance)
                                                   : share_text(chance);
  // No more digits than are known.
  return fmt::format("~{:.{}f}%", 100.0 * chance, chance < 0.1 ? 1 : 0);
}

std::string smallest_text(const PowerLine& line) {
  return line.smallest
             ? fmt::format("≥ {}{}", line.is_simulated ? "~" : "", share_text(*line.smallest))
             : "nothing";
}

/// What `~` stands for; empty where it does not stand.
std::string simulation_text(const std::vector<PowerLine>& lines) {
  if (std::none_of(lines.begin(), lines.end(),
                   [](const PowerLine& line) { return line.is_simulated; }))
    return {};
  double margin = 0.0;
  for (const PowerLine& line : lines)
    margin = std::max(margin, line.false_alarm_margin.value_or(0.0));
  return fmt::format("~: simulated, since windows overlap or the shape has no formula here{}\n",
                     margin > 0.0 ? fmt::format("; chances within {:.1f} points with 95% certainty",
                                                std::max(0.1, 100.0 * margin))
                                  : "");
}

std::string needed_share_text(const PowerLine& line) {
  if (!line.needed_share)
    return "–";
  return *line.needed_share > 1.0 ? "more than all" : share_text(*line.needed_share);
}

} // namespace

std::string power_text(const std::vector<PowerLine>& lines, bool wanted, const Style& style) {
  std::vector<Column> columns{{"Phase"},
                              {"Exposed", Align::right},
                              {"Threshold"},
                              {"Limit", Align::right},
                              {"Requests", Align::right},
                              {"Catches", Align::right},
                              {"False alarm", Align::right}};
  if (wanted) {
    columns.push_back({"Window needed", Align::right});
    columns.push_back({"or share", Align::right});
  }
  // Who takes the table apart has nothing but rows, and which columns there are depends.
  if (!style.terminal)
    columns.push_back({"Warning"});
  Table table(columns);
  for (const PowerLine& line : lines) {
    std::vector<Cell> row{{line.phase},
                          {share_text(line.share)},
                          {line.threshold},
                          {share_text(line.limit)},
                          {std::to_string(line.requests)},
                          {smallest_text(line)},
                          {chance_text(line)}};
    if (wanted) {
      row.push_back({line.needed_window ? format_duration(*line.needed_window) : "–"});
      row.push_back({needed_share_text(line)});
    }
    if (!style.terminal)
      row.push_back({line.warning});
    table.add(std::move(row));
  }
  if (!style.terminal)
    return table.tab_separated(Titles::shown);
  std::string text = lines.empty() ? "" : table.aligned(style);
  text += simulation_text(lines);
  if (wanted && std::any_of(lines.begin(), lines.end(),
                            [](const PowerLine& line) { return !line.needed_window; }))
    text += "–: no window and no share catches that: the limit allows it, nothing is exposed, or "
            "the phase is too short\n";
  for (const PowerLine& line : lines)
    if (!line.warning.empty())
      text += paint(style, Tone::warn, "warning:") +
              fmt::format(" {} in {}: {}\n", line.threshold, line.phase, line.warning);
  return text;
}

std::string power_json(const std::vector<PowerLine>& lines, const std::vector<PowerGap>& not_judged,
                       JsonForm form) {
  using Json = nlohmann::ordered_json;
  Json rows = Json::array();
  for (const PowerLine& line : lines)
    rows.push_back(Json{
        {"phase", line.phase},
        {"threshold", line.threshold},
        {"share", line.share},
        {"requests", line.requests},
        {"limit", line.limit},
        {"smallest", line.smallest ? Json(*line.smallest) : Json(nullptr)},
        {"false_alarm", line.false_alarm},
        {"needed_window_ms", line.needed_window ? Json(line.needed_window->ms) : Json(nullptr)},
        {"needed_share", line.needed_share ? Json(*line.needed_share) : Json(nullptr)},
        {"warning", line.warning.empty() ? Json(nullptr) : Json(line.warning)},
        {"simulated", line.is_simulated},
        {"false_alarm_margin",
         line.false_alarm_margin ? Json(*line.false_alarm_margin) : Json(nullptr)}});
  Json gaps = Json::array();
  for (const PowerGap& gap : not_judged)
    gaps.push_back(Json{{"threshold", gap.threshold}, {"reason", gap.reason}});
  return text_of(Json{{"schema", "relctl.power/1"}, {"rows", rows}, {"not_judged", gaps}}, form);
}

} // namespace relctl::view
