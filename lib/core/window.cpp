// SPDX-License-Identifier: Apache-2.0
#include "core/window.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

bool is_provisional(const Reading& reading) {
  return reading.cause == plan::Cause::timeout || reading.cause == plan::Cause::provider_error;
}

} // namespace

std::string series_key(const std::string& metric, const std::string& series) {
  return series.empty() ? metric : metric + "[" + series + "]";
}

bool Window::wants(const Reading& reading) const {
  const Series& stored = series(reading.metric, reading.series);
  const auto found = stored.find(reading.at);
  return found == stored.end() || (is_provisional(found->second) && !is_provisional(reading));
}

bool Window::add(const Reading& reading, std::int64_t position) {
  m_newest_position = std::max(m_newest_position, position);
  if (!wants(reading))
    return false;
  m_series[series_key(reading.metric, reading.series)].put(reading);
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
