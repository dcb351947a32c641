// SPDX-License-Identifier: Apache-2.0
#include "view/backtest.hpp"

#include "base/text.hpp"
#include "view/json_parts.hpp"
#include "view/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace relctl::view {
namespace {

constexpr std::size_t k_rows_max = 20;

/// Milliseconds of a share times time say nothing, unless they are all there is.
std::string exposed_text(Duration exposed) {
  return format_duration(exposed < seconds(1) ? exposed
                                              : Duration{(exposed.ms + 500) / 1000 * 1000});
}

std::string end_text(const BacktestRow& row) {
  const std::string end = row.end == "rolled_back" ? "rolled back"
                          : row.end == "blind"     ? "held on data"
                                                   : row.end;
  return row.is_due_alarm ? end + ", by the fault" : end;
}

/// What people have to see: releases that were stopped or held up.
bool is_remarkable(const BacktestRow& row) {
  return row.is_alarm || row.end == "blind" || !row.delays.empty();
}

std::string delays_text(const BacktestRow& row) {
  std::vector<std::string> parts;
  for (const auto& [cause, length] : row.delays)
    parts.push_back(fmt::format("{} longer for {}", format_duration(length), cause));
  return join(parts, ", ");
}

std::string why_text(const BacktestRow& row) {
  return row.why.empty() ? delays_text(row) : one_line(row.why, 200);
}

void add_release(Table& table, const BacktestRow& row) {
  table.add({{format_instant(row.started)},
             {format_duration(row.stopped_at.value_or(row.ended) - row.started)},
             {end_text(row), row.is_alarm ? Tone::warn : Tone::plain},
             {row.phase},
             {why_text(row)}});
}

std::string releases_text(const BacktestSubject& subject, const Style& style) {
  Table table({{"Started"}, {"After", Align::right}, {"Ended"}, {"In"}, {"Because"}});
  std::size_t remarkable = 0;
  for (const BacktestRow& row : subject.releases)
    if (is_remarkable(row) && ++remarkable <= k_rows_max)
      add_release(table, row);
  if (remarkable == 0)
    return {};
  std::string text = "\n" + table.aligned(style);
  if (remarkable > k_rows_max)
    text += fmt::format("and {} more; -o json has all\n", remarkable - k_rows_max);
  return text;
}

std::size_t count_ends(const BacktestSubject& subject, const std::string& end) {
  return static_cast<std::size_t>(
      std::count_if(subject.releases.begin(), subject.releases.end(),
                    [&](const BacktestRow& row) { return row.end == end; }));
}

std::string alarms_text(const BacktestSubject& subject, const Style& style) {
  if (!subject.alarms_a_week)
    return paint(style, Tone::warn, "false alarms: not known") + ": " + subject.unjudged + "\n";
  std::map<std::string, std::size_t> by_subject;
  for (const BacktestRow& row : subject.releases)
    if (row.is_alarm && !row.is_due_alarm)
      for (const std::string& name : row.subjects)
        ++by_subject[name];
  std::vector<std::string> alarms;
  for (const auto& [name, count] : by_subject)
    alarms.push_back(fmt::format("{} {}", name, count));
  return paint(style, Tone::strong,
               fmt::format("false alarms: {:.3g} a week", *subject.alarms_a_week)) +
         (alarms.empty() ? "" : " (" + join(alarms, ", ") + ")") + "\n";
}

std::string summary_text(const BacktestSubject& subject, const Style& style) {
  std::vector<std::string> parts;
  for (const auto& [end, word] :
       {std::pair{"complete", "complete"}, std::pair{"rolled_back", "rolled back"},
        std::pair{"held", "held on a limit"}, std::pair{"blind", "held on data"},
        std::pair{"unfinished", "unfinished"}})
    if (const std::size_t count = count_ends(subject, end); count > 0)
      parts.push_back(fmt::format("{} {}", count, word));
  std::string text =
      fmt::format("{} release{} {}: {}\n", subject.releases.size(),
                  subject.releases.size() == 1 ? "" : "s", subject.pace, join(parts, ", ")) +
      alarms_text(subject, style);
  if (subject.left_out)
    text += fmt::format(
        "not counted: the time of the fault, {} to {}{}\n", format_instant(subject.left_out->from),
        format_instant(subject.left_out->to),
        subject.left_out->to < subject.to ? ""
                                          : "; if it was over before, say so: --fault 'T for 1h'");
  return text;
}

/// A release that began within the fault has met it since its own start.
bool is_older(const BacktestFault& fault) {
  return fault.began && *fault.began < fault.release.started;
}

std::string fault_text(const BacktestFault& fault, const Style& style) {
  std::string text = "\n";
  for (const std::string& each : fault.faults)
    text += fmt::format("with {}\n", one_line(each, 200));
  text += fmt::format("the release of {}: ", format_instant(fault.release.started));
  if (!fault.release.is_alarm)
    return text +
           paint(style, Tone::bad,
                 fmt::format("not stopped, {} in phase {} after {}", end_text(fault.release),
                             fault.release.phase,
                             format_duration(fault.release.ended - fault.release.started))) +
           "\n";
  const Instant stopped = fault.release.stopped_at.value_or(fault.release.ended);
  text += paint(style, Tone::good,
                fmt::format("{} at {} in phase {}", end_text(fault.release),
                            format_instant(stopped), fault.release.phase));
  if (fault.began && fault.detected_after)
    text += fmt::format(", {} after the {} ({})", format_duration(*fault.detected_after),
                        is_older(fault) ? "release's start, under a fault that had begun before"
                                        : "fault began",
                        format_instant(*fault.began));
  else if (fault.stopped_anyway)
    text += ", as it would have been without the fault";
  else if (fault.began)
    text += fmt::format(", before the fault began ({})", format_instant(*fault.began));
  text += fmt::format("\nexposed until then: as {} of all traffic\n", exposed_text(fault.exposed));
  return text + "  " + one_line(fault.release.why, 300) + "\n";
}

std::string detected_text(const BacktestFault& fault) {
  if (fault.detected_after)
    return format_duration(*fault.detected_after);
  return fault.stopped_anyway                ? "stopped anyway"
         : fault.release.is_alarm            ? "stopped before"
         : fault.release.end == "unfinished" ? "not known"
                                             : "never";
}

std::string trials_text(const BacktestSubject& subject, const Style& style) {
  const bool has_fault = std::any_of(subject.trials.begin(), subject.trials.end(),
                                     [](const auto& trial) { return trial.fault.has_value(); });
  std::vector<Column> columns{{subject.swept},
                              {"Alarms/week", Align::right},
                              {"Alarms", Align::right},
                              {"Releases", Align::right}};
  if (has_fault)
    columns.insert(columns.end(), {{"Detected after", Align::right}, {"Exposed", Align::right}});
  Table table(columns);
  for (const BacktestTrial& trial : subject.trials) {
    std::vector<Cell> cells{
        {trial.limit},
        {trial.alarms_a_week ? fmt::format("{:.3g}", *trial.alarms_a_week) : "not known"},
        {std::to_string(trial.alarms)},
        {std::to_string(trial.releases)}};
    if (has_fault) {
      cells.push_back({trial.fault ? detected_text(*trial.fault) : ""});
      cells.push_back(
          {trial.fault ? (trial.fault->goes_on ? "over " : "") + exposed_text(trial.fault->exposed)
                       : ""});
    }
    table.add(std::move(cells));
  }
  return "\n" + table.aligned(style);
}

using Json = nlohmann::ordered_json;

Json json_of(const Period& period) {
  return {{"from", format_instant(period.from)}, {"to", format_instant(period.to)}};
}

Json json_of(const BacktestRow& row) {
  Json delays = Json::object();
  for (const auto& [cause, length] : row.delays)
    delays[cause] = length.ms;
  return {{"started", format_instant(row.started)},
          {"ended", format_instant(row.ended)},
          {"end", row.end},
          {"alarm", row.is_alarm},
          {"by_the_fault", row.is_due_alarm},
          {"stopped_at", row.stopped_at ? Json(format_instant(*row.stopped_at)) : Json(nullptr)},
          {"phase", row.phase},
          {"by", row.subjects},
          {"why", row.why.empty() ? Json(nullptr) : Json(row.why)},
          {"delays_ms", delays}};
}

Json json_of(const std::optional<BacktestFault>& fault) {
  if (!fault)
    return nullptr;
  BacktestRow release = fault->release;
  release.is_due_alarm = fault->began && fault->detected_after;
  return {{"faults", fault->faults},
          {"began", fault->began ? Json(format_instant(*fault->began)) : Json(nullptr)},
          {"counted_from",
           fault->detected_after && fault->began
               ? Json(format_instant(is_older(*fault) ? fault->release.started : *fault->began))
               : Json(nullptr)},
          {"detected_after_ms",
           fault->detected_after ? Json(fault->detected_after->ms) : Json(nullptr)},
          {"stopped_anyway", fault->stopped_anyway},
          {"exposed_ms", fault->exposed.ms},
          {"release", json_of(release)}};
}

} // namespace

std::string backtest_text(const BacktestSubject& subject, const Style& style) {
  std::string text = paint(style, Tone::strong,
                           fmt::format("{}, {} to {}", subject.title, format_instant(subject.from),
                                       format_instant(subject.to))) +
                     "\n";
  text += summary_text(subject, style) + releases_text(subject, style);
  if (subject.fault)
    text += fault_text(*subject.fault, style);
  if (!subject.trials.empty())
    text += trials_text(subject, style);
  return text;
}

std::string backtest_json(const BacktestSubject& subject, JsonForm form) {
  Json series = Json::array();
  for (const BacktestSeries& each : subject.series)
    series.push_back({{"series", each.name},
                      {"readings", each.readings},
                      {"first", format_instant(each.first)},
                      {"last", format_instant(each.last)}});
  Json releases = Json::array();
  for (const BacktestRow& row : subject.releases)
    releases.push_back(json_of(row));
  Json trials = Json::array();
  for (const BacktestTrial& trial : subject.trials)
    trials.push_back({{"limit", trial.limit},
                      {"releases", trial.releases},
                      {"alarms", trial.alarms},
                      {"alarms_a_week", optional_json<Json>(trial.alarms_a_week)},
                      {"fault", json_of(trial.fault)}});
  Json empty = Json::array();
  for (const Period& period : subject.empty)
    empty.push_back(json_of(period));
  const Json document{
      {"schema", "relctl.backtest/1"},
      {"plan", subject.plan},
      {"from", format_instant(subject.from)},
      {"to", format_instant(subject.to)},
      {"pace", subject.pace},
      {"series", series},
      {"alarms_a_week", optional_json<Json>(subject.alarms_a_week)},
      {"unjudged", subject.unjudged.empty() ? Json(nullptr) : Json(subject.unjudged)},
      {"not_counted", subject.left_out ? json_of(*subject.left_out) : Json(nullptr)},
      {"without_readings", empty},
      {"releases", releases},
      {"fault", json_of(subject.fault)},
      {"swept", subject.swept.empty() ? Json(nullptr) : Json(subject.swept)},
      {"trials", trials}};
  return text_of(document, form);
}

} // namespace relctl::view
