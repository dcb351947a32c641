// SPDX-License-Identifier: Apache-2.0
#include "metrics/prometheus_body.hpp"

#include "base/text.hpp"
#include "metrics/answer.hpp"
#include "metrics/sample_number.hpp"

#include <simdjson.h>

#include <cmath>
#include <optional>
#include <utility>

namespace relctl::metrics {
namespace {

using simdjson::dom::array;
using simdjson::dom::element;
using simdjson::dom::object;
using Failure = tl::unexpected<PrometheusFailure>;
template <class T>
using Read = tl::expected<T, PrometheusFailure>;

Failure not_in_form(std::string_view what) {
  return Failure({{}, "the body is not in the form of a Prometheus answer: " + std::string(what)});
}

/// The string at `key`; nothing when it is absent or of another type.
std::optional<std::string> text_at(const object& from, std::string_view key) {
  std::string_view text;
  if (from[key].get(text) != simdjson::SUCCESS)
    return std::nullopt;
  return std::string(text);
}

/// What the source says there, or `instead` where that leaves nothing to read.
std::string words_at(const object& from, std::string_view key, const char* instead) {
  const auto text = text_at(from, key);
  return text && !one_line(*text).empty() ? *text : instead;
}

std::string labels_of(const object& metric) {
  std::string name;
  std::string labels;
  for (const auto& [key, value] : metric) {
    std::string_view text;
    if (value.get(text) != simdjson::SUCCESS)
      continue;
    if (key == "__name__") {
      name = text;
      continue;
    }
    labels += (labels.empty() ? "" : ",") + std::string(key) + "=\"" + std::string(text) + "\"";
  }
  return labels.empty() && !name.empty() ? name : name + "{" + labels + "}";
}

/// By steps: at() would walk from the beginning for each part.
bool read_pair(const array& parts, double& unix_seconds, std::string_view& text) {
  auto part = parts.begin();
  if (part == parts.end() || (*part).get(unix_seconds) != simdjson::SUCCESS)
    return false;
  ++part;
  if (part == parts.end() || (*part).get(text) != simdjson::SUCCESS)
    return false;
  ++part;
  return part == parts.end();
}

/// `[ 1795313723.250, "0.5" ]`
Read<PrometheusPoint> read_point(const element& pair) {
  array parts;
  double unix_seconds = 0;
  std::string_view text;
  if (pair.get(parts) != simdjson::SUCCESS || !read_pair(parts, unix_seconds, text) ||
      std::abs(unix_seconds) > 9e12)
    return not_in_form("a sample is not [time, \"number\"]");
  const auto number = parse_sample_number(text);
  if (!number)
    return not_in_form("the sample \"" + std::string(text) + "\" is not a number");
  return PrometheusPoint{Instant{std::llround(unix_seconds * 1000)}, *number};
}

Read<std::vector<PrometheusPoint>> read_points(const object& series, PrometheusBody::Kind kind) {
  std::vector<PrometheusPoint> points;
  element found;
  if (kind == PrometheusBody::Kind::vector) {
    if (series["value"].get(found) != simdjson::SUCCESS)
      return not_in_form("a series has no value (native histograms are not read)");
    auto point = read_point(found);
    if (!point)
      return Failure(point.error());
    return std::vector<PrometheusPoint>{*point};
  }
  array pairs;
  if (series["values"].get(pairs) != simdjson::SUCCESS)
    return not_in_form("a series has no values (native histograms are not read)");
  points.reserve(pairs.size());
  for (const element pair : pairs) {
    auto point = read_point(pair);
    if (!point)
      return Failure(point.error());
    points.push_back(*point);
  }
  return points;
}

Read<PrometheusSeries> read_series(const element& from, PrometheusBody::Kind kind) {
  object series;
  object metric;
  if (from.get(series) != simdjson::SUCCESS || series["metric"].get(metric) != simdjson::SUCCESS)
    return not_in_form("a series has no labels");
  auto points = read_points(series, kind);
  if (!points)
    return Failure(points.error());
  return PrometheusSeries{labels_of(metric), std::move(*points)};
}

std::optional<PrometheusBody::Kind> kind_named(const std::string& name) {
  if (name == "scalar")
    return PrometheusBody::Kind::scalar;
  if (name == "vector")
    return PrometheusBody::Kind::vector;
  if (name == "matrix")
    return PrometheusBody::Kind::matrix;
  if (name == "string")
    return PrometheusBody::Kind::string;
  return std::nullopt;
}

Read<std::vector<PrometheusSeries>> read_result(const element& result, PrometheusBody::Kind kind) {
  std::vector<PrometheusSeries> all;
  if (kind == PrometheusBody::Kind::string)
    return all;
  if (kind == PrometheusBody::Kind::scalar) {
    auto point = read_point(result);
    if (!point)
      return Failure(point.error());
    return std::vector<PrometheusSeries>{{"{}", {*point}}};
  }
  array each;
  if (result.get(each) != simdjson::SUCCESS)
    return not_in_form("data.result is not a list");
  for (const element from : each) {
    auto series = read_series(from, kind);
    if (!series)
      return Failure(series.error());
    all.push_back(std::move(*series));
  }
  return all;
}

Read<PrometheusBody> read_data(const object& root) {
  object data;
  element result;
  if (root["data"].get(data) != simdjson::SUCCESS)
    return not_in_form("data is missing");
  const auto kind = kind_named(text_at(data, "resultType").value_or(""));
  if (!kind || data["result"].get(result) != simdjson::SUCCESS)
    return not_in_form("data.resultType is unknown or data.result is missing");
  auto series = read_result(result, *kind);
  if (!series)
    return Failure(series.error());
  return PrometheusBody{*kind, std::move(*series), {}};
}

std::vector<std::string_view> warnings_at(const object& root) {
  std::vector<std::string_view> warnings;
  array each;
  if (root["warnings"].get(each) != simdjson::SUCCESS)
    return warnings;
  for (const element from : each)
    if (std::string_view text; from.get(text) == simdjson::SUCCESS)
      warnings.push_back(text);
  return warnings;
}

/// What Prometheus says of the query itself, from version 2.48 on; all else is said of data that a
/// part of the storage did not give (storage.Warnings, Thanos' partial response).
bool is_about_query(std::string_view warning) {
  return warning.starts_with("PromQL ");
}

/// Why the answer lacks a part of the data; empty where it has all. `isPartial` is
/// VictoriaMetrics'.
std::string lack_of(const object& root, const std::vector<std::string_view>& warnings) {
  std::string lack;
  for (const std::string_view warning : warnings)
    if (!is_about_query(warning))
      lack = both_details(lack, std::string(warning));
  bool is_partial = false;
  if (lack.empty() && root["isPartial"].get(is_partial) == simdjson::SUCCESS && is_partial)
    lack = "a part of the storage did not answer";
  return lack;
}

} // namespace

tl::expected<PrometheusBody, PrometheusFailure> parse_prometheus_body(std::string_view body) {
  simdjson::dom::parser parser;
  object root;
  // The document tree, not on-demand: only it has seen every byte, and a cut body must not pass.
  if (parser.parse(body.data(), body.size()).get(root) != simdjson::SUCCESS)
    return Failure({{}, "the body is not a JSON object, or not a whole one"});
  const auto status = text_at(root, "status");
  if (status == "error")
    return Failure(
        {words_at(root, "errorType", "error"), words_at(root, "error", "no reason given")});
  if (status != "success")
    return not_in_form("status is neither success nor error");
  const auto warnings = warnings_at(root);
  if (const std::string lack = lack_of(root, warnings); !lack.empty())
    return Failure({"partial answer", lack});
  auto read = read_data(root);
  if (read)
    for (const std::string_view warning : warnings)
      read->warnings = both_details(read->warnings, "warning: " + std::string(warning));
  return read;
}

} // namespace relctl::metrics
