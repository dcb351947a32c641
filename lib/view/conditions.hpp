// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "view/gate.hpp"
#include "view/plan_view.hpp"
#include "view/status.hpp"

#include <string>
#include <vector>

namespace relctl::view {

// What surrounds a release: calendar, components, sign-offs, incidents, evidence.

/// Of a plan: change windows, trains, components, sign-offs, levels of incidents, what is due after
/// completion.
[[nodiscard]] std::vector<std::string> condition_lines(const PlanSubject& subject);

/// The roles whose approval the start needs.
[[nodiscard]] std::vector<ApprovalRow> signoff_rows(const plan::Plan& plan,
                                                    const core::State& state);

/// Of a release: train, change windows, a plan that is frozen, the newest drill, evidence. Mostly
/// facts; `worries` says that one is in the way.
struct ConditionLine {
  bool worries = false;
  std::string text;
};
[[nodiscard]] std::vector<ConditionLine> status_conditions(const StatusSubject& subject);

/// `P0 inc-1 in sharing: wrong tenant, open for 3m, not acknowledged, respond within 2m, on call …`
[[nodiscard]] std::string incident_line(const StatusSubject& subject,
                                        const core::IncidentState& incident);

/// The link to the runbook of the incident's severity; empty without one.
[[nodiscard]] std::string runbook_of(const StatusSubject& subject,
                                     const core::IncidentState& incident);

/// One object with what a release carries: its train, its components, the newest drill, evidence.
[[nodiscard]] std::string evidence_json(const core::State& state);

/// The same for programs: one object with evidence_json() and the other fields that `status -o
/// json` adds.
[[nodiscard]] std::string conditions_json(const StatusSubject& subject);

} // namespace relctl::view
