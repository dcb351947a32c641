// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "plan/diagnostic.hpp"
#include "plan/threshold.hpp"

#include <map>
#include <optional>
#include <string>
#include <variant>

namespace relctl::plan {

/// A time of a rehearsal: so long after the release was opened, after a phase began to be observed,
/// after the rollback was asked for, after it was complete, or its end.
struct Moment {
  enum class Kind { opening, phase, rollback, complete, end };
  Kind kind = Kind::opening;
  std::string phase; ///< phase_name(), for phase.
  Duration offset;
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
  std::string subject; ///< phase_name(), `start`, `window`, or `rollback/STEP`, `scope/NAME`.
  std::string role;
  std::optional<Duration> span; ///< Of `window`; none: until the windows next open by themselves.
};
struct AnswerHappening {
  std::string phase; ///< `before`, `after`, or phase_name().
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
  std::string as; ///< done, failed or rerun.
};
/// A person answers for going on although a threshold, metric or check does not hold.
struct WaiverHappening {
  std::string subject; ///< With `[series]` for one of them.
  Duration span;
  std::string reason;
};
/// A person lets the version, or the frozen plan, come back without its checks.
struct ReadmissionHappening {
  std::string reason;
};
/// The way back is rehearsed within the rehearsal.
struct DrillHappening {
  std::string reason;
};
/// What is due after completion is asked, and the release closed.
struct CloseHappening {};
/// A person ends an observation early.
struct StopHappening {
  std::string reason;
};
using HappeningKind =
    std::variant<CrashHappening, OutageHappening, ApprovalHappening, AnswerHappening,
                 IncidentHappening, AllClearHappening, RollbackHappening, PauseHappening,
                 ResumeHappening, ResolveHappening, WaiverHappening, ReadmissionHappening,
                 DrillHappening, CloseHappening, StopHappening>;

struct Happening {
  Moment at;
  HappeningKind what;
};

} // namespace relctl::plan
