// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "plan/diagnostic.hpp"
#include "plan/limit.hpp"
#include "plan/template_text.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace relctl::plan {

/// Breaches as soon as one reading is beyond the limit.
struct Plain {};
/// Breaches when every reading of `span` is beyond it.
struct Sustained {
  Duration span;
};
/// Breaches when `count` grid readings in a row are beyond it.
struct Consecutive {
  int count = 1;
};
/// Breaches when `count` of the last `of` grid readings are beyond it.
struct CountOf {
  int count = 1;
  int of = 1;
};
/// Breaches when the error budget of `objective` burns faster than `factor` times over the short
/// *and* over the long window. The metric is a share: of errors where the breach lies above, of
/// successes where it lies below.
struct BurnRate {
  double objective = 0.0; ///< The share of successes that is promised, in (0, 1).
  Duration short_window;
  Duration long_window;
  double factor = 1.0;
};
/// Breaches when a reading is beyond the limit and, over `span` before it, no reading was better
/// than the one before while the last is worse than the first.
struct Trend {
  Duration span;
};
using Shape = std::variant<Plain, Sustained, Consecutive, CountOf, BurnRate, Trend>;

/// The share of errors at which the budget burns `factor` times as fast as the objective allows.
[[nodiscard]] double burning_share(const BurnRate& shape);

/// What the shape asks for besides the limit: ` for 10m`, ` in 3 of 5 readings`; empty when plain.
[[nodiscard]] std::string shape_text(const Shape& shape);

/// What follows a breach.
struct Consequence {
  enum class Kind { rollback, hold, warn, run_step };
  Kind kind = Kind::rollback;
  std::string step;       ///< For run_step.
  std::string scope = {}; ///< Of a rollback: the RollbackScope taken back; empty is everything.
};

/// What follows a hold that lasts longer than `within`.
struct HoldPolicy {
  enum class Then { ask, hold, rollback };
  Duration within = hours(24);
  Then then = Then::ask;
  Mark mark = {};
};

/// Every cause for which a release can be held; the keys of `holds` and `unknown`.
enum class Cause {
  // A reading without a usable value:
  nodata,
  nan,
  stale,
  thin,
  many,
  provider_error,
  timeout,
  before_phase,
  // Of the gate:
  pending,   ///< Beyond the limit, but the shape is not complete.
  breach,    ///< A breach whose consequence is not a rollback.
  target,    ///< The target is not met.
  coverage,  ///< Too few good grid points.
  gap,       ///< Too long without a good reading.
  baseline,  ///< No usable baseline or reference.
  observing, ///< The observation has not ended.
  approval,  ///< An approval is missing.
  check,     ///< A check is unanswered or failed.
  incident,  ///< A blocking incident is open.
  paused,
  frozen,
  step_failed,
  step_in_doubt,
  exposure,   ///< Traffic is not where relctl put it.
  taken_back, ///< A part of the release was taken back; a person says whether the rest goes on.
  item,       ///< A difference that a check found is open.
  window,     ///< Outside the change windows, or before the train leaves.
  // Of the start only:
  component, ///< A component has no version, or the versions do not go together.
  variable,  ///< A required variable has no value.
};
/// Whether a hold of that cause can have a deadline: not one that is only the plan's own course,
/// nor one that ends with a person's own decision, nor what a release cannot start without.
[[nodiscard]] bool has_deadline(Cause cause);
[[nodiscard]] std::string_view cause_name(Cause cause);
[[nodiscard]] std::optional<Cause> parse_cause(std::string_view name);
/// Every cause's name, in the order above.
[[nodiscard]] std::vector<std::string> cause_names();

/// What a metric must not do, and optionally what it must reach; or which incident counts as a
/// breach.
struct Threshold {
  std::string id;
  std::string metric; ///< Empty for an incident threshold.
  std::optional<Limit> breach;
  std::optional<Limit> target;
  Shape shape;
  Consequence then;
  std::vector<std::string> phases;     ///< Where it applies, see applies(); empty is everywhere.
  std::string incident_severity;       ///< "P0", "P1", "P2", or empty.
  std::string incident_scope;          ///< Empty is any.
  std::map<Cause, HoldPolicy> unknown; ///< Overrides of Plan::holds.
  Mark mark;
  Mark breach_mark;
  Mark target_mark;
  Mark shape_mark;
};

/// What an incident of a severity brings about while it is open.
struct IncidentLevel {
  std::string severity;            ///< "P0", "P1", "P2".
  std::optional<Duration> respond; ///< How soon somebody must have acknowledged it.
  std::optional<Consequence> then; ///< Rollback, a step, or warn.
  TemplateText runbook;            ///< A link; empty for none.
  std::string oncall;              ///< A role; empty for none.
  Mark mark;
};

} // namespace relctl::plan
