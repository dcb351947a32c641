// SPDX-License-Identifier: Apache-2.0
#include "core/window.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

bool is_wanted(const ReadingSeries& stored, const Reading& reading) {
  const auto found = stored.find(reading.at);
  return found == stored.end() || (found->second.is_unanswered() && !reading.is_unanswered());
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
