// SPDX-License-Identifier: Apache-2.0
#include "metrics/plain_lines.hpp"

#include "metrics/recorded_fields.hpp"
#include "metrics/sample_number.hpp"

#include <cmath>

namespace relctl::metrics {
namespace {

/// The number that is all of the line that is left, and the line's end.
std::optional<double> take_last_number(std::string_view& text) {
  const auto is_over = [](std::string_view rest) {
    return rest.starts_with('\n') || rest.starts_with("\r\n");
  };
  std::string_view rest = text;
  auto number = take_short_decimal(rest);
  if (!number || !is_over(rest)) {
    const std::size_t end = text.find('\n');
    if (end == std::string_view::npos)
      return std::nullopt;
    rest = text.substr(end > 0 && text[end - 1] == '\r' ? end - 1 : end);
    number = parse_sample_number(text.substr(0, text.size() - rest.size()));
    if (!number || !std::isfinite(*number))
      return std::nullopt;
  }
  text = rest.substr(rest.front() == '\r' ? 2 : 1);
  return number;
}

} // namespace

PlainLines::PlainLines(const plan::Plan& plan) {
  for (const plan::Metric& metric : plan.metrics)
    m_names.push_back(metric.each ? "" : metric.id + ",");
}

bool PlainLines::take(std::string_view& text, PlainSample& sample) {
  std::string_view rest = text;
  if (!take_time(rest, sample.at) || !take_metric(rest, sample.metric))
    return false;
  const auto number = take_last_number(rest);
  if (!number)
    return false;
  sample.value = *number;
  text = rest;
  return true;
}

bool PlainLines::take_time(std::string_view& text, Instant& at) {
  if (m_time_text.empty() || !text.starts_with(m_time_text)) {
    if (text.empty() || text.front() < '0' || '9' < text.front())
      return false; // A comment, a quote.
    const std::size_t comma = text.find(',');
    if (comma == std::string_view::npos)
      return false;
    const auto time = parse_recorded_time(text.substr(0, comma));
    if (!time)
      return false;
    m_time = *time;
    m_time_text = text.substr(0, comma + 1);
  }
  text.remove_prefix(m_time_text.size());
  at = m_time;
  return true;
}

/// Metrics mostly take turns, or come one after the other.
bool PlainLines::take_metric(std::string_view& text, std::size_t& metric) {
  std::size_t place = m_newest;
  for (std::size_t tried = 0; tried < m_names.size(); ++tried) {
    place = place + 1 < m_names.size() ? place + 1 : 0;
    if (m_names[place].empty() || !text.starts_with(m_names[place]))
      continue;
    text.remove_prefix(m_names[place].size());
    metric = m_newest = place;
    return true;
  }
  return false;
}

} // namespace relctl::metrics
