// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "plan/plan.hpp"
#include "plan/series_notation.hpp"
#include "plan/template_text.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

namespace relctl::plan {

/// A time of a rehearsal: so long after the release was opened, after a phase began to be observed,
/// after the rollback was asked for, or its end.
struct Moment {
  enum class Kind { opening, phase, rollback, end };
  Kind kind = Kind::opening;
  std::string phase; ///< phase_name(), for phase.
  Duration offset;
  Mark mark;
};

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
  int fails = 0;           ///< So many of its first attempts fail; -1: all.
  int hangs = 0;           ///< The same, until its timeout.
  bool unverified = false; ///< It ends well, and its verify never does.
  std::string detail;
  Mark mark;
};

/// relctl is killed and comes back after `away`; what runs then is lost with it.
struct CrashHappening {
  Duration away;
};
/// The source cannot be asked.
struct OutageHappening {
  std::string source; ///< Empty: every one.
  Duration span;
  Cause cause = Cause::timeout;
};
struct ApprovalHappening {
  std::string subject; ///< phase_name(), or `rollback/STEP`, `scope/NAME`.
  std::string role;
};
struct AnswerHappening {
  std::string phase; ///< `before`, or phase_name().
  std::string check;
  bool ok = true;
  std::string note;
  std::map<std::string, std::string> values;
};
struct IncidentHappening {
  std::string severity;
  std::string scope;
  std::string summary;
};
/// Closes every incident that is open.
struct AllClearHappening {};
struct RollbackHappening {
  std::string to; ///< Empty: the stable version.
  std::string scope;
  std::string reason;
};
struct PauseHappening {
  std::string reason;
  std::optional<Duration> span;
};
struct ResumeHappening {};
/// A person settles a step that failed or is in doubt.
struct ResolveHappening {
  std::string step;
  std::string as; ///< done or rerun.
};
using HappeningKind =
    std::variant<CrashHappening, OutageHappening, ApprovalHappening, AnswerHappening,
                 IncidentHappening, AllClearHappening, RollbackHappening, PauseHappening,
                 ResumeHappening, ResolveHappening>;

struct Happening {
  Moment at;
  HappeningKind what;
};

struct PhaseExpectation {
  std::string phase; ///< That the release is in.
};
struct VerdictExpectation {
  std::string verdict; ///< promote, hold or rollback.
  std::string because; ///< A cause or the subject of a reason; empty: any.
};
struct EndExpectation {
  std::string stage; ///< core::stage_name(); `held`: in a phase, for a person.
};
/// A rollback was asked for between the moment and `within` after it.
struct RollbackExpectation {
  Duration within;
  std::string because; ///< Part of its reason.
};
struct MessageExpectation {
  std::string comms;
  std::string says; ///< Part of its text.
};
/// These began in this order, others between them or not.
struct StepsExpectation {
  std::vector<std::string> steps;
};
/// No phase was entered or passed in the time.
struct NoPromotionExpectation {
  Duration span;
};
struct ExposureExpectation {
  double share = 0.0;
};
using ExpectationKind =
    std::variant<PhaseExpectation, VerdictExpectation, EndExpectation, RollbackExpectation,
                 MessageExpectation, StepsExpectation, NoPromotionExpectation, ExposureExpectation>;

struct Expectation {
  Moment at;
  ExpectationKind what;
  std::string text; ///< As written, in one line.
};

/// How people behave: they do what is asked of them `after` it is, or they never do.
struct People {
  bool answer = true;
  Duration after;
};

/// One way that a release may go.
struct Scenario {
  std::string name;
  std::string version = "2.0.0";
  std::string stable = "1.0.0";
  Instant opening{1'767'603'600'000}; ///< Monday 2026-01-05T09:00:00Z unless it says otherwise.
  Duration horizon = hours(24 * 14);  ///< After which the rehearsal is broken off.
  Values vars;
  ComponentVersions components; ///< Instead of those that the plan or its matrix names.
  People people;
  std::vector<ScenarioSeries> series; ///< The first that fits counts.
  std::vector<ScenarioStep> steps;    ///< The first that fits counts.
  std::vector<Happening> happenings;
  std::vector<Expectation> expectations;
  Mark mark;
};

} // namespace relctl::plan
