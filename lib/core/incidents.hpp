// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::core {

/// Until when somebody must have acknowledged the incident; none where the plan gives its severity
/// no response time, and once it is acknowledged or closed.
[[nodiscard]] std::optional<Instant> respond_by(const plan::Plan& plan,
                                                const IncidentState& incident);

/// What open incidents ask for by themselves, whatever stage the release is in: the message of a
/// new one, and IncidentOverdue with its message once its response time has passed.
struct IncidentWatch {
  std::vector<Event> events;
  Instant wake = k_never; ///< The next response time that will pass.
};
[[nodiscard]] IncidentWatch watch_incidents(const Situation& situation);

/// What an open incident means for a gate by the plan's levels; nothing once the part that it takes
/// back has been.
struct LevelBreach {
  Reason reason;
  plan::Consequence then;
};
[[nodiscard]] std::vector<LevelBreach> level_breaches(const plan::Plan& plan, const State& state,
                                                      Instant now);

/// What open incidents mean for a phase: a breach where a threshold or their level says so, a block
/// where their severity does.
struct IncidentReasons {
  std::vector<Reason> reasons;
  bool roll_back = false;
};
[[nodiscard]] IncidentReasons incident_reasons(const plan::Plan& plan, const plan::Phase& phase,
                                               const State& state, Instant now);

/// Its id where nobody gives it one: inc-1, inc-2, …
[[nodiscard]] std::string new_incident_id(const State& state);

/// Who has to answer: the on-call role of its level; empty where the plan names none.
[[nodiscard]] std::string responders(const plan::Plan& plan, const IncidentOpened& incident);

/// Who says that it is over, which lets the release go on as a waiver does: those on call, else the
/// plan's owner.
[[nodiscard]] std::string closers(const plan::Plan& plan, const IncidentOpened& incident);

/// What texts about the incident may name, its runbook apart; what it lacks is left out.
[[nodiscard]] plan::Values incident_values(const plan::Plan& plan, const IncidentState& incident);

/// `inc-1 (P0, sharing): wrong tenant sees orders`
[[nodiscard]] std::string incident_text(const IncidentOpened& incident);

} // namespace relctl::core
