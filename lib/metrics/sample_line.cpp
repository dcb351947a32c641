// SPDX-License-Identifier: Apache-2.0
#include "metrics/sample_line.hpp"

#include "metrics/sample_number.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace relctl::metrics {
namespace {

// A line of a hostile target must not cost quadratic time: label names are compared pair by pair.
constexpr std::size_t k_labels_max = 256;
// An Instant far beyond any calendar, yet safe to subtract.
constexpr double k_time_max_ms = 9e15;

enum CharClass : unsigned char { k_letter = 1, k_digit = 2, k_colon = 4 };

constexpr std::array<unsigned char, 256> make_classes() {
  std::array<unsigned char, 256> classes{};
  for (unsigned c = 'a'; c <= 'z'; ++c)
    classes[c] = k_letter;
  for (unsigned c = 'A'; c <= 'Z'; ++c)
    classes[c] = k_letter;
  for (unsigned c = '0'; c <= '9'; ++c)
    classes[c] = k_digit;
  classes['_'] = k_letter;
  classes[':'] = k_colon;
  return classes;
}
constexpr auto k_classes = make_classes();

bool is_in(char c, unsigned classes) {
  return (k_classes[static_cast<unsigned char>(c)] & classes) != 0;
}

bool is_blank(char c) {
  return c == ' ' || c == '\t';
}

/// A label as it stands in the line, its value still escaped.
struct RawLabel {
  std::string_view name;
  std::string_view value;
};

std::string unescape(std::string_view raw) {
  std::string value;
  value.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char next = i + 1 < raw.size() ? raw[i + 1] : '\0';
    if (raw[i] != '\\' || (next != '\\' && next != '"' && next != 'n')) {
      value += raw[i];
      continue;
    }
    value += next == 'n' ? '\n' : next;
    ++i;
  }
  return value;
}

/// Goes through one line from left to right. Each step returns what is wrong, or nothing.
class LineCursor {
public:
  explicit LineCursor(std::string_view line) : m_at(line.data()), m_end(m_at + line.size()) {}

  bool at_end() const { return m_at == m_end; }
  bool next_is(char c) const { return m_at != m_end && *m_at == c; }
  bool take(char c) {
    if (!next_is(c))
      return false;
    ++m_at;
    return true;
  }
  void skip_blanks() {
    while (m_at != m_end && is_blank(*m_at))
      ++m_at;
  }

  /// The longest run of letters, digits and `more` that starts without a digit; may be empty.
  std::string_view name(unsigned more) {
    const char* const start = m_at;
    if (m_at != m_end && is_in(*m_at, k_letter | more))
      do
        ++m_at;
      while (m_at != m_end && is_in(*m_at, k_letter | k_digit | more));
    return {start, static_cast<std::size_t>(m_at - start)};
  }

  /// Everything up to the next blank.
  std::string_view word() {
    const char* const start = m_at;
    while (m_at != m_end && !is_blank(*m_at))
      ++m_at;
    return {start, static_cast<std::size_t>(m_at - start)};
  }

  /// `"value"`, with the cursor on the first quote.
  std::string_view quoted(std::string_view& value) {
    if (!take('"'))
      return "a label value is not in quotes";
    const char* const start = m_at;
    while (m_at != m_end && *m_at != '"')
      m_at += *m_at == '\\' && m_at + 1 != m_end ? 2 : 1;
    if (m_at == m_end)
      return "a label value is not closed";
    value = {start, static_cast<std::size_t>(m_at - start)};
    ++m_at;
    return {};
  }

private:
  const char* m_at;
  const char* m_end;
};

std::string_view read_label(LineCursor& cursor, std::vector<RawLabel>& labels) {
  RawLabel label;
  label.name = cursor.name(0);
  if (label.name.empty())
    return "a label name is due";
  for (const RawLabel& other : labels)
    if (other.name == label.name)
      return "a label is given twice";
  if (labels.size() == k_labels_max)
    return "more than 256 labels";
  cursor.skip_blanks();
  if (!cursor.take('='))
    return "a label has no value";
  cursor.skip_blanks();
  if (const auto wrong = cursor.quoted(label.value); !wrong.empty())
    return wrong;
  labels.push_back(label);
  return {};
}

/// `{a="b",c="d"}`, a comma at the end allowed, with the cursor on the brace.
std::string_view read_labels(LineCursor& cursor, std::vector<RawLabel>& labels) {
  cursor.take('{');
  cursor.skip_blanks();
  labels.reserve(8); // One allocation for nearly every line.
  while (!cursor.take('}')) {
    if (const auto wrong = read_label(cursor, labels); !wrong.empty())
      return wrong;
    cursor.skip_blanks();
    if (!cursor.take(',') && !cursor.next_is('}'))
      return "labels are not closed";
    cursor.skip_blanks();
  }
  return {};
}

std::optional<Instant> parse_time(std::string_view text, ExpositionFormat format) {
  if (format == ExpositionFormat::openmetrics) {
    const auto unix_seconds = parse_sample_number(text);
    if (!unix_seconds || !(std::abs(*unix_seconds) < k_time_max_ms / 1000))
      return std::nullopt;
    return Instant{std::llround(*unix_seconds * 1000)};
  }
  Instant at;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), at.ms);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size() ||
      std::abs(static_cast<double>(at.ms)) > k_time_max_ms)
    return std::nullopt;
  return at;
}

/// `number [time]`
std::string_view read_number_and_time(LineCursor& cursor, ExpositionFormat format, double& number,
                                      std::optional<Instant>& at) {
  cursor.skip_blanks();
  const auto read = parse_sample_number(cursor.word());
  if (!read)
    return "a number is due";
  number = *read;
  cursor.skip_blanks();
  if (cursor.at_end() || cursor.next_is('#'))
    return {};
  at = parse_time(cursor.word(), format);
  cursor.skip_blanks();
  return at ? "" : "the time is not a number";
}

/// `# {labels} number [time]`, read and dropped.
std::string_view read_exemplar(LineCursor& cursor, ExpositionFormat format) {
  if (format != ExpositionFormat::openmetrics)
    return "more than a number and a time";
  cursor.take('#');
  cursor.skip_blanks();
  std::vector<RawLabel> labels;
  if (!cursor.next_is('{'))
    return "an exemplar has no labels";
  if (const auto wrong = read_labels(cursor, labels); !wrong.empty())
    return wrong;
  double number = 0;
  std::optional<Instant> at;
  return read_number_and_time(cursor, format, number, at);
}

Series series_of(std::string_view name, const std::vector<RawLabel>& labels) {
  Series series;
  series.name = name;
  for (const RawLabel& label : labels)
    series.labels.push_back({std::string(label.name), unescape(label.value)});
  make_canonical(series);
  return series;
}

} // namespace

SampleLine read_sample_line(std::string_view line, ExpositionFormat format,
                            const std::vector<std::string>& names) {
  LineCursor cursor(line);
  const std::string_view name = cursor.name(k_colon);
  if (name.empty())
    return {"a metric name is due", {}};
  cursor.skip_blanks();
  std::vector<RawLabel> labels;
  if (cursor.next_is('{'))
    if (const auto wrong = read_labels(cursor, labels); !wrong.empty())
      return {wrong, {}};
  Sample sample;
  if (const auto wrong = read_number_and_time(cursor, format, sample.number, sample.at);
      !wrong.empty())
    return {wrong, {}};
  if (cursor.next_is('#'))
    if (const auto wrong = read_exemplar(cursor, format); !wrong.empty())
      return {wrong, {}};
  if (!cursor.at_end())
    return {"more than a number and a time", {}};
  if (!names.empty() && std::find(names.begin(), names.end(), name) == names.end())
    return {};
  sample.series = series_of(name, labels);
  return {{}, std::move(sample)};
}

bool is_metric_name(std::string_view text) {
  return !text.empty() && LineCursor(text).name(k_colon).size() == text.size();
}

} // namespace relctl::metrics
