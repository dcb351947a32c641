// SPDX-License-Identifier: Apache-2.0
#include "core/window.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

bool is_wanted(const ReadingSeries& stored, const Reading& reading) {
  const std::size_t place = stored.place_of(reading.at);
  if (place == stored.size() || stored.times()[place] != reading.at)
    return true;
  const Reading* there = stored.whole(place);
  return there != nullptr && there->is_unanswered() && !reading.is_unanswered();
}

} // namespace

std::string series_key(const std::string& metric, const std::string& series) {
  return series.empty() ? metric : metric + "[" + series + "]";
}

bool Window::wants(const Reading& reading) const {
  return is_wanted(series(reading.metric, reading.series), reading);
}

bool Window::add(const Reading& reading, std::int64_t position) {
  m_newest_position = std::max(m_newest_position, position);
  Series& stored = m_series[series_key(reading.metric, reading.series)];
  if (!is_wanted(stored, reading))
    return false;
  stored.put(reading);
  return true;
}

bool Window::is_later(const ReadingRun& run) const {
  const Series& stored = series(run.metric, run.series);
  return stored.empty() || stored.times().back() < run.from;
}

bool Window::add(const ReadingRun& run, std::int64_t position) {
  if (is_later(run)) {
    m_newest_position = std::max(m_newest_position, position);
    m_series[series_key(run.metric, run.series)].extend(run);
    return true;
  }
  bool is_any_new = false;
  for (std::size_t i = 0; i < run.size(); ++i)
    is_any_new |= add(run.reading(i), position);
  return is_any_new;
}

const Window::Series& Window::series(const std::string& metric, const std::string& name) const {
  static const Series k_none;
  const auto found = m_series.find(series_key(metric, name));
  return found == m_series.end() ? k_none : found->second;
}

const Window& window_of(const Windows& windows, const std::string& track) {
  static const Window k_none;
  const auto found = windows.find(track);
  return found == windows.end() ? k_none : found->second;
}

void Window::clear() {
  m_series.clear();
  m_newest_position = 0;
}

} // namespace relctl::core
