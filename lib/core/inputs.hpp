// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clock.hpp"
#include "core/effect.hpp"
#include "core/reading_run.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace relctl::core {

/// What came in from the world since the last turn.
struct Inputs {
  std::vector<Reading> readings;
  std::vector<ReadingRun> runs = {}; ///< Further readings.
  std::vector<EffectEnded> ended;
  std::set<std::string> live;      ///< Effects that run now, orphans of an earlier relctl included.
  std::set<std::string> measuring; ///< MeasurementRequest::subject() of what is under way.
  int signal = 0;                  ///< SIGINT, SIGTERM or SIGHUP, once received, or SIGALRM at the
                                   ///< end of the command's own time; stays set.
  bool log_moved = false;          ///< Another process has appended.
  std::optional<Clock> clock = {}; ///< Where the world has one that can be set.
};

} // namespace relctl::core
