// SPDX-License-Identifier: Apache-2.0
#include "planfile/each.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"
#include "planfile/rows.hpp"
#include "planfile/sections.hpp"

#include <fmt/format.h>

namespace relctl::planfile {

namespace {

std::optional<plan::Volume> read_volume(const Field& field, Findings& findings) {
  if (!field)
    return std::nullopt;
  MapReader map(field, findings);
  plan::Volume volume;
  assign(volume.query, read_template(map.optional("query"), findings));
  assign(volume.at_least, read_number(map.required("at_least"), findings));
  map.finish();
  return volume;
}

std::optional<plan::Baseline> read_baseline(const Field& field, Findings& findings) {
  if (!field)
    return std::nullopt;
  MapReader map(field, findings);
  plan::Baseline baseline;
  baseline.mark = field.mark();
  const auto kind = map.one_of({"query", "value", "recorded", "earlier"});
  if (kind == "query")
    baseline.query = read_template(map.optional(kind), findings);
  else if (kind == "value")
    baseline.fixed = read_quantity(map.optional(kind), findings);
  else if (kind == "recorded")
    assign(baseline.recorded, read_id(map.optional(kind), findings));
  else if (kind == "earlier")
    baseline.earlier = read_duration(map.optional(kind), findings);
  map.finish();
  return baseline;
}

std::optional<plan::FreshBy> read_fresh_by(const Field& field, Findings& findings) {
  if (!field)
    return std::nullopt;
  MapReader map(field, findings);
  plan::FreshBy fresh_by;
  assign(fresh_by.query, read_template(map.optional("query"), findings));
  assign(fresh_by.max_age, read_duration(map.required("max_age"), findings));
  map.finish();
  return fresh_by;
}

std::vector<plan::Reference> read_references(const Field& field, Findings& findings) {
  std::vector<plan::Reference> references;
  for (const auto& item : named_items(field, "reference", findings)) {
    if (!is_name(item.id) || item.id == "baseline" || item.id == "min" || item.id == "max")
      findings.error(item.id_mark, "bad-name",
                     fmt::format("'{}' cannot be the name of a reference", item.id),
                     "use letters, digits and '_', no digit first, and none of baseline, min, max");
    MapReader map(item.field, findings);
    plan::Reference reference{item.id, {}};
    assign(reference.query, read_template(map.required("query"), findings));
    map.finish();
    references.push_back(std::move(reference));
  }
  return references;
}

void read_grid(MapReader& map, plan::Metric& metric, Findings& findings) {
  assign(metric.every, read_duration(map.optional("every"), findings));
  const Field window = map.optional("window");
  metric.window = metric.every;
  assign(metric.window, read_duration(window, findings));
  metric.window_mark = window.mark();
  metric.max_gap = 5 * metric.every;
  assign(metric.max_gap, read_duration(map.optional("max_gap"), findings));
  assign(metric.coverage, read_share(map.optional("coverage"), findings));
}

plan::Metric read_metric(const NamedField& item, Findings& findings) {
  MapReader map(item.field, findings);
  plan::Metric metric;
  metric.id = metric.title = item.id;
  metric.mark = item.id_mark;
  assign(metric.source, read_id(map.required("source"), findings));
  assign(metric.query, read_template(map.required("query"), findings));
  metric.request = read_request(map.optional("request"), findings);
  assign(metric.title, read_text(map.optional("title"), findings));
  assign(metric.unit, read_unit(map.optional("unit"), findings));
  metric.each = read_each(map.optional("each"), findings);
  read_grid(map, metric, findings);
  metric.volume = read_volume(map.optional("volume"), findings);
  metric.baseline = read_baseline(map.optional("baseline"), findings);
  metric.fresh_by = read_fresh_by(map.optional("fresh_by"), findings);
  metric.references = read_references(map.optional("references"), findings);
  assign(metric.watch, read_boolean(map.optional("watch"), findings));
  map.finish();
  return metric;
}

} // namespace

void read_metrics(const Field& field, Draft& draft) {
  for (const auto& item : named_items(field, "metric", draft.findings))
    draft.plan.metrics.push_back(read_metric(item, draft.findings));
}

} // namespace relctl::planfile
