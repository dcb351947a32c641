// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading_series.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace relctl::core {

/// The readings of one phase, by series and grid time. A stored value stands; only a reading that
/// never came from the source (timeout, provider_error) gives way to a later one, so that polling
/// often or seldom ends the same.
class Window {
public:
  using Series = ReadingSeries;

  /// False when the reading was not taken in.
  bool add(const Reading& reading, std::int64_t position);
  /// False when none of its readings was taken in.
  bool add(const ReadingRun& run, std::int64_t position);
  /// Whether add() would take it in.
  [[nodiscard]] bool wants(const Reading& reading) const;
  /// Whether it would take in the run as a whole: all of it is later than what is there.
  [[nodiscard]] bool is_later(const ReadingRun& run) const;
  [[nodiscard]] const Series& series(const std::string& metric, const std::string& name) const;
  [[nodiscard]] std::int64_t newest_position() const { return m_newest_position; }
  void clear();

private:
  std::map<std::string, Series> m_series;
  std::int64_t m_newest_position = 0;
};

/// The readings of each track under observation, by its id.
using Windows = std::map<std::string, Window>;
/// An empty one for a track that is not there.
[[nodiscard]] const Window& window_of(const Windows& windows, const std::string& track);

/// `metric` or `metric[series]`.
[[nodiscard]] std::string series_key(const std::string& metric, const std::string& series);

/// The pseudo metric under which the read-back of a step's traffic share is stored; the series is
/// the step's id.
inline constexpr const char* k_exposure_metric = "@exposure";

} // namespace relctl::core
