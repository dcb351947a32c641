// SPDX-License-Identifier: Apache-2.0
#include "metrics/increases.hpp"

#include <map>
#include <string>
#include <utility>

namespace relctl::metrics {
namespace {

struct Counter {
  Increase increase;
  double last = 0; ///< Zero for a new series: it counts from there.
};

/// The counters that are reset together, by series key.
using Group = std::map<std::string, Counter>;
/// One scrape's samples of a group, by series key.
using GroupSamples = std::map<std::string, const Sample*>;

std::map<std::string, GroupSamples> grouped(const std::vector<Sample>& samples,
                                            std::string_view together) {
  std::map<std::string, GroupSamples> groups;
  for (const Sample& sample : samples) {
    const std::string key = series_key(sample.series);
    const std::string group =
        together.empty() ? key : series_key(without_label(sample.series, together));
    groups[group][key] = &sample;
  }
  return groups;
}

bool was_reset(const Group& group, const GroupSamples& samples) {
  for (const auto& [key, sample] : samples) {
    const auto known = group.find(key);
    if (known != group.end() && sample->number < known->second.last)
      return true;
  }
  return false;
}

void add_scrape(Group& group, const GroupSamples& samples, bool first) {
  const bool reset = was_reset(group, samples);
  for (const auto& [key, sample] : samples) {
    Counter& counter = group[key];
    counter.increase.series = sample->series;
    if (!first)
      counter.increase.by += reset ? sample->number : sample->number - counter.last;
    counter.last = sample->number;
  }
}

} // namespace

std::vector<Increase> increases(const std::vector<std::vector<Sample>>& scrapes,
                                std::string_view together) {
  std::map<std::string, Group> groups;
  bool first = true;
  for (const std::vector<Sample>& scrape : scrapes) {
    for (const auto& [group, samples] : grouped(scrape, together))
      add_scrape(groups[group], samples, first);
    first = false;
  }
  std::vector<Increase> all;
  for (auto& [name, group] : groups)
    for (auto& [key, counter] : group)
      all.push_back(std::move(counter.increase));
  return all;
}

} // namespace relctl::metrics
