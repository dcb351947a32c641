// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition_text.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <unordered_set>
#include <utility>

namespace relctl::metrics {
namespace {

constexpr std::size_t k_line_excerpt_max_bytes = 80;
// A page of 8 MiB has room for half a million series; each takes a quarter of a kilobyte in memory.
constexpr std::size_t k_kept_max = 20'000;

std::string_view next_word(std::string_view& rest) {
  const std::size_t start = rest.find_first_not_of(" \t");
  rest.remove_prefix(std::min(start, rest.size()));
  const std::string_view word = rest.substr(0, rest.find_first_of(" \t"));
  rest.remove_prefix(word.size());
  return word;
}

bool is_metric_type(std::string_view word) {
  static constexpr std::array<std::string_view, 9> k_types = {
      "counter", "gauge",          "histogram", "summary", "untyped",
      "unknown", "gaugehistogram", "stateset",  "info"};
  return std::find(k_types.begin(), k_types.end(), word) != k_types.end();
}

/// What is wrong with a line that begins with `#`. Only the known keywords mean something.
std::string_view check_comment(std::string_view line) {
  std::string_view rest = line.substr(1);
  if (rest.empty() || (rest[0] != ' ' && rest[0] != '\t'))
    return {};
  const std::string_view keyword = next_word(rest);
  if (keyword != "HELP" && keyword != "TYPE" && keyword != "UNIT")
    return {};
  if (!is_metric_name(next_word(rest)))
    return "a metric name is due after the keyword";
  if (keyword == "TYPE" && (!is_metric_type(next_word(rest)) || !next_word(rest).empty()))
    return "the type is unknown";
  return {};
}

/// Reads a text line by line and stops at the first that is wrong.
class ExpositionReader {
public:
  ExpositionReader(ExpositionFormat format, const std::vector<std::string>& names)
      : m_format(format), m_names(names) {}

  Result<std::vector<Sample>> read(std::string_view text) {
    while (!text.empty() && m_wrong.empty()) {
      const std::size_t end = text.find('\n');
      ++m_line;
      take_line(text.substr(0, end), end != std::string_view::npos);
      m_excerpt = text.substr(0, std::min(end, k_line_excerpt_max_bytes));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    if (m_wrong.empty() && m_format == ExpositionFormat::openmetrics && !m_ended)
      m_wrong = "\"# EOF\" is missing after it; the text was cut";
    if (m_wrong.empty())
      return std::move(m_samples);
    return fail(ErrorKind::failed,
                fmt::format("line {}: {}: \"{}\"", m_line, m_wrong, one_line(m_excerpt)));
  }

private:
  void take_line(std::string_view line, bool whole) {
    const std::size_t start = std::min(line.find_first_not_of(" \t"), line.size());
    line.remove_prefix(start);
    const bool openmetrics = m_format == ExpositionFormat::openmetrics;
    if (m_ended)
      m_wrong = "text after \"# EOF\"";
    else if (openmetrics && line == "# EOF")
      m_ended = true;
    else if (line.starts_with('#'))
      m_wrong = check_comment(line);
    else if (!line.empty())
      take_sample(line);
    if (m_wrong.empty() && !m_ended && !whole)
      m_wrong = "the last line has no line feed; the text was cut";
  }

  void take_sample(std::string_view line) {
    SampleLine read = read_sample_line(line, m_format, m_names);
    m_wrong = read.wrong;
    if (!read.sample)
      return;
    if (!m_seen.insert(series_key(read.sample->series)).second)
      m_wrong = "the series is given twice";
    else if (m_samples.size() == k_kept_max)
      m_wrong = "more than 20000 series are asked for";
    m_samples.push_back(std::move(*read.sample));
  }

  ExpositionFormat m_format;
  const std::vector<std::string>& m_names;
  std::size_t m_line = 0;
  bool m_ended = false;
  std::string_view m_wrong;
  std::string_view m_excerpt;
  std::unordered_set<std::string> m_seen;
  std::vector<Sample> m_samples;
};

} // namespace

ExpositionFormat exposition_format(std::string_view content_type) {
  std::string type(trim(content_type.substr(0, content_type.find(';'))));
  std::transform(type.begin(), type.end(), type.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return type == "application/openmetrics-text" ? ExpositionFormat::openmetrics
                                                : ExpositionFormat::prometheus_text;
}

Result<std::vector<Sample>> parse_exposition_text(std::string_view text, ExpositionFormat format,
                                                  const std::vector<std::string>& names) {
  if (!simdjson::validate_utf8(text.data(), text.size())) {
    const std::size_t at = find_invalid_utf8(text).value_or(0);
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(at), '\n');
    return fail(ErrorKind::failed, fmt::format("line {}: the text is not UTF-8", line));
  }
  return ExpositionReader(format, names).read(text);
}

} // namespace relctl::metrics
