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

constexpr std::size_t k_nearest_max = 3; // In a message.
constexpr std::size_t k_seen_max = 1000; // Of one name: a service has no more instances.

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

/// How many of the selector's labels the series does not have.
std::size_t count_apart(const Series& series, const plan::Selector& selector) {
  std::size_t apart = 0;
  for (const plan::LabelMatcher& matcher : selector.matchers) {
    const auto selected = select_samples({{series, 0, {}}}, {series.name, {matcher}});
    apart += selected && !selected->empty() ? 0U : 1U;
  }
  return apart;
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

std::string name_of(const DumpedSeries& dumped) {
  return dumped.metric->id + (dumped.series.empty() ? "" : "[" + dumped.series + "]") +
         (dumped.number == "value" ? "" : "." + dumped.number);
}

Result<DumpedSeries> parse_dumped_series(const plan::Plan& plan, const std::string& text,
                                         const plan::Values& values) {
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
  plan::Values own = values;
  if (dumped.metric->each)
    own[dumped.metric->each->label] = dumped.series;
  const std::string written = plan::render(std::string(trim(text.substr(equals + 1))), own);
  const auto selector = selector_of(written);
  if (!selector || written.find("{{") != std::string::npos)
    return not_mapped(
        text, fmt::format("'{}' is no selector such as up{{job=\"api\"}}", one_line(written, 100)));
  dumped.selector = *selector;
  return dumped;
}

bool is_plain_selector(const std::string& query) {
  return selector_of(query).has_value();
}

std::vector<DumpedSeries> plain_series(const plan::Plan& plan,
                                       const std::vector<core::MeasurementRequest>& questions) {
  std::map<std::string, DumpedSeries> plain;
  std::map<std::string, std::string> queries; // By number: what it is asked by.
  const auto add = [&](const core::MeasurementRequest& question, const std::string& number,
                       const std::string& query) {
    DumpedSeries one{plan::find_metric(plan, question.metric), question.series, number, {}};
    const auto selector = query.empty() ? std::nullopt : selector_of(query);
    const auto [known, is_new] = queries.try_emplace(name_of(one), query);
    if (!is_new && known->second != query) {
      plain.erase(name_of(one));
    } else if (is_new && selector) {
      one.selector = *selector;
      plain.emplace(name_of(one), std::move(one));
    }
  };
  for (const core::MeasurementRequest& question : questions) {
    add(question, "value", question.query);
    add(question, "volume", question.volume_query);
    if (question.baseline_offset.ms == 0) // Else it lies earlier in the value's own series.
      add(question, "baseline", question.baseline_query);
    for (const auto& [id, query] : question.reference_queries)
      add(question, id, query);
  }
  std::vector<DumpedSeries> all;
  for (auto& [name, one] : plain)
    all.push_back(std::move(one));
  return all;
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
  if (auto& seen = m_seen[series->name]; !series->name.empty() && seen.size() < k_seen_max)
    seen.push_back(*series);
  for (std::size_t i = 0; i < m_wanted.size(); ++i) {
    RELCTL_TRY_ASSIGN(const auto selected,
                      select_samples({{*series, 0, {}}}, m_wanted[i].selector));
    if (selected.empty())
      continue;
    Column& column = m_columns[i];
    if (!column.labels.empty() && column.labels != labels)
      return fail(ErrorKind::usage,
                  fmt::format("{} of metric {} is both {} and {}, which {} does not tell apart; "
                              "say which with --series '{}=…'",
                              m_wanted[i].number, m_wanted[i].metric->id,
                              one_line(column.labels, 150), one_line(labels, 150),
                              selector_text(m_wanted[i].selector), name_of(m_wanted[i])));
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

bool DumpRecording::has(const plan::Metric& metric, const std::string& series,
                        const std::string& number) const {
  for (std::size_t i = 0; i < m_wanted.size(); ++i)
    if (m_wanted[i].metric == &metric && m_wanted[i].series == series &&
        m_wanted[i].number == number && !m_columns[i].points.empty())
      return true;
  return false;
}

std::vector<std::string> DumpRecording::nearest(const plan::Metric& metric,
                                                const std::string& query) const {
  const auto selector = selector_of(query);
  std::vector<std::string> names;
  std::vector<std::string> close;
  for (const auto& [name, series] : m_seen) {
    names.push_back(name);
    if (name.find(metric.id) != std::string::npos)
      close.push_back(name);
  }
  if (selector && m_seen.contains(selector->name))
    close = {selector->name};
  else if (const auto similar = relctl::nearest(selector ? selector->name : metric.id, names))
    close = {*similar};
  std::vector<std::pair<std::size_t, std::string>> found;
  for (const std::string& name : close.empty() ? names : close)
    for (const Series& series : m_seen.at(name))
      found.emplace_back(selector ? count_apart(series, *selector) : 0, series_key(series));
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> named;
  for (std::size_t i = 0; i < std::min(found.size(), k_nearest_max); ++i)
    named.push_back(one_line(found[i].second, 150));
  return named;
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
