// SPDX-License-Identifier: Apache-2.0
#include "cli/history_intake.hpp"

#include "core/window.hpp"
#include "metrics/reading_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace relctl::cli {

HistoryIntake::HistoryIntake(History& history, const plan::Plan& plan, const HistoryRange& range)
    : m_history(history), m_places(history.past->series().size()) {
  for (std::size_t i = 0; i < m_places.size(); ++i)
    open_place(*plan::find_metric(plan, history.past->series()[i].metric),
               history.past->series()[i].series, range, m_places[i]);
  for (const plan::Metric& metric : plan.metrics)
    m_of_metric.push_back(place_in(*history.past, metric.id, ""));
}

void HistoryIntake::open_place(const plan::Metric& metric, const std::string& series,
                               const HistoryRange& range, Place& place) {
  place.number = static_cast<std::size_t>(&place - m_places.data());
  place.metric = &metric;
  place.request.metric = metric.id;
  place.request.series = series;
  place.request.unit = metric.unit;
  place.request.volume_at_least = metric.volume ? metric.volume->at_least : 0.0;
  Duration back = metric.every;
  if (metric.baseline && metric.baseline->earlier)
    back = back + *metric.baseline->earlier;
  place.from = range.from ? *range.from - back : Instant{INT64_MIN};
  place.to = range.to.value_or(k_never);
}

Result<void> HistoryIntake::take(const metrics::RecordedSample& sample) {
  Place& place = m_places[find(sample)];
  RELCTL_TRY(check_order(sample, place));
  note_time(sample.at, place);
  if (sample.at < place.from || place.to < sample.at)
    return {};
  note_numbers(sample, place);
  if (const auto numbers = metrics::plain_numbers(place.request, sample.answers))
    return m_history.past->append(place.number, sample.at, numbers->value, numbers->volume,
                                  numbers->baseline);
  return m_history.past->append(
      place.number, metrics::reading_of(place.request, sample.at, sample.answers, sample.at));
}

Result<bool> HistoryIntake::take(const metrics::PlainSample& sample) {
  const auto& number = m_of_metric[sample.metric];
  if (!number)
    return false;
  Place& place = m_places[*number];
  const double value = canonical(sample.value, place.request.unit);
  if ((place.newest && sample.at <= *place.newest) || !std::isfinite(value))
    return false;
  note_time(sample.at, place);
  if (sample.at < place.from || place.to < sample.at)
    return true;
  place.has_value = true;
  RELCTL_TRY(m_history.past->append(place.number, sample.at, value, {}, {}));
  return true;
}

/// The series come one after the other or take turns; both end at once.
std::size_t HistoryIntake::find(const metrics::RecordedSample& sample) {
  for (std::size_t tried = 0; tried < m_places.size(); ++tried, ++m_next) {
    m_next = m_next < m_places.size() ? m_next : 0;
    const Place& place = m_places[m_next];
    if (place.metric == sample.metric && place.request.series == sample.series)
      return m_next++;
  }
  return 0; // A sample is always of a series of the plan.
}

Result<void> HistoryIntake::check_order(const metrics::RecordedSample& sample, const Place& place) {
  if (!place.newest || *place.newest < sample.at)
    return {};
  const std::string name = core::series_key(sample.metric->id, sample.series);
  if (*place.newest == sample.at)
    return fail(ErrorKind::usage, fmt::format("{} is there twice at {}; leave one of them out",
                                              name, format_instant(sample.at)));
  return fail(ErrorKind::usage,
              fmt::format("{} at {} comes after the one at {}; sort the file by time", name,
                          format_instant(sample.at), format_instant(*place.newest)));
}

void HistoryIntake::note_time(Instant at, Place& place) {
  if (place.newest)
    place.closest = std::min(place.closest.value_or(at - *place.newest), at - *place.newest);
  else
    place.oldest = at;
  place.newest = at;
}

void HistoryIntake::note_numbers(const metrics::RecordedSample& sample, Place& place) {
  if (place.is_noted)
    return;
  const plan::Metric& metric = *sample.metric;
  const metrics::Answers& answers = sample.answers;
  const bool has_volume = answers.volume && answers.volume->number;
  const bool has_baseline = answers.baseline && answers.baseline->number;
  place.has_value |= answers.value.number.has_value();
  if (has_volume)
    m_history.numbers.insert({metric.id, "volume"});
  if (has_baseline)
    m_history.numbers.insert({metric.id, "baseline"});
  for (const auto& [id, answer] : answers.references)
    if (answer.number)
      m_history.numbers.insert({metric.id, id});
  place.is_noted = answers.value.number && (!metric.volume || has_volume) &&
                   (!metric.baseline || has_baseline) && metric.references.empty();
}

void HistoryIntake::note_all() {
  auto& recorded = m_history.recorded;
  for (const Place& place : m_places) {
    if (place.has_value)
      m_history.numbers.insert({place.metric->id, "value"});
    if (place.newest)
      recorded = recorded ? Period{std::min(recorded->from, place.oldest),
                                   std::max(recorded->to, *place.newest)}
                          : Period{place.oldest, *place.newest};
    if (place.closest) {
      const auto known = m_history.spacing.try_emplace(place.metric->id, *place.closest).first;
      known->second = std::min(known->second, *place.closest);
    }
  }
}

} // namespace relctl::cli
