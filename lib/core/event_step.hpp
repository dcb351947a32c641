// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/effect.hpp"
#include "core/fields.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace relctl::core {

/// Where a step stands: a step of a phase's entry, of a check, of a consequence, or of the
/// rollback.
struct StepAddress {
  std::string track;
  std::string phase; ///< `before`, `after`, `rollback`, `drill`: what lies outside the phases.
  std::string stage; ///< before, readmit, enter, check, consequence, rollback, verify, after.
  std::string step;
  bool operator==(const StepAddress&) const = default;
  /// `track/phase/stage/step`
  /// Of the course forward: of no rollback and no drill of one.
  [[nodiscard]] bool is_forward() const { return phase != "rollback" && !is_of_drill(); }
  [[nodiscard]] bool is_of_drill() const { return track.empty() && phase == "drill"; }
  [[nodiscard]] std::string key() const { return track + "/" + phase + "/" + stage + "/" + step; }
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("track", self.track);
    visit("phase", self.phase);
    visit("stage", self.stage);
    visit("step", self.step);
  }
};

/// A step does its work (act) and then may be confirmed (verify); each is an effect of its own.
enum class Part { act, verify };

/// What follows the end of an effect, as decided when it ended.
enum class Next { done, verify, retry, failed, doubt };

/// The intent: on record before the effect begins.
struct StepStarted {
  static constexpr std::string_view kind = "StepStarted";
  StepAddress address;
  int attempt = 0; ///< From 1.
  Part part = Part::act;
  std::string operation_key; ///< The same for every attempt.
  std::string action;        ///< What is about to be done, for a person; masked.
  Duration timeout;
  std::optional<std::string> stands_in_for = {}; ///< The failed step whose `otherwise` this is.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    StepAddress::fields(self.address, visit);
    visit("attempt", self.attempt);
    visit("part", self.part);
    visit("operation_key", self.operation_key);
    visit("action", self.action);
    visit("timeout_ms", self.timeout);
    visit("stands_in_for", self.stands_in_for);
  }
};

/// The outcome of the effect that the newest StepStarted of this address began.
struct StepEnded {
  static constexpr std::string_view kind = "StepEnded";
  StepAddress address;
  int attempt = 0;
  Part part = Part::act;
  Outcome outcome = Outcome::lost;
  std::optional<int> exit_code;
  std::string detail;
  std::string output; ///< Head and tail, at most 4 KiB.
  Next next = Next::done;
  std::optional<Instant> next_at; ///< When a retry is due.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    StepAddress::fields(self.address, visit);
    visit("attempt", self.attempt);
    visit("part", self.part);
    visit("outcome", self.outcome);
    visit("exit_code", self.exit_code);
    visit("detail", self.detail);
    visit("output", self.output);
    visit("next", self.next);
    visit("next_at_ms", self.next_at);
  }
};

/// The step began and nobody can say how it ended.
struct StepInDoubt {
  static constexpr std::string_view kind = "StepInDoubt";
  StepAddress address;
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    StepAddress::fields(self.address, visit);
    visit("reason", self.reason);
  }
};

/// A person settles a step in doubt or a failed one.
struct StepResolved {
  static constexpr std::string_view kind = "StepResolved";
  StepAddress address;
  std::string resolution; ///< done, failed or rerun.
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    StepAddress::fields(self.address, visit);
    visit("resolution", self.resolution);
    visit("reason", self.reason);
  }
};

/// A rollback does not wait for this forward step.
struct StepAbandoned {
  static constexpr std::string_view kind = "StepAbandoned";
  StepAddress address;
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    StepAddress::fields(self.address, visit);
    visit("reason", self.reason);
  }
};

/// Not run: its condition does not hold, or a person said so.
struct StepSkipped {
  static constexpr std::string_view kind = "StepSkipped";
  StepAddress address;
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    StepAddress::fields(self.address, visit);
    visit("reason", self.reason);
  }
};

} // namespace relctl::core
