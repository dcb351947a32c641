// SPDX-License-Identifier: Apache-2.0
#include "simulate/invariants.hpp"

#include "core/event_json.hpp"
#include "core/steps.hpp"
#include "core/summary.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace relctl::test {
namespace {

/// Walks the history once; the first thing that may not be stays in `wrong`.
struct Walk {
  const plan::Plan& plan;
  Instant now;
  std::string wrong;
  bool go = false;
  bool over = false;
  bool rolling_back = false;
  bool part_only = false;
  std::string taken_back;
  std::vector<std::string> out;
  bool agreed = false;
  struct Track {
    std::string phase;
    bool phase_started = false;
    std::optional<core::Verdict> verdict;
  };
  std::map<std::string, Track> tracks;
  std::map<std::string, Instant> due; ///< By incident that nobody has acknowledged.
  Instant special_until;
  std::set<std::string> open_steps;
  std::set<std::string> done_steps;
  std::set<std::string> failed_steps;
  std::set<std::string> doubtful_steps; ///< That must not be run again before somebody has looked.

  explicit Walk(const plan::Plan& a_plan) : plan(a_plan) {}
  void fault(const std::string& text) {
    if (wrong.empty())
      wrong = text;
  }
  template <class Other>
  void operator()(const Other&) {}
  void operator()(const core::StartDecided& e) { go = e.go; }
  bool has_ended(const std::string& id) {
    const Track& track = tracks[id];
    const plan::Phase* phase = plan::find_phase(plan, id, track.phase);
    return phase != nullptr && plan::phase_after(plan, *phase) == nullptr &&
           track.verdict == core::Verdict::promote;
  }
  void operator()(const core::PhaseEntered& e) {
    if (!go)
      fault("phase " + e.phase + " entered without a go");
    if (rolling_back || over)
      fault("phase " + e.phase + " entered after the end");
    if (plan.windows && !plan::find_phase(plan, e.track, e.phase)->bake &&
        !plan::is_open(*plan.windows, now) && now >= special_until)
      fault("phase " + e.phase + " entered outside the change windows");
    if (!taken_back.empty() && (!agreed || is_out(e.track)))
      fault("phase " + e.phase + " entered without what was taken back");
    Track& track = tracks[e.track];
    if (!track.phase.empty() && (!track.phase_started || track.verdict != core::Verdict::promote))
      fault("phase " + e.phase + " entered without a promote verdict for " + track.phase);
    if (track.phase.empty())
      for (const std::string& before : plan::find_track(plan, e.track)->after)
        if (!has_ended(before))
          fault("track " + e.track + " began before track " + before + " had ended");
    track = {e.phase, false, std::nullopt};
  }
  void operator()(const core::ApprovalGiven& e) {
    if (e.subject == "window")
      special_until = std::max(special_until, e.until.value_or(now));
    agreed |= e.subject == "scope/" + taken_back;
  }
  void operator()(const core::IncidentOpened& e) {
    if (const plan::IncidentLevel* level = plan::find_level(plan, e.severity);
        level != nullptr && level->respond)
      due[e.incident] = now + *level->respond;
  }
  void operator()(const core::IncidentAcknowledged& e) { due.erase(e.incident); }
  void operator()(const core::IncidentClosed& e) { due.erase(e.incident); }
  void operator()(const core::IncidentOverdue& e) {
    if (!due.contains(e.incident) || now < due[e.incident])
      fault("incident " + e.incident + " was called overdue before it was, or twice");
    due.erase(e.incident);
  }
  void operator()(const core::PhaseStarted& e) {
    tracks[e.track].phase_started = true;
    for (const std::string& id : plan::find_phase(plan, e.track, e.phase)->enter)
      for (const std::string& suffix : suffixes_of(*plan::find_step(plan, id)))
        if (!is_done(e.track, e.phase, id + suffix) &&
            !is_done(e.track, e.phase, plan::find_step(plan, id)->otherwise + suffix))
          fault("phase " + e.phase + " started before its step " + id + suffix + " was done");
  }
  /// `[n1]` and so on; of a step that is done in one place only, nothing.
  static std::vector<std::string> suffixes_of(const plan::Step& step) {
    std::vector<std::string> suffixes;
    if (step.each)
      for (const std::string& value : step.each->values)
        suffixes.push_back("[" + value + "]");
    return step.each ? suffixes : std::vector<std::string>{""};
  }
  bool is_done(const std::string& track, const std::string& phase, const std::string& step) const {
    return done_steps.contains(core::StepAddress{track, phase, "enter", step}.key());
  }
  /// The step of the plan behind `deploy[n1]`.
  const plan::Step* planned(const core::StepAddress& address) const {
    return plan::find_step(plan, address.step.substr(0, address.step.find('[')));
  }
  void check_turn(const core::StepStarted& e) {
    const plan::Step* step = planned(e.address);
    if (e.stands_in_for) {
      core::StepAddress failed = e.address;
      failed.step = *e.stands_in_for;
      if (!failed_steps.contains(failed.key()))
        fault("step " + e.address.key() + " began in place of one that had not failed");
    }
    if (step == nullptr || !step->each || step->parallel)
      return;
    for (const std::string& suffix : suffixes_of(*step)) {
      core::StepAddress earlier = e.address;
      earlier.step = step->id + suffix;
      if (earlier.step == e.address.step)
        return;
      if (!done_steps.contains(earlier.key()) && !failed_steps.contains(earlier.key()))
        fault("step " + e.address.key() + " began before " + suffix + " was done");
    }
  }
  void operator()(const core::VerdictReached& e) {
    Track& track = tracks[e.track];
    if (e.phase == track.phase || track.phase_started)
      track.verdict = e.verdict;
    if (e.verdict != core::Verdict::promote)
      return;
    for (const core::Reason& reason : e.reasons)
      if (reason.blocks)
        fault("a promotion in spite of " + reason.text);
    for (const core::Finding& finding : e.findings)
      check_promoting(finding);
  }
  void check_promoting(const core::Finding& finding) {
    const plan::Threshold& threshold = *plan::find_threshold(plan, finding.threshold);
    const bool is_hard = threshold.then.kind != plan::Consequence::Kind::warn;
    const bool forgets = threshold.then.kind != plan::Consequence::Kind::rollback;
    if (is_hard && finding.status != core::Status::pass &&
        !(forgets && finding.status == core::Status::breach))
      fault("a promotion on a threshold that is not at pass: " + finding.text);
    if (is_hard && finding.status == core::Status::pass && !finding.value)
      fault("a promotion without a value");
  }
  void operator()(const core::StepStarted& e) {
    if (!open_steps.insert(e.address.key()).second)
      fault("step " + e.address.key() + " began twice at once");
    if (rolling_back && e.address.phase != "rollback")
      fault("forward step " + e.address.key() + " began during a rollback");
    check_turn(e);
    if (e.part == core::Part::act) {
      if (doubtful_steps.contains(e.address.key()))
        fault("step " + e.address.key() + " was run again in doubt");
      done_steps.erase(e.address.key());
      failed_steps.erase(e.address.key());
    }
  }
  void operator()(const core::StepEnded& e) {
    if (open_steps.erase(e.address.key()) == 0)
      fault("step " + e.address.key() + " ended without an intent");
    doubtful_steps.erase(e.address.key());
    const plan::Step* step = planned(e.address);
    const bool tolerated = step != nullptr && step->on_failure == plan::OnFailure::go_on;
    if (e.next == core::Next::failed)
      failed_steps.insert(e.address.key());
    if (e.next == core::Next::done || (e.next == core::Next::failed && tolerated))
      done_steps.insert(e.address.key());
  }
  void operator()(const core::StepInDoubt& e) {
    open_steps.erase(e.address.key());
    const plan::Step* step = planned(e.address);
    if (step != nullptr && !core::is_idempotent(*step))
      doubtful_steps.insert(e.address.key());
    // A way back goes on past such a step.
    if (step != nullptr && rolling_back && step->on_failure == plan::OnFailure::go_on)
      done_steps.insert(e.address.key());
  }
  void operator()(const core::StepAbandoned& e) {
    open_steps.erase(e.address.key());
    // Of a part that goes back alone: the rest goes on without the step.
    if (const plan::Step* step = planned(e.address); step != nullptr && !step->scope.empty())
      done_steps.insert(e.address.key());
  }
  void operator()(const core::StepSkipped& e) { done_steps.insert(e.address.key()); }
  void operator()(const core::StepResolved& e) {
    doubtful_steps.erase(e.address.key());
    const plan::Step* step = planned(e.address);
    const bool tolerated = step != nullptr && step->on_failure == plan::OnFailure::go_on;
    if (e.resolution == "failed")
      failed_steps.insert(e.address.key());
    if (e.resolution == "done" || (e.resolution == "failed" && tolerated))
      done_steps.insert(e.address.key());
  }
  void operator()(const core::RollbackRequested& e) {
    if (e.automatic && rolling_back && !(part_only && e.scope.empty()))
      fault("a rollback of a rollback");
    part_only = !e.scope.empty() && (part_only || !rolling_back);
    rolling_back = true;
    if (part_only)
      out = e.tracks;
  }
  void operator()(const core::RollbackSettled& e) {
    if (!e.complete || e.scope.empty())
      return;
    rolling_back = part_only = false;
    taken_back = e.scope;
    if (!out.empty())
      return;
    for (auto& [id, track] : tracks)
      track.verdict.reset();
  }
  void operator()(const core::CompensationSettled& e) {
    for (const plan::Step& step : plan.rollback.after->steps)
      if (e.complete &&
          !done_steps.contains(core::StepAddress{"", "rollback", "after", step.id}.key()))
        fault("compensation complete without its step " + step.id);
  }
  /// Taken back whole, or waiting for a track that was.
  bool is_out(const std::string& id) {
    const plan::Track* track = plan::find_track(plan, id);
    return !taken_back.empty() &&
           (std::find(out.begin(), out.end(), id) != out.end() ||
            (tracks[id].phase.empty() &&
             std::any_of(track->after.begin(), track->after.end(),
                         [&](const std::string& before) { return is_out(before); })));
  }
  void operator()(const core::ReleaseCompleted&) {
    for (const plan::Track& track : plan.tracks)
      if (!is_out(track.id) && !has_ended(track.id))
        fault("complete without the promotion of the last phase of " + track.id);
    over = true;
  }
};

std::string step_text(const core::StepState& step) {
  return fmt::format("{}:{}:{}:{}:{}:{}:{}:{}", step.address.key(),
                     core::step_status_name(step.status), step.attempt, static_cast<int>(step.part),
                     step.started_at.ms, step.next_at ? step.next_at->ms : 0, step.acted,
                     step.doubt_verified);
}

} // namespace

std::string broken_invariant(const plan::Plan& plan, const std::vector<core::Recorded>& events) {
  Walk walk(plan);
  std::int64_t version = 0;
  for (const core::Recorded& recorded : events) {
    if (recorded.version <= version)
      walk.fault("versions do not ascend");
    version = recorded.version;
    walk.now = recorded.at;
    std::visit(walk, recorded.event);
  }
  return walk.wrong;
}

std::string fingerprint(const core::State& state) {
  std::string text = core::encode_summary(core::summarise(state));
  text += fmt::format("|{}|{}", state.version, state.approvals.size());
  for (const auto& key : state.step_order)
    text += "|" + step_text(state.steps.at(key));
  for (const core::PhaseState& phase : state.phases)
    text += fmt::format("|{}/{}:{}:{}", phase.track, phase.id,
                        phase.started_at ? phase.started_at->ms : 0,
                        phase.passed_at ? phase.passed_at->ms : 0);
  for (const auto& [scope, taken] : state.taken_back)
    text += fmt::format("|{}:{}", scope, taken.at.ms);
  for (const auto& [id, track] : state.tracks) {
    text += "|" + id;
    if (track.verdict)
      text += "|" + core::encode_event(track.verdict->reached);
    for (const std::string& key : track.escalated)
      text += "|" + key;
  }
  if (state.rollback)
    text +=
        fmt::format("|{}:{}:{}", state.rollback->request.to, state.rollback->overdue,
                    state.rollback->settled ? core::encode_event(*state.rollback->settled) : "");
  return text;
}

} // namespace relctl::test
