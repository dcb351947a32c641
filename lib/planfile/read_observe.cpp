// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "plan/local_day.hpp"
#include "planfile/actions.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"
#include "planfile/sections.hpp"
#include "planfile/step_reader.hpp"

#include <fmt/format.h>

namespace relctl::planfile {

namespace {

constexpr int k_most_samples = 100'000;

bool is_template(const plan::TemplateText& text) {
  return text.text.find("{{") != std::string::npos;
}

/// A value that variables may give; what is written out must be right here.
template <class Check>
void read_rendered(const Field& field, plan::TemplateText& target, Findings& findings,
                   Check check) {
  const auto text = read_template(field, findings);
  if (text && (is_template(*text) || check(field, findings)))
    target = *text;
}

/// `09:10`; minutes after midnight.
std::optional<plan::ClockTime> parse_clock(std::string_view text) {
  const auto minute = plan::parse_clock(text);
  if (!minute || *minute == plan::k_day_minutes)
    return std::nullopt;
  return plan::ClockTime{*minute};
}

std::optional<plan::ClockTime> read_clock_time(const Field& field, Findings& findings) {
  const Node* node = scalar_of(field, "a time of day", findings);
  const auto clock = node ? parse_clock(node->text) : std::nullopt;
  if (node && !clock)
    findings.error(
        field.mark(), "bad-clock-time",
        fmt::format("{} is '{}', not a time of day", field.name, one_line(node->text, 60)),
        "write hours and minutes in quotes, \"09:10\"");
  return clock;
}

/// `+08:00`, `-03:30` or `UTC`.
Duration read_zone(const Field& field, Findings& findings) {
  const Node* node = scalar_of(field, "an offset from UTC", findings);
  if (!node || node->text == "UTC")
    return {};
  const std::string_view text = node->text;
  const bool is_signed = text.size() == 6 && (text[0] == '+' || text[0] == '-');
  const auto clock = is_signed ? parse_clock(text.substr(1)) : std::nullopt;
  if (clock && clock->minute <= 14 * 60)
    return minutes(text[0] == '-' ? -clock->minute : clock->minute);
  findings.error(field.mark(), "bad-zone",
                 fmt::format("{} is '{}', not an offset from UTC", field.name, one_line(text, 60)),
                 "write UTC or for instance \"+08:00\"");
  return {};
}

plan::Checkpoint read_checkpoint(const Field& item, Findings& findings) {
  MapReader map(item, findings);
  plan::Checkpoint checkpoint;
  checkpoint.mark = item.mark();
  if (!map.usable())
    return checkpoint;
  const Field at = map.required("at", "say after which sample, 4, or at which time, \"09:40\"");
  const Node* when = at ? scalar_of(at, "a sample or a time of day", findings) : nullptr;
  if (when && when->text.find(':') != std::string::npos)
    checkpoint.at = read_clock_time(at, findings);
  else
    assign(checkpoint.sample, read_whole(at, 1, k_most_samples, findings));
  checkpoint.id = "checkpoint-" + (when ? when->text : "");
  std::erase(checkpoint.id, ':');
  assign(checkpoint.ask, read_text(map.required("ask"), findings));
  assign(checkpoint.role, read_id(map.optional("role"), findings));
  map.finish();
  return checkpoint;
}

plan::ScheduleItem read_schedule_item(const Field& item, Findings& findings) {
  MapReader map(item, findings);
  plan::ScheduleItem line;
  line.mark = item.mark();
  assign(line.at, read_clock_time(map.required("at"), findings));
  assign(line.title, read_text(map.required("title"), findings));
  assign(line.begins, read_boolean(map.optional("begins"), findings));
  map.finish();
  return line;
}

/// Whether the service lives. One failure may be a lost packet, so it is asked three times unless
/// the plan says otherwise.
std::optional<plan::Step> read_alive(const Field& field, Draft& draft) {
  if (!field)
    return std::nullopt;
  MapReader map(field, draft.findings);
  const auto key = map.one_of({"probe", "http", "run"});
  plan::Step step;
  step.id = step.title = "alive";
  step.mark = field.mark();
  step.idempotent = true;
  step.timeout = seconds(10);
  step.retries = 2;
  if (!key.empty())
    assign(step.action, read_action(map, key, draft));
  assign(step.timeout, read_duration(map.optional("timeout"), draft.findings));
  assign(step.retries, read_whole(map.optional("retries"), 0, 100, draft.findings));
  assign(step.backoff, read_duration(map.optional("backoff"), draft.findings));
  map.finish();
  return step;
}

void read_families(MapReader& map, plan::Observation& observe, Draft& draft) {
  const Field families = map.optional("families");
  observe.families_mark = families.mark();
  observe.families = read_texts(families, draft.findings);
  assign(observe.families_source, read_id(map.optional("source"), draft.findings));
  if (observe.families_source.empty() && !draft.plan.sources.empty())
    observe.families_source = draft.plan.sources.front().id;
}

void read_snippets(const Field& field, plan::Observation& observe, Findings& findings) {
  for (const auto& item : named_items(field, "snippet", findings))
    if (auto text = read_template(item.field, findings))
      observe.snippets[item.id] = *std::move(text);
}

} // namespace

void read_observe(const Field& field, Draft& draft) {
  if (!field)
    return;
  Findings& findings = draft.findings;
  MapReader map(field, findings);
  plan::Observation observe;
  observe.mark = field.mark();
  read_rendered(map.optional("samples"), observe.samples, findings,
                [](const Field& samples, Findings& found) {
                  return read_whole(samples, 1, k_most_samples, found).has_value();
                });
  read_rendered(
      map.optional("every"), observe.every, findings,
      [](const Field& every, Findings& found) { return read_duration(every, found).has_value(); });
  observe.zone = read_zone(map.optional("zone"), findings);
  observe.before = read_checks(map.optional("before"), draft);
  for (const auto& item : list_items(map.optional("checkpoints"), "a list", findings))
    observe.checkpoints.push_back(read_checkpoint(item, findings));
  for (const auto& item : list_items(map.optional("schedule"), "a list", findings))
    observe.schedule.push_back(read_schedule_item(item, findings));
  read_families(map, observe, draft);
  observe.alive = read_alive(map.optional("alive"), draft);
  const Field on_miss = map.optional("on_miss");
  observe.on_miss_mark = on_miss.mark();
  observe.on_miss = read_ids(on_miss, findings);
  read_snippets(map.optional("snippets"), observe, findings);
  map.finish();
  draft.plan.observe = std::move(observe);
}

} // namespace relctl::planfile
