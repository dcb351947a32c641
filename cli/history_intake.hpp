// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/history.hpp"
#include "metrics/recording.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace relctl::cli {

/// Takes samples as they are recorded into the history, by the rules of live readings, and keeps in
/// it what it has. All of them outlive the intake.
class HistoryIntake {
public:
  HistoryIntake(History& history, const plan::Plan& plan, const HistoryRange& range);

  /// Refuses one that is there twice or comes too late.
  [[nodiscard]] Result<void> take(const metrics::RecordedSample& sample);
  /// The same for a value alone; false where the other take() has to say what is wrong with it.
  [[nodiscard]] Result<bool> take(const metrics::PlainSample& sample);

  /// Once everything is taken: what is known of all samples of a series together.
  void note_all();

private:
  struct Place {
    std::size_t number = 0;
    core::MeasurementRequest request; ///< As far as the rules of a reading need it.
    const plan::Metric* metric = nullptr;
    Instant from;
    Instant to;
    Instant oldest; ///< Means nothing before there is a newest.
    std::optional<Instant> newest;
    std::optional<Duration> closest; ///< How far two neighbours are apart.
    bool has_value = false;          ///< In the range.
    bool is_noted = false;
  };

  void open_place(const plan::Metric& metric, const std::string& series, const HistoryRange& range,
                  Place& place);
  std::size_t find(const metrics::RecordedSample& sample);
  static Result<void> check_order(const metrics::RecordedSample& sample, const Place& place);
  static void note_time(Instant at, Place& place);
  void note_numbers(const metrics::RecordedSample& sample, Place& place);

  History& m_history;
  std::vector<Place> m_places;                         ///< In the order of the history's series.
  std::vector<std::optional<std::size_t>> m_of_metric; ///< Of one without series, by its place.
  std::size_t m_next = 0; ///< Where the next sample most likely belongs.
};

} // namespace relctl::cli
