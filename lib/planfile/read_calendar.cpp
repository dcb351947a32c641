// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "plan/local_day.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/sections.hpp"
#include "planfile/values.hpp"

#include <fmt/format.h>

namespace relctl::planfile {

namespace {

void read_zone(const Field& field, plan::Zone& zone, Findings& findings) {
  const auto name = read_text(field, findings);
  if (!name)
    return;
  if (auto resolved = plan::resolve_zone(*name))
    zone = *std::move(resolved);
  else
    report_error(field, "bad-zone", resolved.error().message, findings);
}

std::optional<int> read_minute(const Field& field, Findings& findings) {
  const auto text = read_text(field, findings);
  if (!text)
    return std::nullopt;
  const auto minute = plan::parse_clock(*text);
  if (!minute)
    findings.error(field.mark(), "bad-clock-time",
                   fmt::format("{}: '{}' is not a time of day", field.name, one_line(*text, 60)),
                   "write hours and minutes, for instance 18:00");
  return minute;
}

void refuse_day(const Field& field, const std::string& text, Findings& findings) {
  findings.error(field.mark(), "bad-day",
                 fmt::format("{}: '{}' is not a day of the week", field.name, one_line(text, 60)),
                 "write mon, tue, wed, thu, fri, sat, sun or a range such as mon-fri");
}

/// `mon` or `mon-fri`; a range may go over Sunday.
void read_days_of(const Field& field, std::array<bool, 7>& days, Findings& findings) {
  const auto text = read_text(field, findings);
  if (!text)
    return;
  const auto dash = text->find('-');
  const auto first = plan::parse_weekday(text->substr(0, dash));
  const auto last = dash == std::string::npos ? first : plan::parse_weekday(text->substr(dash + 1));
  if (!first || !last)
    return refuse_day(field, *text, findings);
  for (int day = *first;; day = (day + 1) % 7) {
    days[static_cast<std::size_t>(day)] = true;
    if (day == *last)
      return;
  }
}

/// What never opens would hold a release at its first phase for good.
void refuse_nothing(const Field& field, const std::string& remedy, Findings& findings) {
  if (field && field.node->kind == Node::Kind::sequence && field.node->items.empty())
    findings.error(field.mark(), "empty-value",
                   field.name + " is an empty list, so the windows never open", remedy);
}

std::array<bool, 7> read_days(const Field& field, Findings& findings) {
  std::array<bool, 7> days{};
  if (field && field.node->kind == Node::Kind::scalar)
    read_days_of(field, days, findings);
  else
    for (const auto& item : list_items(field, "days of the week", findings))
      read_days_of(item, days, findings);
  return days;
}

plan::OpenHours read_hours(const Field& field, Findings& findings) {
  MapReader map(field, findings);
  plan::OpenHours open;
  const Field days = map.required("days");
  open.days = read_days(days, findings);
  refuse_nothing(days, "write for instance mon-fri", findings);
  const auto from = read_minute(map.required("from"), findings);
  const Field end = map.required("to");
  const auto to = read_minute(end, findings);
  map.finish();
  if (!from || !to)
    return open;
  if (*from == *to || *from == plan::k_day_minutes)
    findings.error(end.mark(), "bad-clock-time", fmt::format("{} opens for no time", field.name),
                   "write from: \"00:00\" and to: \"24:00\" for a whole day");
  open.from = *from;
  open.to = *to > *from ? *to : *to + plan::k_day_minutes;
  return open;
}

std::vector<std::string> read_special_approval(const Field& field, Findings& findings) {
  if (!field)
    return {};
  MapReader map(field, findings);
  auto roles = read_ids(map.required("approve"), findings);
  map.finish();
  return roles;
}

/// `thu 16:00`
void read_departure(const Field& field, plan::Train& train, Findings& findings) {
  const auto text = read_text(field, findings);
  if (!text)
    return;
  const auto space = text->find(' ');
  const auto day = plan::parse_weekday(text->substr(0, space));
  const auto minute = space == std::string::npos
                          ? std::nullopt
                          : plan::parse_clock(trim(std::string_view(*text).substr(space)));
  if (!day || !minute || *minute == plan::k_day_minutes) {
    findings.error(
        field.mark(), "bad-departure",
        fmt::format("{}: '{}' is not a time of the week", field.name, one_line(*text, 60)),
        "write a day and a time, for instance thu 16:00");
    return;
  }
  train.weekday = *day;
  train.minute = *minute;
}

plan::Train read_train(const NamedField& item, Findings& findings) {
  MapReader map(item.field, findings);
  plan::Train train;
  train.id = item.id;
  train.mark = item.id_mark;
  const Field departs = map.optional("departs");
  read_departure(departs, train, findings);
  read_zone(departs ? map.required("zone") : map.optional("zone"), train.zone, findings);
  train.approve = read_ids(map.optional("approve"), findings);
  map.finish();
  return train;
}

} // namespace

void read_windows(const Field& field, Draft& draft) {
  if (!field)
    return;
  auto& findings = draft.findings;
  MapReader map(field, findings);
  plan::ChangeWindows windows;
  windows.mark = field.mark();
  read_zone(map.required("zone"), windows.zone, findings);
  const Field allow = map.required("allow");
  for (const auto& item : list_items(allow, "a list of hours", findings))
    windows.allow.push_back(read_hours(item, findings));
  refuse_nothing(allow, "list hours, or take windows out", findings);
  windows.approve = read_special_approval(map.optional("otherwise"), findings);
  map.finish();
  draft.plan.windows = std::move(windows);
}

void read_trains(const Field& field, Draft& draft) {
  for (const auto& item : named_items(field, "train", draft.findings))
    draft.plan.trains.push_back(read_train(item, draft.findings));
}

} // namespace relctl::planfile
