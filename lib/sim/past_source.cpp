// SPDX-License-Identifier: Apache-2.0
#include "sim/past_source.hpp"

#include <algorithm>
#include <cmath>

namespace relctl::sim {
namespace {

constexpr std::size_t k_shortest_run = 8; // Below it single readings cost no more.

/// Makes runs of what can be said in numbers alone.
class Runs {
public:
  Runs(const core::MeasurementRequest& request, core::Inputs& inputs)
      : m_request(request), m_inputs(inputs) {}

  /// False for what needs a reading of its own.
  bool take(const PastNumbers& numbers, Instant at) {
    if (!numbers.is_plain())
      return false;
    if (m_run.values.empty())
      begin(numbers, at);
    const bool fits = at == m_run.at(m_run.size()) &&
                      m_has_volume == !std::isnan(numbers.volume()) &&
                      m_has_baseline == !std::isnan(numbers.baseline());
    if (!fits) {
      end();
      begin(numbers, at);
    }
    m_run.values.push_back(numbers.value());
    if (m_has_volume)
      m_run.volumes.push_back(numbers.volume());
    if (m_has_baseline)
      m_run.baselines.push_back(numbers.baseline());
    return true;
  }

  void end() {
    if (m_run.size() >= k_shortest_run)
      m_inputs.runs.push_back(std::move(m_run));
    else
      for (std::size_t i = 0; i < m_run.size(); ++i)
        m_inputs.readings.push_back(m_run.reading(i));
    m_run = {};
  }

private:
  void begin(const PastNumbers& numbers, Instant at) {
    m_run.track = m_request.track;
    m_run.metric = m_request.metric;
    m_run.series = m_request.series;
    m_run.from = at;
    m_run.every = m_request.every;
    m_has_volume = !std::isnan(numbers.volume());
    m_has_baseline = !std::isnan(numbers.baseline());
    m_run.values.reserve(static_cast<std::size_t>((m_request.to - at).ms / m_request.every.ms + 1));
  }

  const core::MeasurementRequest& m_request;
  core::Inputs& m_inputs;
  core::ReadingRun m_run;
  bool m_has_volume = false;
  bool m_has_baseline = false;
};

} // namespace

void PastSource::measure(const core::MeasurementRequest& request, core::Inputs& inputs) {
  const auto series = find(request);
  const bool is_of_numbers = series && is_plain(request, *series);
  Runs runs(request, inputs);
  for (Instant at = request.from; at <= request.to; at = at + request.every) {
    if (is_of_numbers) {
      const auto numbers = m_reader.numbers(*series, at);
      if (numbers && numbers->at() > at - request.every && runs.take(*numbers, at))
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
