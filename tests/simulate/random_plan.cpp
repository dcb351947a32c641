// SPDX-License-Identifier: Apache-2.0
#include "simulate/random_plan.hpp"

#include "support/plan_builder.hpp"

namespace relctl::test {
namespace {

plan::Shape random_shape(Random& random) {
  switch (pick(random, 0, 3)) {
  case 0:
    return plan::Sustained{pick(random, 1, 4) * seconds(30)};
  case 1:
    return plan::Consecutive{pick(random, 1, 4)};
  case 2: {
    const int of = pick(random, 2, 6);
    return plan::CountOf{pick(random, 1, of), of};
  }
  default:
    return plan::Plain{};
  }
}

plan::Consequence random_consequence(Random& random) {
  using Kind = plan::Consequence::Kind;
  const int roll = pick(random, 0, 9);
  if (roll < 6)
    return {Kind::rollback, ""};
  if (roll < 8)
    return {Kind::hold, ""};
  return roll == 8 ? plan::Consequence{Kind::warn, ""}
                   : plan::Consequence{Kind::run_step, "degrade"};
}

plan::Step random_step(Random& random, const std::string& id) {
  plan::Step step = a_step(id, {"./" + id});
  step.timeout = seconds(pick(random, 5, 60));
  step.retries = pick(random, 0, 2);
  step.idempotent = chance(random, 50);
  if (chance(random, 30))
    step.verify = plan::Verify{a_step("", {"./verify", id}).action, seconds(20), {}};
  if (chance(random, 20))
    step.on_failure = plan::OnFailure::go_on;
  return step;
}

/// Some steps are done on several nodes, and some have an alternative.
void vary(Random& random, plan::Step& step, const std::string& alternative) {
  if (chance(random, 40)) {
    step.each = plan::Each{"node", {"n1", "n2", "n3"}};
    step.parallel = chance(random, 50);
  }
  if (!alternative.empty() && chance(random, 40)) {
    step.otherwise = alternative;
    step.on_failure = plan::OnFailure::stop;
  }
}

void add_phases(Random& random, plan::Plan& plan, const std::string& track, const plan::Step& shift,
                int most) {
  const int count = pick(random, 1, most);
  for (int i = 1; i <= count; ++i) {
    plan::Phase phase = a_phase("p" + std::to_string(i), std::to_string(100 * i / count) + "%",
                                chance(random, 15) ? Duration{} : minutes(pick(random, 2, 8)));
    phase.track = track;
    phase.enter = {shift.id};
    if (chance(random, 20))
      phase.observe_max = phase.observe + minutes(3);
    if (chance(random, 30))
      phase.approve = {{"owner", {}}};
    if (chance(random, 40))
      phase.enter.push_back("deploy");
    if (chance(random, 20)) {
      plan::Check check;
      check.id = "smoke-" + track + std::to_string(i);
      check.step = random_step(random, check.id);
      phase.checks.push_back(check);
    }
    plan.phases.push_back(phase);
  }
  plan.phases.back().bake = chance(random, 50);
}

/// One unnamed track, or two or three that may come after each other.
void add_tracks(Random& random, plan::Plan& plan) {
  plan.phases.clear();
  if (chance(random, 50))
    return add_phases(random, plan, plan::k_main_track, plan.steps.front(), 4);
  plan.tracks.clear();
  for (int i = pick(random, 2, 3); i > 0; --i) {
    plan::Track track;
    track.id = "t" + std::to_string(i);
    for (const plan::Track& before : plan.tracks)
      if (chance(random, 30))
        track.after.push_back(before.id);
    plan::Step shift = plan.steps.front();
    shift.id = "shift-" + track.id;
    std::get<plan::HaproxyAction>(shift.action).backend = track.id;
    plan.steps.push_back(shift);
    plan.tracks.push_back(track);
    add_phases(random, plan, track.id, shift, 3);
  }
}

void add_rollback(Random& random, plan::Plan& plan) {
  plan.rollback.observe = chance(random, 50) ? minutes(3) : Duration{};
  plan.rollback.deadline = minutes(pick(random, 1, 10));
  for (int i = pick(random, 0, 2); i > 0; --i) {
    plan.rollback.steps.push_back(random_step(random, "undo" + std::to_string(i)));
    vary(random, plan.rollback.steps.back(), "restore");
  }
  if (chance(random, 15))
    plan.rollback.steps.back().point_of_no_return = true;
  if (chance(random, 20))
    plan.rollback.steps.back().only_if = "deploy";
}

/// A part that goes back alone: one track of several, or a plugin in all of them.
void add_scope(Random& random, plan::Plan& plan) {
  plan::RollbackScope scope;
  scope.id = "part";
  scope.steps = {random_step(random, "part-down")};
  if (plan.tracks.size() > 1 && chance(random, 50))
    scope.tracks = {plan.tracks.front().id};
  plan.rollback.scopes = {scope};
  if (chance(random, 70))
    plan.thresholds[0].then = {plan::Consequence::Kind::rollback, "", "part"};
  for (plan::Step& step : plan.steps)
    if (step.id == "deploy")
      step.scope = "part";
}

/// Ten minutes of every hour are no time for changes; incidents have levels; a rollback freezes.
void add_surroundings(Random& random, plan::Plan& plan) {
  if (chance(random, 30)) {
    plan.windows.emplace();
    plan.windows->approve = {"owner"};
    for (int hour = 0; hour < 24; ++hour)
      plan.windows->allow.push_back(
          {{true, true, true, true, true, true, true}, hour * 60, hour * 60 + 50});
  }
  if (chance(random, 30)) {
    plan::IncidentLevel level;
    level.severity = "P1";
    level.respond = minutes(3);
    level.then = plan::Consequence{plan::Consequence::Kind::run_step, "degrade"};
    plan.incident_levels = {level};
    plan.comms["incident_overdue"] = {"{{incident_id}}", {}};
  }
  if (chance(random, 20))
    plan.rollback.freeze = "until it is understood";
}

} // namespace

int pick(Random& random, int least, int most) {
  // The standard's distributions differ between libraries; a seed must mean the same everywhere.
  return least + static_cast<int>(random() % static_cast<std::uint64_t>(most - least + 1));
}

bool chance(Random& random, int percent) {
  return pick(random, 0, 99) < percent;
}

plan::Plan random_plan(Random& random) {
  plan::Plan plan = a_plan();
  plan.metrics[0].window = seconds(30 * pick(random, 1, 3));
  plan.metrics[0].coverage = 0.9;
  plan.thresholds[0].shape = random_shape(random);
  plan.thresholds[0].then = random_consequence(random);
  if (chance(random, 30))
    plan.thresholds[0].target.reset();
  if (chance(random, 30)) {
    plan::Threshold incident;
    incident.id = "permission";
    incident.incident_severity = "P0";
    plan.thresholds.push_back(incident);
  }
  plan.steps.push_back(random_step(random, "deploy"));
  vary(random, plan.steps.back(), "by-hand");
  plan.steps.push_back(random_step(random, "degrade"));
  vary(random, plan.steps.back(), "");
  plan.steps.push_back(random_step(random, "by-hand"));
  plan.steps.push_back(random_step(random, "restore"));
  plan.steps.back().point_of_no_return = chance(random, 30);
  if (chance(random, 30)) {
    plan::Check check;
    check.id = "uat";
    check.ask = "passed?";
    plan.before.push_back(check);
  }
  if (chance(random, 20))
    plan.holds[plan::Cause::nodata] = {minutes(5), plan::HoldPolicy::Then::rollback};
  add_tracks(random, plan);
  add_rollback(random, plan);
  if (chance(random, 30))
    add_scope(random, plan);
  if (chance(random, 20))
    plan.rollback.after = plan::Compensation{{random_step(random, "mend")}, minutes(2), {}};
  add_surroundings(random, plan);
  return plan;
}

} // namespace relctl::test
