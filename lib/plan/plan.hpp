// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/calendar.hpp"
#include "plan/components.hpp"
#include "plan/metric.hpp"
#include "plan/observation.hpp"
#include "plan/source.hpp"
#include "plan/step.hpp"
#include "plan/threshold.hpp"

#include <map>
#include <string>
#include <vector>

namespace relctl::plan {

struct Role {
  std::string id;
  std::string title;
  std::vector<std::string> members; ///< Empty: anybody may act in this role.
  Mark mark;
};

enum class VariableType { text, percent, duration, number, boolean };

/// A typed value pinned at start: from `--set`, else from the environment, else the default.
struct Variable {
  std::string id;
  VariableType type = VariableType::text;
  std::optional<std::string> default_value;
  std::string env;
  Mark mark;
  std::string title = {}; ///< What it is about, for people; may be empty.
  bool required = false;  ///< Without a value the start is a no-go.
};

/// An approval that is needed: to leave a phase, or for the start.
struct Approval {
  std::string role;
  Mark mark;
};

/// The track of a plan that declares none.
inline constexpr const char* k_main_track = "main";

/// Phases that move by themselves, one after the other.
struct Track {
  std::string id = k_main_track;
  std::string title;
  std::vector<std::string> after; ///< Tracks that must have passed their last phase before.
  Mark mark;
};

/// A phase may be left before its observation is over once the metric's newest reading is at least
/// this, in the metric's canonical unit; it has `each` of its series to reach it.
struct Enough {
  std::string metric;
  double at_least = 0.0;
  Mark mark;
};

/// One exposure level. The last phase of a track may be its bake, which keeps the exposure of the
/// one before.
struct Phase {
  std::string id; ///< Unique within its track.
  std::string track = k_main_track;
  TemplateText traffic; ///< Renders to a percentage.
  std::vector<std::pair<std::string, std::string>> cohort;
  Duration observe;     ///< The least; zero is none.
  Duration observe_max; ///< Equals observe unless the plan gives a range.
  std::vector<std::string> enter;
  std::vector<Approval> approve;
  std::vector<Check> checks;
  std::optional<Enough> enough;
  bool bake = false;
  Mark mark;
  Mark observe_mark;
};

/// A named part of the release that can be taken back while the rest stays.
struct RollbackScope {
  std::string id;
  std::string title;
  std::vector<std::string> tracks; ///< Taken back whole; empty for a part that lies in all of them.
  std::vector<Step> steps;
  std::vector<Step> verify;
  Mark mark;
};

/// What is put right after the way back is verified, and for how long that is watched.
struct Compensation {
  std::vector<Step> steps;
  Duration observe;
  Mark mark;
};

struct Rollback {
  Duration deadline = minutes(30);
  Duration observe;
  std::vector<Step> steps; ///< `use: ID` is resolved: a copy of that step under its own id.
  std::vector<Step> verify;
  std::vector<RollbackScope> scopes;
  std::optional<Compensation> after;
  std::string freeze;         ///< Why no further release may start afterwards; empty: it may.
  std::vector<Check> readmit; ///< What must hold before the next release starts, or this version.
  Mark mark;
};

/// A channel that a message is sent to.
struct Recipient {
  std::string channel;
  Mark mark;
};

/// What people are told: a template, which is printed, and the channels that it is sent to.
struct Message : TemplateText {
  std::vector<Recipient> to = {};
};

/// A release document that runs. Inert: nothing here reads files, clocks or the environment.
struct Plan {
  std::string name;
  std::string title;
  std::vector<Role> roles;
  std::vector<Variable> vars;
  std::vector<Source> sources;
  std::vector<Metric> metrics;
  std::vector<Threshold> thresholds;
  std::vector<Check> before; ///< Preconditions of start.
  std::vector<Component> components;
  std::vector<CompatibleRow> compatible; ///< None: every mix of versions goes.
  std::vector<Train> trains;
  std::optional<ChangeWindows> windows; ///< None: phases may be entered at any time.
  std::vector<Approval> signoff;        ///< Approvals that the start needs.
  std::vector<Track> tracks = {{}};     ///< In the plan's order.
  std::vector<Phase> phases; ///< In order, one track after the other; a bake comes last in its own.
  std::vector<Step> steps;
  Rollback rollback;
  /// How messages are sent: commands and requests that see `{{message}}`.
  std::vector<Step> channels;
  std::map<std::string, Message> comms;
  std::map<Cause, HoldPolicy> holds;
  std::vector<std::string> blocking_incidents = {"P0", "P1"};
  std::vector<IncidentLevel> incident_levels;
  std::vector<Check> after;           ///< Due once the release is complete.
  std::optional<Observation> observe; ///< What `relctl observe` does; a plan may have nothing else.
  Mark comms_mark;
};

[[nodiscard]] const Metric* find_metric(const Plan& plan, const std::string& id);
[[nodiscard]] const Source* find_source(const Plan& plan, const std::string& id);
/// The plan has only an `observe` section: it can be observed, but no version goes through it.
[[nodiscard]] bool is_observation_only(const Plan& plan);
[[nodiscard]] const RollbackScope* find_scope(const Plan& plan, const std::string& id);
/// What there is to run to go back: all of it, or the part that `scope` names.
struct WayBack {
  const std::vector<Step>& steps;
  const std::vector<Step>& verify;
};
[[nodiscard]] WayBack way_back(const Plan& plan, const std::string& scope);
/// Among `steps`, then the rollback's: its steps, its verification, those of its scopes, and what
/// comes after it.
[[nodiscard]] const Step* find_step(const Plan& plan, const std::string& id);
/// Every list of steps that a rollback may run, in the order in which find_step() looks.
[[nodiscard]] std::vector<const std::vector<Step>*> rollback_lists(const Rollback& rollback);
[[nodiscard]] const Phase* find_phase(const Plan& plan, const std::string& track,
                                      const std::string& id);
[[nodiscard]] const Track* find_track(const Plan& plan, const std::string& id);
[[nodiscard]] const Role* find_role(const Plan& plan, const std::string& id);
/// The ids of the channels that the message goes to.
[[nodiscard]] std::vector<std::string> channels_of(const Message& message);
[[nodiscard]] const Step* find_channel(const Plan& plan, const std::string& id);
[[nodiscard]] const Train* find_train(const Plan& plan, const std::string& id);
[[nodiscard]] const IncidentLevel* find_level(const Plan& plan, const std::string& severity);
[[nodiscard]] const Threshold* find_threshold(const Plan& plan, const std::string& id);

/// A phase's name for people and in facts on record: `track/phase`, the id alone in a plan that
/// declares no tracks.
[[nodiscard]] std::string phase_name(const std::string& track, const std::string& id);
[[nodiscard]] std::string phase_name(const Phase& phase);
/// Every phase that `p10` or `write/p10` may mean.
[[nodiscard]] std::vector<const Phase*> phases_named(const Plan& plan, const std::string& name);
/// The neighbours within the phase's track; null at its ends.
[[nodiscard]] const Phase* phase_after(const Plan& plan, const Phase& phase);
[[nodiscard]] const Phase* phase_before(const Plan& plan, const Phase& phase);
[[nodiscard]] const Phase* first_phase(const Plan& plan, const std::string& track);

/// A threshold decides in a phase when its scope is empty or names the phase (`p10`, `write/p10`)
/// or its track (`write`).
[[nodiscard]] bool applies(const Threshold& threshold, const Phase& phase);

/// The policy for a hold: the threshold's own, else the plan's, else 24 h then ask.
[[nodiscard]] HoldPolicy hold_policy(const Plan& plan, const Threshold* threshold, Cause cause);

} // namespace relctl::plan
