// SPDX-License-Identifier: Apache-2.0
#include "metrics/recording_dump.hpp"

#include "base/text.hpp"
#include "metrics/sample_line.hpp"
#include "metrics/sample_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relctl::metrics {
namespace {

using plan::Cause;

constexpr std::size_t k_nearest_max = 3;       // In a message.
constexpr Instant k_latest{4'102'444'800'000}; // The year 2100.
constexpr std::size_t k_seen_max = 1000;       // Of one name: a service has no more instances.

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

/// Where the braces that the text begins with end; npos where they do not.
std::size_t end_of_braces(std::string_view text) {
  bool in_string = false;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (in_string && text[at] == '\\')
      ++at;
    else if (text[at] == '"')
      in_string = !in_string;
    else if (!in_string && text[at] == '}')
      return at + 1;
  }
  return std::string_view::npos;
}

/// The labels without those whose names stand in quotes, as Prometheus 3 allows: no selector of a
/// plan can name one.
std::string plain_labels(std::string_view labels) {
  std::string plain = "{";
  bool in_string = false;
  std::size_t begin = 1;
  for (std::size_t at = 1; at < labels.size(); ++at) {
    if (in_string && labels[at] == '\\')
      ++at;
    else if (labels[at] == '"')
      in_string = !in_string;
    else if (!in_string && (labels[at] == ',' || labels[at] == '}')) {
      const std::string_view label = trim(labels.substr(begin, at - begin));
      if (!label.empty() && label.front() != '"')
        plain += std::string(label) + ",";
      begin = at + 1;
    }
  }
  return plain + "}";
}

/// `{__name__="up", job="api"}` as a series; nothing for other text.
std::optional<Series> series_of_labels(std::string_view labels) {
  const auto read =
      read_sample_line("x" + plain_labels(labels) + " 0", ExpositionFormat::prometheus_text, {});
  if (!read.sample)
    return std::nullopt;
  Series series = read.sample->series;
  series.name = label_value(series, "__name__");
  return without_label(std::move(series), "__name__");
}

struct Line {
  std::string_view labels;
  std::optional<double> number; ///< None of a native histogram: `{count:3, sum:2, (0.5,1]:3}`.
  std::string_view time;
  Instant at;
};

Result<Line> read_line(std::string_view text) {
  const std::size_t end = text.starts_with('{') ? end_of_braces(text) : text.npos;
  if (end != text.npos && text.substr(end).starts_with(' ')) {
    const std::string_view rest = text.substr(end + 1);
    const bool is_histogram = rest.starts_with('{');
    const std::size_t blank =
        rest.find(' ', is_histogram ? std::min(rest.find('}'), rest.size()) : 0);
    Line line;
    line.labels = text.substr(0, end);
    line.number = parse_sample_number(rest.substr(0, blank));
    line.time = blank == rest.npos ? "" : rest.substr(blank + 1);
    const char* time_end = line.time.data() + line.time.size();
    const auto [read_to, failure] = std::from_chars(line.time.data(), time_end, line.at.ms);
    if ((line.number || is_histogram) && failure == std::errc{} && read_to == time_end)
      return line;
  }
  return fail(ErrorKind::usage,
              fmt::format("'{}' is no line of `promtool tsdb dump`, which look like "
                          "{{__name__=\"up\"}} 1 1795313723250",
                          one_line(text, 100)));
}

/// The metric with the longest id that the text begins with.
const plan::Metric* metric_at(const plan::Plan& plan, std::string_view text) {
  const plan::Metric* longest = nullptr;
  for (const plan::Metric& metric : plan.metrics) {
    const std::string_view rest =
        text.starts_with(metric.id) ? trim(text.substr(metric.id.size())) : "";
    const bool is_longer = longest == nullptr || metric.id.size() > longest->id.size();
    if (!rest.empty() && std::string_view("[.=").find(rest.front()) != rest.npos && is_longer)
      longest = &metric;
  }
  return longest;
}

/// The longest of the series that the text begins with in brackets, where it has any.
std::optional<std::string> series_at(const plan::Metric& metric, std::string_view text) {
  std::optional<std::string> longest;
  for (const std::string& series : plan::series_of(metric)) {
    const std::string written = series.empty() ? "" : "[" + series + "]";
    const std::string_view rest =
        text.starts_with(written) ? trim(text.substr(written.size())) : "";
    const bool is_longer = !longest || series.size() > longest->size();
    if (!rest.empty() && (rest.front() == '.' || rest.front() == '=') && is_longer)
      longest = series;
  }
  return longest;
}

/// What is asked for the metric.
std::vector<std::string> numbers_of(const plan::Metric& metric) {
  std::vector<std::string> numbers{"value"};
  if (metric.volume)
    numbers.emplace_back("volume");
  if (metric.baseline)
    numbers.emplace_back("baseline");
  for (const plan::Reference& reference : metric.references)
    numbers.push_back(reference.id);
  return numbers;
}

} // namespace

std::string name_of(const DumpedSeries& dumped) {
  return dumped.metric->id + (dumped.series.empty() ? "" : "[" + dumped.series + "]") +
         (dumped.number == "value" ? "" : "." + dumped.number);
}

Result<DumpedSeries> parse_dumped_series(const plan::Plan& plan, const std::string& text,
                                         const plan::Values& values) {
  std::string_view rest = trim(text);
  if (rest.find('=') == rest.npos)
    return not_mapped(text, "it has no =");
  DumpedSeries dumped;
  dumped.metric = metric_at(plan, rest);
  if (dumped.metric == nullptr)
    return not_mapped(text,
                      fmt::format("the plan has no metric '{}'",
                                  one_line(trim(rest.substr(0, rest.find_first_of("[="))), 60)));
  rest = trim(rest.substr(dumped.metric->id.size()));
  const auto series = series_at(*dumped.metric, rest);
  if (!series && !dumped.metric->each)
    return not_mapped(text, fmt::format("metric {} has no 'each' in the plan, and one series",
                                        dumped.metric->id));
  if (!series)
    return not_mapped(text, fmt::format("the series of metric {} are {}", dumped.metric->id,
                                        join(plan::series_of(*dumped.metric), ", ")));
  dumped.series = *series;
  rest = trim(rest.substr(series->empty() ? 0 : series->size() + 2));
  const std::size_t equals = rest.find('=');
  if (equals == rest.npos)
    return not_mapped(text, "it has no =");
  if (rest.front() == '.')
    dumped.number = trim(rest.substr(1, equals - 1));
  const auto numbers = numbers_of(*dumped.metric);
  if (std::find(numbers.begin(), numbers.end(), dumped.number) == numbers.end())
    return not_mapped(text,
                      fmt::format("metric {} has no {} in the plan, it has {}", dumped.metric->id,
                                  one_line(dumped.number, 60), join(numbers, ", ")));
  plan::Values own = values;
  if (dumped.metric->each)
    own[dumped.metric->each->label] = dumped.series;
  const std::string written = plan::render(std::string(trim(rest.substr(equals + 1))), own);
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
    : m_wanted(std::move(wanted)), m_columns(m_wanted.size()) {
  for (const DumpedSeries& one : m_wanted)
    m_matches.push_back(SeriesMatch::compile(one.selector));
}

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
    if (series->name != m_wanted[i].selector.name)
      continue;
    if (!m_matches[i])
      return fail(m_matches[i].error());
    RELCTL_TRY_ASSIGN(const bool is_selected, m_matches[i]->accepts(*series));
    if (!is_selected)
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
  if (!m_chosen.empty() && !line.number)
    return fail(ErrorKind::usage,
                fmt::format("{} is a native histogram, which is no one number; name another series "
                            "with --series '{}=…'",
                            one_line(line.labels, 150), name_of(m_wanted[m_chosen.front()])));
  if (!m_chosen.empty() && (line.at < Instant{} || line.at >= k_latest))
    return fail(
        ErrorKind::usage,
        fmt::format("its time {} is not between 1970 and 2100; leave it out with promtool's "
                    "--min-time and --max-time",
                    one_line(line.time, 40)));
  for (const std::size_t i : m_chosen) {
    auto& points = m_columns[i].points;
    if (!points.empty() && line.at <= points.back().at)
      return fail(ErrorKind::usage,
                  fmt::format("its time {} is not after {} of the same series; dump one database "
                              "once",
                              format_instant(line.at), format_instant(points.back().at)));
    points.push_back({line.at, *line.number});
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
  const auto match = selector ? SeriesMatch::compile(*selector) : SeriesMatch::compile({});
  std::vector<std::pair<std::size_t, std::string>> found;
  for (const std::string& name : close.empty() ? names : close)
    for (const Series& series : m_seen.at(name))
      found.emplace_back(match ? match->count_apart(series) : 0, series_key(series));
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
