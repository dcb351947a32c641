// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"
#include "plan/template_text.hpp"
#include "view/style.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::view {

/// Stands in texts for a version that is not named.
inline constexpr const char* k_any_version = "VERSION";

/// What a plan would do with a version. The plan outlives the call.
struct PlanSubject {
  const plan::Plan& plan;
  std::string file;
  std::string digest;  ///< SHA-256 of the plan's text, hexadecimal.
  std::string version; ///< Canonical; empty where none is named.
  std::string stable;  ///< What a rollback goes to; empty where it is not known.
  plan::Values vars;   ///< As they would be pinned now.
  Instant now;
  plan::ComponentVersions components = {}; ///< As far as they are known.
};

/// The release as it would stand when `phase` is entered, null for before the first: what texts are
/// rendered from.
[[nodiscard]] core::State state_in(const PlanSubject& subject, const plan::Phase* phase);

/// A step as it would run: `haproxy app: canary 20%, stable 80%`.
struct PlannedStep {
  std::string id;
  std::string action;
  std::string verify; ///< Empty without one.
  std::string notes;  ///< Timeout, retries, condition, what follows a failure.
  bool point_of_no_return = false;
};
[[nodiscard]] std::vector<PlannedStep> entering_steps(const PlanSubject& subject,
                                                      const plan::Phase& phase);
/// The rollback's steps, or with `verification` those that confirm it.
[[nodiscard]] std::vector<PlannedStep> rollback_steps(const PlanSubject& subject,
                                                      bool verification);
/// What is put right after the way back.
[[nodiscard]] std::vector<PlannedStep> compensation_steps(const PlanSubject& subject);
/// The steps of a scope of the rollback, then those that confirm it.
[[nodiscard]] std::vector<PlannedStep> scope_steps(const PlanSubject& subject,
                                                   const plan::RollbackScope& scope);

/// One condition to leave a phase: `error-rate: error_rate > 1% for 10m: rollback`.
[[nodiscard]] std::vector<std::string> gate_lines(const PlanSubject& subject,
                                                  const plan::Phase& phase);

/// The preconditions of start: `uat: ask qa "…"`, `migration: run ./check-migration`.
[[nodiscard]] std::vector<std::string> before_lines(const PlanSubject& subject);

/// When the last phase could end if nothing waited for a person or for data: `now` and the least
/// observation of every phase.
[[nodiscard]] Instant earliest_finish(const PlanSubject& subject);

/// Preconditions, phases with exposure, steps and gates, the way back, the earliest finish.
[[nodiscard]] std::string plan_text(const PlanSubject& subject, const Style& style);

} // namespace relctl::view
