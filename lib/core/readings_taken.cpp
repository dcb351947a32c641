// SPDX-License-Identifier: Apache-2.0
#include "core/readings_taken.hpp"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

namespace relctl::core {

std::size_t count_readings(const ReadingsTaken& taken) {
  std::size_t count = taken.readings.size();
  if (taken.runs)
    for (const ReadingRun& run : *taken.runs)
      count += run.size();
  return count;
}

bool add_readings(Window& window, const ReadingsTaken& taken, std::int64_t position) {
  bool is_any_new = false;
  if (!taken.runs) {
    for (const Reading& reading : taken.readings)
      is_any_new |= window.add(reading, position);
    return is_any_new;
  }
  // In order of time, so that each goes to the end of its series.
  std::vector<std::pair<Instant, std::variant<const Reading*, const ReadingRun*>>> all;
  for (const Reading& reading : taken.readings)
    all.emplace_back(reading.at, &reading);
  for (const ReadingRun& run : *taken.runs)
    all.emplace_back(run.from, &run);
  std::stable_sort(all.begin(), all.end(),
                   [](const auto& one, const auto& other) { return one.first < other.first; });
  for (const auto& [at, readings] : all)
    std::visit([&](const auto* some) { is_any_new |= window.add(*some, position); }, readings);
  return is_any_new;
}

void expand_runs(ReadingsTaken& taken) {
  if (!taken.runs)
    return;
  for (const ReadingRun& run : *taken.runs)
    for (std::size_t i = 0; i < run.size(); ++i)
      taken.readings.push_back(run.reading(i));
  taken.runs.reset();
}

} // namespace relctl::core
