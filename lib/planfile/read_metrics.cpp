// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "planfile/credentials.hpp"
#include "planfile/each.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"
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

/// `"GET /path"`, or a mapping.
void read_short_request(const Field& field, plan::MetricRequest& request, Findings& findings) {
  const auto text = read_template(field, findings);
  if (!text)
    return;
  if (!text->text.starts_with("GET /")) {
    findings.error(field.mark(), "bad-request",
                   fmt::format("{} is '{}', not a GET request below the source's url", field.name,
                               one_line(text->text, 80)),
                   "write \"GET /PATH\", or { method: POST, path: /PATH, body: … }");
    return;
  }
  request.path = {text->text.substr(4), mark_inside(*field.node, 4)};
}

void read_request_headers(const Field& field, plan::MetricRequest& request, Findings& findings) {
  for (const auto& header : named_items(field, "header", findings)) {
    if (is_secret_header(header.id))
      findings.error(header.id_mark, "literal-secret",
                     header.field.name + " is a secret that every metric would repeat",
                     "put it under the headers of the source");
    else if (auto value = read_template(header.field, findings))
      request.headers.emplace_back(header.id, *std::move(value));
  }
}

std::optional<plan::MetricRequest> read_request(const Field& field, Findings& findings) {
  if (!field)
    return std::nullopt;
  plan::MetricRequest request;
  if (field.node->kind != Node::Kind::mapping) {
    read_short_request(field, request, findings);
    return request;
  }
  MapReader map(field, findings);
  assign(request.method, read_choice(map.optional("method"), {"GET", "POST"}, findings));
  const Field path = map.required("path");
  assign(request.path, read_template(path, findings));
  if (!request.path.text.empty() && !request.path.text.starts_with("/"))
    findings.error(path.mark(), "bad-request", fmt::format("{} does not begin with '/'", path.name),
                   "write what goes below the source's url: /api/v1/summary");
  read_request_headers(map.optional("headers"), request, findings);
  assign(request.body, read_template(map.optional("body"), findings));
  map.finish();
  return request;
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
