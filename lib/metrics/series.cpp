// SPDX-License-Identifier: Apache-2.0
#include "metrics/series.hpp"

#include "metrics/sample_line.hpp"

#include <algorithm>
#include <utility>

namespace relctl::metrics {
namespace {

void append_escaped(std::string& text, std::string_view value) {
  for (const char c : value) {
    if (c == '\\' || c == '"')
      text += '\\';
    if (c == '\n')
      text += "\\n";
    else
      text += c;
  }
}

} // namespace

std::string_view label_value(const Series& series, std::string_view name) {
  for (const Label& label : series.labels)
    if (label.name == name)
      return label.value;
  return {};
}

Series without_label(Series series, std::string_view name) {
  std::erase_if(series.labels, [name](const Label& label) { return label.name == name; });
  return series;
}

void make_canonical(Series& series) {
  std::erase_if(series.labels, [](const Label& label) { return label.value.empty(); });
  std::sort(series.labels.begin(), series.labels.end(),
            [](const Label& a, const Label& b) { return a.name < b.name; });
}

std::string series_key(const Series& series) {
  std::string key = series.name;
  if (series.labels.empty())
    return key;
  char before = '{';
  for (const Label& label : series.labels) {
    key += before;
    key += label.name + "=\"";
    append_escaped(key, label.value);
    key += '"';
    before = ',';
  }
  return key + "}";
}

std::optional<Series> parse_series_key(std::string_view key) {
  const std::string line = std::string(key) + " 0";
  auto read = read_sample_line(line, ExpositionFormat::prometheus_text, {});
  if (!read.sample || series_key(read.sample->series) != key)
    return std::nullopt;
  return std::move(read.sample->series);
}

} // namespace relctl::metrics
