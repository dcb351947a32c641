// SPDX-License-Identifier: Apache-2.0
#include "planfile/rows.hpp"

#include "base/text.hpp"
#include "planfile/credentials.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"

#include <fmt/format.h>

namespace relctl::planfile {

namespace {

constexpr int k_rows_max = 1'000'000;

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

/// Names of columns: any text, one alone or a list.
std::vector<std::string> read_columns(const Field& field, Findings& findings) {
  std::vector<std::string> columns;
  if (!field)
    return columns;
  const bool is_one = field.node->kind == Node::Kind::scalar;
  const auto items = is_one ? Parts<Field>({field}, findings)
                            : list_items(field, "a column, or a list of them", findings);
  for (const auto& item : items)
    if (auto name = read_text(item, findings))
      columns.push_back(*std::move(name));
  if (!is_one && field.node->kind == Node::Kind::sequence && field.node->items.empty())
    findings.error(field.mark(), "empty-value", field.name + " is empty",
                   "name a column, or take the key out");
  return columns;
}

std::map<std::string, double> read_tolerance(const Field& field, Findings& findings) {
  std::map<std::string, double> tolerance;
  for (const auto& column : named_items(field, "column", findings)) {
    const auto most = read_number(column.field, findings);
    if (most && *most < 0)
      findings.error(column.field.mark(), "bad-number", column.field.name + " is below zero",
                     "write how far apart the numbers may be: 0.01");
    else if (most)
      tolerance[column.id] = *most;
  }
  return tolerance;
}

plan::RowQuery read_rows(const Field& field, Findings& findings) {
  plan::RowQuery rows;
  if (!field)
    return rows;
  MapReader map(field, findings);
  rows.mark = field.mark();
  assign(rows.source, read_id(map.required("source"), findings));
  assign(rows.query, read_template(map.required("query"), findings));
  rows.request = read_request(map.optional("request"), findings);
  map.finish();
  return rows;
}

} // namespace

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

plan::ReconcileAction read_reconcile(const Field& field, Findings& findings) {
  MapReader map(field, findings);
  plan::ReconcileAction action;
  action.mark = field.mark();
  action.left = read_rows(map.required("left"), findings);
  action.right = read_rows(map.required("right"), findings);
  action.key =
      read_columns(map.required("key", "name the column that tells rows apart: key: id"), findings);
  const auto which = map.at_most_one_of({"columns", "ignore"});
  if (!which.empty())
    (which == "columns" ? action.columns : action.ignore) =
        read_columns(map.optional(which), findings);
  action.tolerance = read_tolerance(map.optional("tolerance"), findings);
  assign(action.at_least, read_whole(map.optional("at_least"), 0, k_rows_max, findings));
  assign(action.at_most, read_whole(map.optional("at_most"), 0, k_rows_max, findings));
  map.finish();
  return action;
}

} // namespace relctl::planfile
