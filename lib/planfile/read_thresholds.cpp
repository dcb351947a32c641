// SPDX-License-Identifier: Apache-2.0
#include "planfile/consequence.hpp"
#include "planfile/hold_policy.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"
#include "planfile/sections.hpp"

namespace relctl::planfile {

namespace {

constexpr int k_most_readings = 1000;

std::optional<plan::Shape> read_count_of(const Field& field, Findings& findings) {
  const auto text = read_text(field, findings);
  if (!text)
    return std::nullopt;
  const auto slash = text->find('/');
  const auto part = [&](std::string digits) {
    Node node;
    node.text = std::move(digits);
    Findings silent;
    return read_whole({&node, {}}, 1, k_most_readings, silent);
  };
  const auto count = part(text->substr(0, slash));
  const auto of = slash == std::string::npos ? std::nullopt : part(text->substr(slash + 1));
  if (count && of && *count <= *of)
    return plan::CountOf{*count, *of};
  findings.error(field.mark(), "bad-shape", field.name + " is '" + *text + "', not N/M",
                 "write for instance \"3/5\": 3 of the last 5 readings");
  return std::nullopt;
}

std::optional<plan::Shape> read_burn_rate(const Field& field, Findings& findings) {
  MapReader map(field, findings);
  // By default what warns when 2 % of a month's budget is spent within an hour: The Site
  // Reliability Workbook, chapter 5, table 5-8.
  plan::BurnRate burn{0.0, minutes(5), hours(1), 14.4};
  assign(burn.objective, read_share(map.required("objective"), findings));
  assign(burn.short_window, read_duration(map.optional("short"), findings));
  assign(burn.long_window, read_duration(map.optional("long"), findings));
  assign(burn.factor, read_number(map.optional("factor"), findings));
  const bool usable = map.usable();
  map.finish();
  return usable ? std::optional<plan::Shape>(burn) : std::nullopt;
}

std::optional<plan::Shape> read_trend(const Field& field, Findings& findings) {
  MapReader map(field, findings);
  const auto span = read_duration(map.required("for"), findings);
  map.finish();
  return span ? std::optional<plan::Shape>(plan::Trend{*span}) : std::nullopt;
}

std::optional<plan::Shape> read_shape_value(const std::string& key, const Field& field,
                                            Findings& findings) {
  if (key == "for") {
    const auto span = read_duration(field, findings);
    return span ? std::optional<plan::Shape>(plan::Sustained{*span}) : std::nullopt;
  }
  if (key == "windows") {
    const auto count = read_whole(field, 1, k_most_readings, findings);
    return count ? std::optional<plan::Shape>(plan::Consecutive{*count}) : std::nullopt;
  }
  if (key == "burn_rate")
    return read_burn_rate(field, findings);
  if (key == "trend")
    return read_trend(field, findings);
  return read_count_of(field, findings);
}

void read_shape(MapReader& map, plan::Threshold& threshold, Findings& findings) {
  map.refuse_later({"compare"});
  const auto key = map.at_most_one_of({"for", "windows", "n_of_m", "burn_rate", "trend"});
  if (key.empty())
    return;
  const Field field = map.optional(key);
  threshold.shape_mark = field.mark();
  assign(threshold.shape, read_shape_value(key, field, findings));
}

/// A share of errors above the budget itself: what a burn rate is about when the plan does not say.
std::optional<plan::Limit> budget_limit(const plan::Shape& shape) {
  const auto* burn = std::get_if<plan::BurnRate>(&shape);
  if (burn == nullptr)
    return std::nullopt;
  auto limit = plan::parse_limit("> " + format_quantity(1.0 - burn->objective, Dimension::ratio));
  return limit ? std::optional(*std::move(limit)) : std::nullopt;
}

/// An objective alone: nothing is a breach, and missing it holds.
bool is_objective(const MapReader& map) {
  const auto has = [&](const char* key) { return map.has(key); };
  return has("target") && !has("breach") && !has("burn_rate") && !has("for") && !has("windows") &&
         !has("n_of_m") && !has("trend");
}

void read_breach(MapReader& map, plan::Threshold& threshold, Findings& findings) {
  const bool may_lack_it = map.has("burn_rate") || is_objective(map);
  const Field breach = may_lack_it ? map.optional("breach") : map.required("breach");
  threshold.breach = breach ? read_limit(breach, findings) : budget_limit(threshold.shape);
  threshold.breach_mark = breach ? breach.mark() : threshold.shape_mark;
}

void read_metric_part(MapReader& map, plan::Threshold& threshold, Findings& findings) {
  assign(threshold.metric, read_id(map.optional("metric"), findings));
  const Field target = map.optional("target");
  threshold.target = read_limit(target, findings);
  threshold.target_mark = target.mark();
  read_shape(map, threshold, findings);
  read_breach(map, threshold, findings);
  threshold.phases = read_addresses(map.optional("scope"), findings);
  threshold.unknown = read_hold_policies(map.optional("unknown"), findings);
}

void read_incident_part(MapReader& map, plan::Threshold& threshold, Findings& findings) {
  assign(threshold.incident_severity,
         read_choice(map.optional("incident"), incident_severities(), findings));
  assign(threshold.incident_scope, read_text(map.optional("scope"), findings));
}

plan::Threshold read_threshold(const NamedField& item, Findings& findings) {
  MapReader map(item.field, findings);
  plan::Threshold threshold;
  threshold.id = item.id;
  threshold.mark = item.id_mark;
  if (map.one_of({"metric", "incident"}) == "incident")
    read_incident_part(map, threshold, findings);
  else if (map.usable())
    read_metric_part(map, threshold, findings);
  if (is_objective(map))
    threshold.then.kind = plan::Consequence::Kind::hold;
  assign(
      threshold.then,
      read_consequence(
          is_objective(map)
              ? map.optional("then")
              : map.required("then", "say what follows a breach: rollback, hold, warn or a step"),
          findings));
  map.finish();
  return threshold;
}

} // namespace

void read_thresholds(const Field& field, Draft& draft) {
  for (const auto& item : named_items(field, "threshold", draft.findings))
    draft.plan.thresholds.push_back(read_threshold(item, draft.findings));
}

} // namespace relctl::planfile
