// SPDX-License-Identifier: Apache-2.0
#include "sim/past_release.hpp"

#include "core/window.hpp"

#include <algorithm>

namespace relctl::sim {
namespace {

using plan::Cause;

/// People and time are left out: nobody is there, and an observation takes as long as it takes.
bool is_of_data(Cause cause) {
  static constexpr Cause k_data[] = {Cause::nodata,       Cause::nan,      Cause::stale,
                                     Cause::thin,         Cause::many,     Cause::provider_error,
                                     Cause::timeout,      Cause::coverage, Cause::gap,
                                     Cause::before_phase, Cause::baseline};
  return std::find(std::begin(k_data), std::end(k_data), cause) != std::end(k_data);
}

bool is_of_limits(Cause cause) {
  return cause == Cause::breach || cause == Cause::target || cause == Cause::pending;
}

/// The reasons that hold a phase beyond its time, worst first.
const core::Reason* first_hold(const core::VerdictReached& verdict) {
  for (const core::Reason& reason : verdict.reasons)
    if (reason.blocks && (is_of_limits(reason.cause) || is_of_data(reason.cause)))
      return &reason;
  return nullptr;
}

/// Follows one track's verdicts and adds up for how long each cause kept a phase from ending.
struct Delays {
  Instant due = k_never; ///< When the phase's observation is over.
  std::string cause;     ///< Of the verdict that stands.
  Instant since;

  void end_at(Instant at, std::map<std::string, Duration>& delays) {
    const Instant from = std::max(since, due);
    if (!cause.empty() && from < at)
      delays[cause] = delays[cause] + (at - from);
    cause.clear();
  }
};

class Story {
public:
  explicit Story(const plan::Plan& plan) : m_plan(plan) {}

  void take(const core::Recorded& recorded) {
    if (const auto* entered = std::get_if<core::PhaseEntered>(&recorded.event)) {
      end_track(entered->track, recorded.at);
      m_release.phase = plan::phase_name(entered->track, entered->phase);
      // Traffic is on its way while the steps run.
      m_release.exposure.emplace_back(recorded.at, entered->traffic);
    } else if (const auto* started = std::get_if<core::PhaseStarted>(&recorded.event)) {
      const plan::Phase* phase = plan::find_phase(m_plan, started->track, started->phase);
      m_delays[started->track].due = recorded.at + (phase == nullptr ? Duration{} : phase->observe);
    } else if (std::holds_alternative<core::RollbackRequested>(recorded.event)) {
      m_is_stopped = true;
    } else if (const auto* verdict = std::get_if<core::VerdictReached>(&recorded.event);
               verdict != nullptr && !m_is_stopped) {
      // What is found while the stable version recovers has not stopped the release.
      end_track(verdict->track, recorded.at);
      if (verdict->verdict == core::Verdict::hold)
        hold(*verdict, recorded.at);
      m_last = *verdict;
    }
  }

  PastRelease finish(const Rehearsed& rehearsed, Instant started, Instant to) {
    m_release.started = started;
    m_release.ended = std::min(rehearsed.ended, to);
    for (auto& [track, delays] : m_delays)
      delays.end_at(m_release.ended, m_release.delays);
    put_end(rehearsed, to);
    return std::move(m_release);
  }

private:
  void end_track(const std::string& track, Instant at) {
    m_delays[track].end_at(at, m_release.delays);
  }

  void hold(const core::VerdictReached& verdict, Instant at) {
    const core::Reason* reason = first_hold(verdict);
    if (reason == nullptr)
      return;
    Delays& delays = m_delays[verdict.track];
    delays.cause = std::string(plan::cause_name(reason->cause)) + " of " + reason->subject;
    delays.since = at;
  }

  void put_end(const Rehearsed& rehearsed, Instant to) {
    using End = PastRelease::End;
    const core::State& state = rehearsed.state;
    if (state.stage == core::Stage::complete ||
        (state.stage == core::Stage::closed && !state.rollback)) {
      m_release.end = End::complete;
    } else if (state.rollback || !state.taken_back.empty()) {
      m_release.end = End::rolled_back;
      put_stop();
    } else if (rehearsed.ended >= to) {
      m_release.end = End::unfinished;
    } else {
      const core::Reason* reason = first_hold(m_last);
      const bool is_blind = reason == nullptr || is_of_data(reason->cause);
      m_release.end = is_blind ? End::blind : End::held;
      put_stop();
    }
  }

  /// The reading that decided, not the moment at which somebody looked.
  void put_stop() {
    m_release.stopped_at = m_release.ended;
    std::optional<Instant> first;
    for (const core::Finding& finding : m_last.findings) {
      if (finding.status != core::Status::breach || !finding.at)
        continue;
      m_release.subjects.push_back(core::series_key(finding.threshold, finding.series));
      if (!first || *finding.at < *first) {
        first = finding.at;
        m_release.why = core::series_key(finding.threshold, finding.series) + ": " + finding.text;
      }
    }
    if (first)
      m_release.stopped_at = *first;
    if (!m_release.subjects.empty())
      return;
    if (const core::Reason* reason = first_hold(m_last)) {
      m_release.subjects.push_back(reason->subject);
      m_release.why = reason->subject + ": " + reason->text;
    }
  }

  const plan::Plan& m_plan;
  PastRelease m_release;
  std::map<std::string, Delays> m_delays;
  core::VerdictReached m_last;
  bool m_is_stopped = false;
};

} // namespace

PastRelease past_release(const plan::Plan& plan, const Rehearsed& rehearsed, Instant started,
                         Instant to) {
  Story story(plan);
  for (const core::Recorded& recorded : rehearsed.events)
    story.take(recorded);
  return story.finish(rehearsed, started, to);
}

} // namespace relctl::sim
