// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clock.hpp"
#include "core/fields.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::core {

/// Somebody, or a verdict, wants the stable version back.
struct RollbackRequested {
  static constexpr std::string_view kind = "RollbackRequested";
  std::string to; ///< Canonical version.
  std::string reason;
  std::string as;
  bool automatic = false; ///< By relctl's own decision.
  bool confirmed = false; ///< The person has also confirmed every point of no return.
  std::string scope = {}; ///< The part of the release that is taken back; empty: all of it.
  std::vector<std::string> tracks = {}; ///< Of a scope: the tracks that are taken back whole.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("to", self.to);
    visit("reason", self.reason);
    visit("as", self.as);
    visit("automatic", self.automatic);
    visit("confirmed", self.confirmed);
    visit("scope", self.scope);
    visit("tracks", self.tracks);
  }
};

/// The first rollback step is about to run.
struct RollbackStarted {
  static constexpr std::string_view kind = "RollbackStarted";
  std::string from_phase;
  std::string to;
  Instant deadline_at;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("from_phase", self.from_phase);
    visit("to", self.to);
    visit("deadline_at_ms", self.deadline_at);
  }
};

/// The deadline has passed and the rollback is not done.
struct RollbackOverdue {
  static constexpr std::string_view kind = "RollbackOverdue";
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("reason", self.reason);
  }
};

/// A person continues an incomplete rollback; failed steps run again.
struct RollbackResumed {
  static constexpr std::string_view kind = "RollbackResumed";
  std::string as;
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("as", self.as);
    visit("reason", self.reason);
  }
};

/// All steps have run and verified (complete), or one could not (incomplete). After a complete
/// rollback of a scope the release goes on without that part, held until a person has agreed.
struct RollbackSettled {
  static constexpr std::string_view kind = "RollbackSettled";
  bool complete = false;
  std::string to;
  std::vector<Reason> reasons;
  Duration took;          ///< From the request.
  std::string scope = {}; ///< Of the request.
  std::optional<Clock> clock = {};
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("complete", self.complete);
    visit("to", self.to);
    visit("reasons", self.reasons);
    visit("took_ms", self.took);
    visit("scope", self.scope);
    visit("clock", self.clock);
  }
};

/// What is put right after the way back (`rollback.after`) has been done, or a step of it could
/// not.
struct CompensationSettled {
  static constexpr std::string_view kind = "CompensationSettled";
  bool complete = false;
  std::vector<Reason> reasons;
  Duration took; ///< From the end of the way back.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("complete", self.complete);
    visit("reasons", self.reasons);
    visit("took_ms", self.took);
  }
};

/// The way back is rehearsed: steps that the plan has for it run, versions stay as they are.
struct DrillStarted {
  static constexpr std::string_view kind = "DrillStarted";
  std::string to; ///< Where a rollback would go.
  std::string reason;
  std::string as;
  Instant deadline_at;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("to", self.to);
    visit("reason", self.reason);
    visit("as", self.as);
    visit("deadline_at_ms", self.deadline_at);
  }
};

/// How the drill went. Times are counted from its start.
struct DrillEnded {
  static constexpr std::string_view kind = "DrillEnded";
  bool complete = false; ///< Every step of it and every verification succeeded.
  std::vector<Reason> reasons;
  std::optional<Duration> done_after;      ///< The last step had succeeded.
  std::optional<Duration> recovered_after; ///< The last verification had succeeded as well.
  bool in_time = false;                    ///< All that within the rollback's deadline.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("complete", self.complete);
    visit("reasons", self.reasons);
    visit("done_after_ms", self.done_after);
    visit("recovered_after_ms", self.recovered_after);
    visit("in_time", self.in_time);
  }
};

} // namespace relctl::core
