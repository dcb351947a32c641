// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/quantity.hpp"
#include "core/event.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::core {

// What an observation found, computed from its samples alone. `plan` is the observed one.

/// One series against one threshold: its target is the objective, its breach the alert limit.
struct Objective {
  enum class Met { met, missed, unknown, none };
  std::string subject; ///< Threshold, or metric where nothing judges it, with its series.
  std::string metric;
  std::string series;
  std::string title; ///< Of the metric, with its series.
  Dimension dimension = Dimension::none;
  std::string target; ///< As the plan says it; empty: no objective.
  std::string alert;  ///< As the plan says it; empty: no alert limit.
  int due = 0;        ///< Samples taken.
  int good = 0;       ///< Of these, those with a value.
  std::optional<double> min;
  std::optional<double> max;
  std::optional<double>
      mean; ///< None where fewer samples are good than the metric's coverage asks.
  std::optional<double> deviation; ///< Of the sample; needs two good ones.
  Met met = Met::none;             ///< Whether the mean meets the target.
};
[[nodiscard]] std::vector<Objective> objectives_of(const plan::Plan& plan, const State& state);

/// `met`, `missed`, `not known` or `-`.
[[nodiscard]] std::string_view met_text(Objective::Met met);

/// A metric family that must be exposed, and the first sample that had it.
struct FamilySeen {
  std::string name;
  int first_sample = 0; ///< 0: never seen.
  bool is_known = true; ///< Whether the source has answered about it at any sample.
};
[[nodiscard]] std::vector<FamilySeen> families_of(const plan::Plan& plan, const State& state);

/// What relctl found by itself, then what people noted.
struct ObservationFinding {
  std::string text;
  std::string impact; ///< low, medium or high.
  std::string advice;
  std::string by; ///< `relctl` or a person.
};
[[nodiscard]] std::vector<ObservationFinding> findings_of(const plan::Plan& plan,
                                                          const State& state);

/// failed: an objective is known and missed, the service was not alive, or a person stopped it.
/// conditional: something is not known, an alert limit was passed, a family is missing, a
/// checkpoint is open or was denied, or somebody noted a finding of high impact. passed: none of
/// these.
[[nodiscard]] ObservationEnded conclude(const plan::Plan& plan, const State& state);

/// Whether a conclusion that is not `passed` rests on data that is missing.
[[nodiscard]] bool lacks_data(const plan::Plan& plan, const State& state);

/// A BaselineRecorded for every series whose mean is known; none for a failed observation or one
/// without a name to record under.
[[nodiscard]] std::vector<Event> records_of(const plan::Plan& plan, const State& state,
                                            const ObservationEnded& ended);

/// What became of the wish to record under a name, and what to do where nothing, or not all, was
/// recorded; one line. Empty for an observation that was to record nothing.
[[nodiscard]] std::string word_records(const plan::Plan& plan, const State& state);

/// A limit for later plans, as plan text, or why there is none.
struct Proposal {
  std::string limit;    ///< `> 0.31%`; empty: none.
  std::string why_none; ///< Empty with a limit, and without a known mean.
};

/// A limit three standard deviations beyond the mean (the control limits of W. A. Shewhart,
/// Economic Control of Quality of Manufactured Product, 1931), and no closer than the worst sample;
/// rounded away from the mean. Samples that are all the same show no spread: any noise would pass a
/// limit made of them, so there is none. Nor is one that nothing could pass (`> 100%`).
[[nodiscard]] Proposal proposed_limit(const plan::Plan& plan, const Objective& objective);

} // namespace relctl::core
