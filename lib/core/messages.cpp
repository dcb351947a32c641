// SPDX-License-Identifier: Apache-2.0
#include "core/messages.hpp"

#include "base/sha256.hpp"
#include "core/incidents.hpp"
#include "core/standing.hpp"
#include "core/steps.hpp"
#include "core/values.hpp"
#include "core/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

constexpr const char* k_incident_names[] = {
    "incident_id",      "incident_severity", "incident_scope",     "incident_summary",
    "incident_runbook", "incident_oncall",   "incident_respond_by"};

/// What was exposed, and for how long: the part of the impact that relctl knows by itself.
std::string impact_text(const State& state, Instant now) {
  if (state.phases.empty())
    return "nothing was exposed";
  double most = 0.0;
  for (const PhaseState* phase : current_phases(state))
    most = std::max(most, phase->traffic);
  const Duration exposed{(now - state.phases.front().entered_at).ms / 1000 * 1000};
  return fmt::format("up to {} of traffic for {}", percent_text(most), format_duration(exposed));
}

/// The first of them that is still to be done; empty when all are.
std::string first_open(const Situation& situation, const std::vector<plan::Step>& steps,
                       const char* stage) {
  for (const plan::Step& step : steps)
    for (const StepAt& at :
         due_instances(situation.plan, situation.state, step, {"", "rollback", stage, step.id}))
      if (const StepState* own = find_step(situation.state, at.address);
          own == nullptr || !is_behind(*at.step, *own))
        return step.title.empty() ? step.id : step.title;
  return {};
}

/// Of the way back once one is asked for, of the next phase before.
std::string next_step_text(const Situation& situation, const plan::Phase* phase) {
  std::string text;
  if (situation.state.rollback) {
    const plan::Rollback& way = situation.plan.rollback;
    text = first_open(situation, way.steps, "rollback");
    if (text.empty())
      text = first_open(situation, way.verify, "verify");
    if (text.empty() && way.after)
      text = first_open(situation, way.after->steps, "after");
    if (text.empty() && way.observe.ms > 0)
      text = "observation of " + format_duration(way.observe);
  } else if (const auto* next = phase ? plan::phase_after(situation.plan, *phase) : nullptr;
             next != nullptr && !next->enter.empty()) {
    const plan::Step* step = plan::find_step(situation.plan, next->enter.front());
    text = step == nullptr || step->title.empty() ? next->enter.front() : step->title;
  }
  return text.empty() ? "-" : text;
}

std::string first_subject(const std::vector<Reason>& reasons) {
  return reasons.empty() ? std::string() : reasons.front().subject;
}

std::string since_text(Instant at) {
  return "since " + format_instant({at.ms / 1000 * 1000});
}

/// The whole, or the part, that went back or is on its way.
std::string way_back_text(const State& state) {
  const RollbackState& rollback = *state.rollback;
  const std::string what = rollback.request.scope.empty()
                               ? state.opened.plan
                               : rollback.request.scope + " of " + state.opened.plan;
  const bool is_back = rollback.settled && rollback.settled->complete;
  return is_back ? fmt::format("{} back at {} {}", what, rollback.request.to,
                               since_text(rollback.settled_at))
                 : fmt::format("{} on its way back from {} to {} {}", what, state.opened.version,
                               rollback.request.to, since_text(rollback.requested_at));
}

/// The part that was taken back last; null while all of it stands.
const std::pair<const std::string, TakenBack>* last_taken_back(const State& state) {
  const auto last = std::max_element(
      state.taken_back.begin(), state.taken_back.end(),
      [](const auto& a, const auto& b) { return a.second.position < b.second.position; });
  return last == state.taken_back.end() ? nullptr : &*last;
}

/// The phase that was entered last of what still stands.
const PhaseState* last_entered(const State& state) {
  const PhaseState* last = nullptr;
  for (const PhaseState* phase : current_phases(state))
    if (last == nullptr || last->entered_at <= phase->entered_at)
      last = phase;
  return last;
}

/// What was changed last, and where it is exposed.
std::string change_text(const State& state) {
  if (state.rollback)
    return way_back_text(state);
  const auto* taken = last_taken_back(state);
  const PhaseState* phase = last_entered(state);
  const std::string exposed =
      phase == nullptr
          ? fmt::format("{} {}, not exposed", state.opened.plan, state.opened.version)
          : fmt::format("{} {} in {} at {} {}", state.opened.plan, state.opened.version,
                        plan::phase_name(phase->track, phase->id), percent_text(phase->traffic),
                        since_text(phase->entered_at));
  if (taken == nullptr)
    return exposed;
  const std::string back = fmt::format("{} of {} back at {} {}", taken->first, state.opened.plan,
                                       taken->second.request.to, since_text(taken->second.at));
  return phase == nullptr || phase->entered_at <= taken->second.at ? back + "; else " + exposed
                                                                   : exposed + "; " + back;
}

/// A variable of the plan may have one of these names, and then stands for itself.
void add_incident(const plan::Plan& plan, const IncidentState& incident, const plan::Values& own,
                  plan::Values& values) {
  const plan::IncidentLevel* level = plan::find_level(plan, incident.opened.severity);
  for (const auto& [name, value] : incident_values(plan, incident))
    if (!own.contains(name))
      values[name] = value;
  if (level != nullptr && !level->runbook.text.empty() && !own.contains("incident_runbook"))
    values["incident_runbook"] = plan::render(level->runbook.text, values);
}

/// With the channels that it goes to. Its name there holds the moment and the text, so that the
/// same message another time is another one, and so is what else there is to tell at that time.
MessagePrepared addressed(const Situation& situation, const plan::Message& message,
                          MessagePrepared prepared) {
  if (message.to.empty())
    return prepared;
  prepared.to = plan::channels_of(message);
  prepared.id = sha256_hex(fmt::format("{}/{}/{}/{}/{}/{}/{}", situation.state.release,
                                       prepared.comms, prepared.track, prepared.phase,
                                       prepared.subject, situation.now.ms, prepared.text))
                    .substr(0, 16);
  return prepared;
}

} // namespace

plan::Values message_values(const Situation& situation, const plan::Phase* phase,
                            const std::vector<Reason>& reasons) {
  const State& state = situation.state;
  // What a person hands over keeps a dash until it is given.
  plan::Values values{{"eta", "-"},     {"deadline", "-"},       {"phase", "-"},
                      {"next", "-"},    {"previous_phase", "-"}, {"track", "-"},
                      {"observe", "-"}, {"traffic", "-"},        {"exposure", "-"},
                      {"cohort", "-"},  {"step", "-"},           {"attempt", "-"}};
  for (const auto& [name, value] : values_of(situation.plan, state, phase))
    values[name] = value;
  const Instant now{situation.now.ms / 1000 * 1000};
  values["now"] = format_instant(now);
  values["anchor"] = situation.anchor;
  values["reasons"] = word_reasons(reasons);
  values["threshold"] = first_subject(reasons);
  const plan::Threshold* threshold = plan::find_threshold(situation.plan, values["threshold"]);
  values["metric"] = threshold == nullptr ? values["threshold"] : threshold->metric;
  // What was handed over goes first.
  values.emplace("impact", impact_text(state, situation.now));
  values.emplace("next_step", next_step_text(situation, phase));
  values["elapsed"] = format_duration(Duration{(situation.now - state.opened_at).ms / 1000 * 1000});
  values["next_check"] = phase == nullptr ? "-" : format_instant(now + phase->observe);
  if (state.rollback && state.rollback->started)
    values["deadline"] = format_instant(state.rollback->started->deadline_at);
  values.emplace("last_change", change_text(state));
  for (const char* name : k_incident_names)
    values.emplace(name, "-");
  return values;
}

std::optional<Event> prepare_incident_message(const Situation& situation, const std::string& comms,
                                              const IncidentState& incident) {
  const State& state = situation.state;
  const auto found = situation.plan.comms.find(comms);
  const std::string& id = incident.opened.incident;
  if (found == situation.plan.comms.end() || state.prepared.contains(comms + "/" + id))
    return std::nullopt;
  const plan::Phase* phase = plan_phase(situation.plan, current_phase(state));
  plan::Values values = message_values(situation, phase, {});
  add_incident(situation.plan, incident, state.opened.vars, values);
  return addressed(situation, found->second,
                   {comms, plan::render(found->second.text, values),
                    phase == nullptr ? "" : phase->track, phase == nullptr ? "" : phase->id, id});
}

std::optional<Event> prepare_message(const Situation& situation, const std::string& comms,
                                     const plan::Phase* phase, const std::vector<Reason>& reasons) {
  const auto found = situation.plan.comms.find(comms);
  const std::string track = phase == nullptr ? "" : phase->track;
  const std::string id = phase == nullptr ? "" : phase->id;
  if (found == situation.plan.comms.end())
    return std::nullopt;
  return addressed(situation, found->second,
                   {comms,
                    plan::render(found->second.text, message_values(situation, phase, reasons)),
                    track, id});
}

Event prepare_by_hand(const Situation& situation, const std::string& comms,
                      const plan::Phase* phase, const std::string& text) {
  return addressed(situation, situation.plan.comms.at(comms),
                   {comms, text, phase == nullptr ? "" : phase->track,
                    phase == nullptr ? "" : phase->id, "by hand"});
}

void note_held(State& state, const MessagePrepared& message, Instant at) {
  // A message of a relctl without tracks says no phase: it was about the current one.
  const PhaseState* current = current_phase(state);
  const auto found = state.tracks.find(message.phase.empty() && current != nullptr ? current->track
                                                                                   : message.track);
  if (found == state.tracks.end())
    return;
  TrackState& track = found->second;
  track.is_told = track.verdict && is_troubled(state, track.verdict->reached);
  track.told_at = at;
}

} // namespace relctl::core
