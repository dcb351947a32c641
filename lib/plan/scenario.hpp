// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "plan/expectation.hpp"
#include "plan/happening.hpp"
#include "plan/plan.hpp"
#include "plan/series_notation.hpp"
#include "plan/template_text.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace relctl::plan {

/// What a metric's source answers, in the source's unit.
struct ScenarioSeries {
  std::string metric;
  std::string series; ///< One value of `each`; empty is all of them.
  std::string phase;  ///< phase_name(); counted from the phase's start. Empty: from the opening.
  std::optional<SeriesValues> values; ///< None: healthy ones.
  std::optional<SeriesValues> volume;
  std::map<std::string, SeriesValues> operands; ///< `baseline` and references.
  Mark mark;
};

/// How a step goes, other than well and at once.
struct ScenarioStep {
  std::string step; ///< Its id, with `[value]` for one of its instances.
  Duration takes = seconds(1);
  int after = 0;           ///< So many attempts go well before `fails` and `hangs` count.
  int fails = 0;           ///< So many attempts from then on fail; -1: all.
  int hangs = 0;           ///< The same, until its timeout.
  bool unverified = false; ///< It ends well, and its verify never does.
  std::string detail;
  Mark mark;
};

/// How people behave: they do what is asked of them `after` it is, or they never do.
struct People {
  bool answer = true;
  Duration after;
};

/// How an observation was called, and what its page does not show.
struct ObservationCall {
  std::string on_miss = "continue"; ///< continue, extend or stop.
  std::string record;               ///< Name of the baseline; empty: none is recorded.
  std::set<std::string> unexposed;  ///< Metric families.
};

/// One way that a release, or an observation, may go.
struct Scenario {
  std::string name;
  std::string version = "2.0.0";
  std::string stable = "1.0.0";
  Instant opening{1'767'603'600'000}; ///< Monday 2026-01-05T09:00:00Z unless it says otherwise.
  Duration horizon = hours(24 * 14);  ///< After which the rehearsal is broken off.
  Values vars;
  ComponentVersions components; ///< Instead of those that the plan or its matrix names.
  People people;
  std::string rolled_back; ///< A version that was rolled back before the opening; empty: none.
  ObservationCall observe;
  std::vector<ScenarioSeries> series; ///< The first that fits counts.
  std::vector<ScenarioStep> steps;    ///< The first that fits counts.
  std::vector<Happening> happenings;
  std::vector<Expectation> expectations;
  Mark mark;
};

} // namespace relctl::plan
