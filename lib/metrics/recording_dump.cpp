// SPDX-License-Identifier: Apache-2.0
#include "metrics/recording_dump.hpp"

#include "base/text.hpp"
#include "metrics/sample_line.hpp"
#include "metrics/sample_number.hpp"
#include "metrics/selector_match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relctl::metrics {
namespace {

using plan::Cause;

auto not_mapped(const std::string& text, const std::string& why) {
  return fail(ErrorKind::usage,
              fmt::format("--series '{}': {}; write it as 'error_rate=job:error_rate:ratio' or "
                          "'p95[cart].baseline=…'",
                          one_line(text, 100), why));
}

std::optional<plan::Selector> selector_of(const std::string& text) {
  const auto query = plan::parse_exposition_query(text);
  const bool is_plain = query && !query->denominator && !query->numerator.or_zero &&
                        query->numerator.kind == plan::ExpositionOperand::Kind::value;
  return is_plain ? std::optional(query->numerator.selector) : std::nullopt;
}

/// `{__name__="up", job="api"}` as a series; nothing for other text.
std::optional<Series> series_of_labels(std::string_view labels) {
  const auto read =
      read_sample_line("x" + std::string(labels) + " 0", ExpositionFormat::prometheus_text, {});
  if (!read.sample)
    return std::nullopt;
  Series series = read.sample->series;
  series.name = label_value(series, "__name__");
  return without_label(std::move(series), "__name__");
}

struct Line {
  std::string_view labels;
  double number = 0.0;
  Instant at;
};

Result<Line> read_line(std::string_view text) {
  const std::size_t close = text.rfind("} ");
  const std::size_t blank = close == text.npos ? text.npos : text.find(' ', close + 2);
  Line line;
  if (text.starts_with('{') && blank != text.npos) {
    const std::string_view time = text.substr(blank + 1);
    const auto number = parse_sample_number(text.substr(close + 2, blank - close - 2));
    const auto [end, failure] = std::from_chars(time.data(), time.data() + time.size(), line.at.ms);
    if (number && failure == std::errc{} && end == time.data() + time.size()) {
      line.labels = text.substr(0, close + 1);
      line.number = *number;
      return line;
    }
  }
  return fail(ErrorKind::usage,
              fmt::format("'{}' is no line of `promtool tsdb dump`, which look like "
                          "{{__name__=\"up\"}} 1 1795313723250",
                          one_line(text, 100)));
}

} // namespace

Result<DumpedSeries> parse_dumped_series(const plan::Plan& plan, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos)
    return not_mapped(text, "it has no =");
  std::string name(trim(text.substr(0, equals)));
  DumpedSeries dumped;
  if (const std::size_t dot = name.rfind('.'); dot != std::string::npos) {
    dumped.number = name.substr(dot + 1);
    name = name.substr(0, dot);
  }
  if (const std::size_t bracket = name.find('[');
      bracket != std::string::npos && name.ends_with(']')) {
    dumped.series = name.substr(bracket + 1, name.size() - bracket - 2);
    name = name.substr(0, bracket);
  }
  dumped.metric = plan::find_metric(plan, name);
  if (dumped.metric == nullptr)
    return not_mapped(text, fmt::format("the plan has no metric '{}'", one_line(name, 60)));
  const auto all = plan::series_of(*dumped.metric);
  if (std::find(all.begin(), all.end(), dumped.series) == all.end())
    return not_mapped(text, fmt::format("the series of metric {} are {}", name, join(all, ", ")));
  const auto& references = dumped.metric->references;
  const bool is_known =
      dumped.number == "value" || dumped.number == "volume" || dumped.number == "baseline" ||
      std::any_of(references.begin(), references.end(),
                  [&](const auto& reference) { return reference.id == dumped.number; });
  if (!is_known)
    return not_mapped(text, fmt::format("'{}' is neither value, volume, baseline nor a reference",
                                        one_line(dumped.number, 60)));
  const auto selector = selector_of(std::string(trim(text.substr(equals + 1))));
  if (!selector)
    return not_mapped(text, "what follows is no selector such as up{job=\"api\"}");
  dumped.selector = *selector;
  return dumped;
}

std::vector<DumpedSeries> plain_series(const plan::Plan& plan) {
  std::vector<DumpedSeries> plain;
  for (const plan::Metric& metric : plan.metrics)
    if (const auto selector = selector_of(metric.query.text);
        selector && !metric.each && metric.query.text.find("{{") == std::string::npos)
      plain.push_back({&metric, "", "value", *selector});
  return plain;
}

DumpRecording::DumpRecording(std::vector<DumpedSeries> wanted)
    : m_wanted(std::move(wanted)), m_columns(m_wanted.size()) {}

Result<void> DumpRecording::turn_to(std::string_view labels) {
  m_labels = labels;
  m_chosen.clear();
  const auto series = series_of_labels(labels);
  if (!series)
    return fail(ErrorKind::usage,
                fmt::format("'{}' are no labels of a series", one_line(labels, 100)));
  for (std::size_t i = 0; i < m_wanted.size(); ++i) {
    RELCTL_TRY_ASSIGN(const auto selected,
                      select_samples({{*series, 0, {}}}, m_wanted[i].selector));
    if (selected.empty())
      continue;
    Column& column = m_columns[i];
    if (!column.labels.empty() && column.labels != labels)
      return fail(ErrorKind::usage,
                  fmt::format("{} of metric {} is both {} and {}; narrow its selector {}",
                              m_wanted[i].number, m_wanted[i].metric->id,
                              one_line(column.labels, 150), one_line(labels, 150),
                              selector_text(m_wanted[i].selector)));
    column.labels = labels;
    m_chosen.push_back(i);
  }
  return {};
}

Result<void> DumpRecording::add(std::string_view text) {
  text = trim(text);
  if (text.empty() || text.front() == '#')
    return {};
  RELCTL_TRY_ASSIGN(const Line line, read_line(text));
  if (line.labels != m_labels)
    RELCTL_TRY(turn_to(line.labels));
  for (const std::size_t i : m_chosen) {
    auto& points = m_columns[i].points;
    if (!points.empty() && line.at <= points.back().at)
      return fail(ErrorKind::usage,
                  fmt::format("its time {} is not after {} of the same series; dump one database "
                              "once",
                              format_instant(line.at), format_instant(points.back().at)));
    points.push_back({line.at, line.number});
  }
  return {};
}

std::optional<Answer> DumpRecording::answer_at(const DumpedSeries& wanted,
                                               const std::string& number, Instant at) const {
  for (std::size_t i = 0; i < m_wanted.size(); ++i) {
    if (m_wanted[i].metric != wanted.metric || m_wanted[i].series != wanted.series ||
        m_wanted[i].number != number)
      continue;
    const auto& points = m_columns[i].points;
    const auto after =
        std::upper_bound(points.begin(), points.end(), at,
                         [](Instant time, const Point& point) { return time < point.at; });
    if (after == points.begin() || std::prev(after)->at <= at - wanted.metric->every)
      return no_answer(Cause::nodata, "nothing is recorded");
    return number_answer(std::prev(after)->number);
  }
  return std::nullopt;
}

std::vector<RecordedSample> DumpRecording::samples() const {
  std::vector<RecordedSample> samples;
  for (std::size_t i = 0; i < m_wanted.size(); ++i) {
    const DumpedSeries& wanted = m_wanted[i];
    if (wanted.number != "value")
      continue;
    for (const Point& point : m_columns[i].points) {
      RecordedSample sample{wanted.metric, wanted.series, point.at, {}};
      sample.answers.value = number_answer(point.number);
      sample.answers.volume = answer_at(wanted, "volume", point.at);
      sample.answers.baseline = answer_at(wanted, "baseline", point.at);
      for (const plan::Reference& reference : wanted.metric->references)
        if (auto answer = answer_at(wanted, reference.id, point.at))
          sample.answers.references[reference.id] = *std::move(answer);
      samples.push_back(std::move(sample));
    }
  }
  return samples;
}

} // namespace relctl::metrics
