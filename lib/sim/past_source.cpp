// SPDX-License-Identifier: Apache-2.0
#include "sim/past_source.hpp"

#include "sim/reading_runs.hpp"

#include <algorithm>

namespace relctl::sim {
void PastSource::measure(const core::MeasurementRequest& request, core::Inputs& inputs) {
  const auto series = find(request);
  const bool is_of_numbers = series && is_plain(request, *series);
  ReadingRuns runs(request, inputs);
  for (Instant at = request.from; at <= request.to; at = at + request.every) {
    if (is_of_numbers) {
      const PastStretch stretch = m_reader.stretch(*series, at, request.every, request.to);
      if (!stretch.values.empty()) {
        runs.take(stretch, at);
        at = at + static_cast<std::int64_t>(stretch.values.size() - 1) * request.every;
        continue;
      }
      const auto numbers = m_reader.numbers(*series, at);
      if (numbers && numbers->at > at - request.every && runs.take(*numbers, at))
        continue;
    }
    inputs.readings.push_back(reading(request, series, at));
    inputs.readings.back().track = request.track;
  }
  runs.end();
}

core::Reading PastSource::reading(const core::MeasurementRequest& request,
                                  const std::optional<std::size_t>& series, Instant at) {
  auto found = series ? m_reader.newest(*series, at) : std::nullopt;
  if (!found || found->at <= at - request.every) {
    core::Reading none;
    none.metric = request.metric;
    none.series = request.series;
    none.cause = plan::Cause::nodata;
    none.detail = "the history has nothing there";
    found = none;
  }
  put_earlier(request, at, series, *found);
  for (const Injection& fault : m_faults)
    inject(fault, *found);
  found->at = at;
  return *std::move(found);
}

/// A baseline that is the same series at an earlier time is in the history itself.
void PastSource::put_earlier(const core::MeasurementRequest& request, Instant at,
                             const std::optional<std::size_t>& series, core::Reading& reading) {
  if (request.baseline_offset.ms == 0 || reading.baseline || !series)
    return;
  const Instant then = at - request.baseline_offset;
  const auto earlier = m_earlier.newest(*series, then);
  if (earlier && then - request.every < earlier->at)
    reading.baseline = earlier->value;
  if (!reading.baseline)
    reading.baseline_cause = "the history does not reach back so far";
}

std::optional<std::size_t> PastSource::find(const core::MeasurementRequest& request) const {
  const auto& all = m_past.series();
  std::optional<std::size_t> found;
  for (std::size_t i = 0; i < all.size(); ++i)
    if (all[i].metric == request.metric && all[i].series == request.series &&
        (all[i].question.empty() || all[i].question == core::question_of(request)))
      found = i; // One for this question alone comes later.
  return found;
}

/// Nothing is added to the numbers that the history has.
bool PastSource::is_plain(const core::MeasurementRequest& request, std::size_t series) const {
  return request.baseline_offset.ms == 0 && m_past.series()[series].references.empty() &&
         std::none_of(m_faults.begin(), m_faults.end(),
                      [&](const Injection& fault) { return fault.metric == request.metric; });
}

} // namespace relctl::sim
