// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"
#include "core/messages.hpp"
#include "core/observe_anew.hpp"
#include "core/standing.hpp"
#include "core/state.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

/// Folds one event into the state; one overload for each kind that changes something.
struct FoldState {
  State& state;
  const Recorded& recorded;

  template <class Other>
  void operator()(const Other&) {}
  void operator()(const ReleaseOpened& e) {
    state.opened = e;
    state.opened_at = recorded.at;
    state.opened_by = recorded.actor;
    state.stage = Stage::opening;
  }
  void operator()(const StartDecided& e) {
    state.start = e;
    state.stage = !e.go ? Stage::no_go : state.observation ? Stage::observing : Stage::ready;
  }
  void operator()(const ManifestFilled& e) {
    for (const auto& [name, value] : e.vars)
      state.opened.vars[name] = value;
    for (const auto& [name, version] : e.components)
      state.opened.components[name] = version;
  }
  void operator()(const ReleaseCompleted&) {
    state.stage = Stage::complete;
    state.completed_at = recorded.at;
  }
  void operator()(const ReleaseAborted&) { state.stage = Stage::closed; }
  void operator()(const ReleaseClosed&) { state.stage = Stage::closed; }
  void operator()(const ReleaseRecovered&) {
    if (state.rollback)
      state.rollback->recovered = true;
  }
  void operator()(const PhaseEntered& e) {
    if (!state.observation)
      state.stage = Stage::in_phase;
    state.phases.push_back({e.track, e.phase, e.traffic, recorded.at, {}, {}, 0});
    state.tracks[e.track] = {};
  }
  void operator()(const PhaseStarted& e) {
    if (e.clock_set_by && state.rollback && state.rollback->settled)
      return watch_rollback(state, recorded, e.clock);
    PhaseState& phase = phase_of(e.track);
    if (e.clock_set_by)
      observe_anew(state, phase, recorded);
    phase.started_at = recorded.at;
    phase.started_position = recorded.position;
    phase.clock = e.clock;
  }
  void operator()(const PhasePassed& e) { phase_of(e.track).passed_at = recorded.at; }
  void operator()(const VerdictReached& e) {
    TrackState& track = state.tracks[e.track];
    track.verdict = {e, recorded.at, recorded.position};
    track.is_told &= is_troubled(state, e);
  }
  void operator()(const BaselinePinned& e) {
    state.baselines[e.series.empty() ? e.metric : e.metric + "[" + e.series + "]"] = e;
  }
  void operator()(const HoldEscalated& e) {
    state.tracks[e.track].escalated.insert(e.cause + "/" + e.subject);
  }

  void operator()(const StepStarted& e) {
    auto [found, is_new] = state.steps.try_emplace(e.address.key());
    StepState& step = found->second;
    if (is_new) {
      state.step_order.push_back(found->first);
      step.address = e.address;
      step.first_started_at = recorded.at;
    }
    if (e.part == Part::act)
      step.acted = step.doubt_verified = false;
    else if (step.part == Part::act || step.status == StepState::Status::in_doubt)
      step.verify_began_at = recorded.at;
    step.status = StepState::Status::running;
    step.attempt = e.attempt;
    step.part = e.part;
    step.started_at = recorded.at;
    step.started_position = recorded.position;
    step.resolved = false;
    step.next_at.reset();
    step.timeout = e.timeout;
    if (e.stands_in_for)
      stand_in(e);
    step.operation_key = e.operation_key;
    step.action = e.action;
  }
  void operator()(const StepEnded& e) {
    StepState& step = at(e.address);
    const bool has_failed = e.outcome == Outcome::failed || e.outcome == Outcome::timed_out;
    step.detail = (e.part == Part::verify && has_failed ? "verification failed: " : "") + e.detail;
    step.next_at = e.next_at;
    step.ended_at = step.since = recorded.at;
    if (e.part == Part::act)
      step.acted = e.outcome == Outcome::succeeded;
    switch (e.next) {
    case Next::done:
      step.status = StepState::Status::succeeded;
      break;
    case Next::verify:
      step.status = StepState::Status::to_verify;
      break;
    case Next::retry:
      step.status = StepState::Status::waiting;
      break;
    case Next::failed:
      step.status = StepState::Status::failed;
      break;
    case Next::doubt:
      step.status = StepState::Status::in_doubt;
      step.doubt_verified = e.part == Part::verify;
      break;
    }
  }
  void operator()(const StepInDoubt& e) {
    StepState& step = at(e.address);
    step.status = StepState::Status::in_doubt;
    step.since = recorded.at;
    step.detail = e.reason;
  }
  void operator()(const StepResolved& e) {
    if (e.resolution == "rerun")
      return forget(e.address);
    set(e.address,
        e.resolution == "done" ? StepState::Status::succeeded : StepState::Status::failed,
        e.reason);
    state.steps.at(e.address.key()).resolved = true;
  }
  void operator()(const StepAbandoned& e) {
    set(e.address, StepState::Status::abandoned, e.reason);
  }
  void operator()(const StepSkipped& e) { set(e.address, StepState::Status::skipped, e.reason); }

  void operator()(const CheckAnswered& e) {
    state.answers[e.phase + "/" + e.check] = {e, recorded.at};
  }
  void operator()(const ItemOpened& e) {
    state.items[e.phase + "/" + e.check + "/" + e.item] = {e, recorded.at, {}};
  }
  void operator()(const ItemClosed& e) {
    const auto found = state.items.find(e.phase + "/" + e.check + "/" + e.item);
    if (found != state.items.end())
      found->second.closed = e;
  }
  void operator()(const ApprovalGiven& e) { state.approvals.push_back(e); }
  void operator()(const IncidentOpened& e) {
    state.incidents[e.incident] = {e, recorded.at, {}, {}, false};
  }
  template <class Field, class Value>
  void mark(const std::string& incident, Field IncidentState::*field, const Value& value) {
    if (const auto found = state.incidents.find(incident); found != state.incidents.end())
      found->second.*field = value;
  }
  void operator()(const IncidentAcknowledged& e) {
    mark(e.incident, &IncidentState::acknowledged, e);
  }
  void operator()(const IncidentOverdue& e) { mark(e.incident, &IncidentState::overdue, true); }
  void operator()(const IncidentClosed& e) { mark(e.incident, &IncidentState::closed, e); }
  void operator()(const Paused& e) { state.paused = e; }
  void operator()(const Resumed&) { state.paused.reset(); }
  void operator()(const Waived& e) { state.waivers[e.subject] = e; }
  void operator()(const DeliveryStarted& e) { note(state.outbox, e, recorded.at); }
  void operator()(const DeliveryEnded& e) { note(state.outbox, e); }
  void operator()(const MessagePrepared& e) {
    note(state.outbox, e, recorded.at);
    if (!e.subject.empty())
      state.prepared.insert(e.comms + "/" + e.subject);
    else if (e.comms == "held")
      note_held(state, e, recorded.at);
  }
  void operator()(const FileAttached& e) { state.attachments.push_back({e, recorded.at}); }

  void operator()(const ObservationOpened& e) {
    state.observation.emplace();
    state.observation->opened = e;
    state.observation->samples = e.samples;
    ReleaseOpened opened;
    opened.plan = e.plan;
    opened.title = e.title;
    opened.version = e.version;
    opened.stable = e.stable;
    opened.plan_digest = e.plan_digest;
    opened.plan_path = e.plan_path;
    opened.directory = e.directory;
    opened.plan_text = e.plan_text;
    opened.vars = e.vars;
    operator()(opened);
  }
  void operator()(const ScheduleReached& e) { observation().schedule_reached.insert(e.item); }
  void operator()(const SampleTaken& e) { observation().taken.push_back(e); }
  void operator()(const FirstSampleConfirmed& e) { observation().first = e; }
  void operator()(const CheckpointReached& e) { observation().checkpoints.push_back(e); }
  void operator()(const MissDecided& e) {
    observation().decisions.push_back(e);
    observation().samples += e.extend_by;
  }
  void operator()(const LivenessLost& e) { observation().lost = e; }
  void operator()(const FindingNoted& e) { observation().findings.push_back(e); }
  void operator()(const ObservationEnded& e) {
    observation().ended = e;
    observation().ended_at = recorded.at;
    state.stage = Stage::closed;
  }
  void operator()(const ObservationSigned& e) {
    observation().signatures.emplace_back(e, recorded.at);
  }

  void operator()(const RollbackRequested& e) {
    // A second request while one is under way only adds its confirmation; but that of everything
    // comes before that of a part.
    const bool widens = state.rollback && !state.rollback->request.scope.empty() && e.scope.empty();
    if (state.rollback && !state.rollback->settled && !widens) {
      state.rollback->request.confirmed |= e.confirmed;
      return;
    }
    state.rollback.emplace().request = e;
    state.rollback->requested_at = recorded.at;
    state.rollback->requested_by = recorded.actor;
    state.rollback->requested_position = recorded.position;
    state.stage = Stage::rolling_back;
    forget_steps("rollback", [](const StepState&) { return true; });
    if (is_drilling(state))
      state.drill->ended.emplace();
  }
  void operator()(const RollbackStarted& e) {
    if (state.rollback)
      state.rollback->started = e;
  }
  void operator()(const RollbackOverdue&) {
    if (state.rollback)
      state.rollback->overdue = true;
  }
  void operator()(const RollbackResumed&) {
    if (!state.rollback)
      return;
    // The way back itself is not gone again for what comes after it.
    const bool is_back = has_failed_compensation(state);
    forget_steps("rollback", [&](const StepState& step) {
      return step.status == StepState::Status::failed && !has_been_made_good(step) &&
             (!is_back || step.address.stage == "after");
    });
    // A doubt stays one: its verify is asked again, and else only a person lets the step run again.
    for (auto& [key, step] : state.steps)
      if (step.address.phase == "rollback" && !was_passed_over(step))
        step.doubt_verified = false;
    if (is_back)
      return state.rollback->compensated.reset();
    state.rollback->settled.reset();
    state.stage = Stage::rolling_back;
  }
  void operator()(const CompensationSettled& e) {
    if (!state.rollback)
      return;
    state.rollback->compensated = e;
    state.rollback->compensated_at = recorded.at;
  }
  void operator()(const RollbackSettled& e) {
    if (!state.rollback)
      return;
    state.rollback->settled = e;
    state.rollback->settled_at = recorded.at;
    state.rollback->settled_position = recorded.position;
    watch_rollback(state, recorded, e.clock);
    if (e.complete && !e.scope.empty())
      return go_on_without(e);
    state.stage = e.complete ? Stage::rolled_back : Stage::incomplete;
    for (auto& [id, track] : state.tracks) {
      if (e.complete)
        track.verdict.reset();
      track.escalated.clear();
    }
  }
  void operator()(const DrillStarted& e) {
    forget_steps("drill", [](const StepState&) { return true; });
    state.drill = {e, recorded.at, std::nullopt};
  }
  void operator()(const DrillEnded& e) {
    if (!state.drill)
      return;
    state.drill->ended = e;
    // Nobody settles a doubt about a rehearsal.
    for (auto& [key, step] : state.steps)
      if (step.address.is_of_drill() && step.status == StepState::Status::in_doubt)
        step.status = StepState::Status::abandoned;
  }

private:
  /// What is exposed now is not what the readings so far were of: the observation begins anew,
  /// except in tracks that had nothing of the part.
  void go_on_without(const RollbackSettled& e) {
    const RollbackRequested request = state.rollback->request;
    state.taken_back[e.scope] = {request, recorded.at, recorded.position, e.took};
    state.rollback.reset();
    state.stage = Stage::in_phase;
    // A check that was stopped for it is asked again: asking changes nothing.
    forget_steps([](const StepState& step) {
      return step.address.stage == "check" && step.status == StepState::Status::in_doubt;
    });
    if (!request.tracks.empty())
      return;
    std::set<std::string> begun_anew;
    for (auto phase = state.phases.rbegin(); phase != state.phases.rend(); ++phase) {
      if (!phase->started_at || !begun_anew.insert(phase->track).second)
        continue;
      observe_anew(state, *phase, recorded);
    }
  }
  PhaseState& phase_of(const std::string& track) {
    const auto found = std::find_if(state.phases.rbegin(), state.phases.rend(),
                                    [&](const PhaseState& phase) { return phase.track == track; });
    RELCTL_CHECK(found != state.phases.rend());
    return *found;
  }
  ObservationState& observation() {
    RELCTL_CHECK(state.observation.has_value());
    return *state.observation;
  }
  StepState& at(const StepAddress& address) {
    const auto found = state.steps.find(address.key());
    RELCTL_CHECK(found != state.steps.end());
    return found->second;
  }
  void stand_in(const StepStarted& e) {
    StepAddress failed = e.address;
    failed.step = *e.stands_in_for;
    if (const auto found = state.steps.find(failed.key()); found != state.steps.end())
      found->second.stood_in_by = e.address.key();
  }
  /// What its alternative has done must not be done a second time in another way.
  [[nodiscard]] bool has_been_made_good(const StepState& step) const {
    const auto other = state.steps.find(step.stood_in_by);
    return other != state.steps.end() && other->second.status == StepState::Status::succeeded;
  }
  void set(const StepAddress& address, StepState::Status status, const std::string& detail) {
    auto [found, is_new] = state.steps.try_emplace(address.key());
    if (is_new) {
      state.step_order.push_back(found->first);
      found->second.address = address;
      found->second.first_started_at = recorded.at;
      found->second.started_at = recorded.at;
      found->second.attempt = 0;
    }
    found->second.status = status;
    found->second.since = recorded.at;
    found->second.detail = detail;
    found->second.next_at.reset();
  }
  void forget(const StepAddress& address) {
    state.steps.erase(address.key());
    std::erase(state.step_order, address.key());
  }
  /// In doubt, and the rollback did not stop at it: whoever resumes it for another step has not
  /// said that this one may be run again.
  [[nodiscard]] bool was_passed_over(const StepState& step) const {
    const auto names_it = [&](const Reason& reason) {
      return reason.cause == plan::Cause::step_in_doubt && !reason.blocks &&
             reason.subject == step.address.step;
    };
    const RollbackState& rollback = *state.rollback;
    return (rollback.settled && std::ranges::any_of(rollback.settled->reasons, names_it)) ||
           (rollback.compensated && std::ranges::any_of(rollback.compensated->reasons, names_it));
  }
  template <class Predicate>
  void forget_steps(Predicate predicate) {
    const std::vector<std::string> order = state.step_order;
    for (const std::string& key : order)
      if (predicate(state.steps.at(key)))
        forget(StepAddress(state.steps.at(key).address));
  }
  template <class Predicate>
  void forget_steps(const std::string& phase, Predicate predicate) {
    forget_steps(
        [&](const StepState& step) { return step.address.phase == phase && predicate(step); });
  }
};

} // namespace

void apply(State& state, const Recorded& recorded) {
  if (!is_ledger_event(recorded.event)) {
    state.version = recorded.version;
    state.position = recorded.position;
    state.last_event_at = recorded.at;
  }
  std::visit(FoldState{state, recorded}, recorded.event);
}

} // namespace relctl::core
