// SPDX-License-Identifier: Apache-2.0
#include "sim/expectations.hpp"

#include "base/text.hpp"
#include "core/names.hpp"
#include "core/standing.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace relctl::sim {

namespace {

using core::Recorded;

/// The release as it stood at a time.
core::State state_at(const Rehearsed& rehearsed, Instant at) {
  core::State state;
  state.release = rehearsed.state.release;
  for (const Recorded& recorded : rehearsed.events)
    if (recorded.at <= at)
      core::apply(state, recorded);
  return state;
}

std::string phases_of(const core::State& state) {
  std::vector<std::string> names;
  for (const core::PhaseState* phase : core::current_phases(state))
    names.push_back(plan::phase_name(phase->track, phase->id));
  return names.empty() ? std::string(core::stage_name(state.stage)) : join(names, ", ");
}

/// Where it has come to rest, for who does not know the names of stages.
std::string resting_words(const core::State& state) {
  if (state.stage == core::Stage::ready)
    return "ready, with no phase entered";
  if (state.observation && !state.observation->ended)
    return fmt::format("{} with {} of {} samples taken", core::stage_name(state.stage),
                       state.observation->taken.size(), state.observation->samples);
  return state.stage == core::Stage::in_phase ? "held in " + phases_of(state) : ending_of(state);
}

/// What of it says why the release stands where it stands; empty where the event does not.
std::string why_in(const core::Event& event) {
  if (const auto* request = std::get_if<core::RollbackRequested>(&event))
    return "taken back: " + request->reason;
  if (const auto* aborted = std::get_if<core::ReleaseAborted>(&event))
    return "aborted: " + aborted->reason;
  const auto* start = std::get_if<core::StartDecided>(&event);
  const auto* ended = std::get_if<core::StepEnded>(&event);
  const bool is_news = (start != nullptr && !start->go) ||
                       (ended != nullptr && ended->next == core::Next::failed) ||
                       std::holds_alternative<core::StepInDoubt>(event) ||
                       std::holds_alternative<core::VerdictReached>(event);
  return is_news ? core::describe(event) : "";
}

/// A way back, else the newest of what holds it, with its virtual time; empty for what has gone its
/// way.
std::string why_of(const Rehearsed& rehearsed) {
  if (rehearsed.state.stage == core::Stage::complete || rehearsed.state.observation)
    return "";
  std::string why;
  for (const Recorded& recorded : rehearsed.events) {
    const bool goes_back = std::holds_alternative<core::RollbackRequested>(recorded.event);
    if (const std::string text = why_in(recorded.event);
        !text.empty() && (goes_back || !rehearsed.state.rollback))
      why = fmt::format("; at +{}: {}", format_duration(recorded.at - rehearsed.state.opened_at),
                        one_line(text, 300));
  }
  return why;
}

/// The newest verdict until then, over all tracks.
const core::VerdictReached* verdict_at(const Rehearsed& rehearsed, Instant at) {
  const core::VerdictReached* newest = nullptr;
  for (const Recorded& recorded : rehearsed.events)
    if (const auto* reached = std::get_if<core::VerdictReached>(&recorded.event);
        reached != nullptr && recorded.at <= at)
      newest = reached;
  return newest;
}

std::string verdict_words(const core::VerdictReached& reached) {
  std::vector<std::string> reasons;
  for (const core::Reason& reason : reached.reasons)
    reasons.push_back(fmt::format("{} of {}", plan::cause_name(reason.cause), reason.subject));
  return fmt::format("{}{}{}", core::name_of(reached.verdict), reasons.empty() ? "" : ": ",
                     join(reasons, ", "));
}

bool speaks_of(const core::VerdictReached& reached, const std::string& what) {
  return what.empty() ||
         std::any_of(reached.reasons.begin(), reached.reasons.end(), [&](const auto& reason) {
           return reason.subject == what || plan::cause_name(reason.cause) == what;
         });
}

bool is_entry_or_pass(const core::Event& event) {
  return std::holds_alternative<core::PhaseEntered>(event) ||
         std::holds_alternative<core::PhasePassed>(event);
}

/// The event from which the moment is counted.
bool is_anchor(const plan::Moment& moment, const core::Event& event) {
  if (moment.kind == plan::Moment::Kind::rollback)
    return std::holds_alternative<core::RollbackRequested>(event);
  if (moment.kind == plan::Moment::Kind::complete)
    return std::holds_alternative<core::ReleaseCompleted>(event);
  const auto* started = std::get_if<core::PhaseStarted>(&event);
  return started != nullptr && plan::phase_name(started->track, started->phase) == moment.phase;
}

/// Empty unless that time lies behind the horizon that broke the rehearsal off. What has ended, or
/// rests for ever, stays as it is.
std::string unseen_text(const Rehearsed& rehearsed, Instant at) {
  if (!rehearsed.broken_off || at <= rehearsed.ended)
    return "";
  const auto offset = [&](Instant time) {
    return format_duration(time - rehearsed.state.opened_at);
  };
  return fmt::format("that is +{}, and the rehearsal was broken off at +{}, its horizon; a longer "
                     "'horizon' lets it go on",
                     offset(at), offset(rehearsed.ended));
}

/// What was found instead of the expected; empty when it was met.
class ExpectationJudge {
public:
  ExpectationJudge(const Rehearsed& rehearsed, Instant at) : m_rehearsed(rehearsed), m_at(at) {}

  std::string operator()(const plan::PhaseExpectation& expected) const {
    const core::State state = state_at(m_rehearsed, m_at);
    const auto current = core::current_phases(state);
    const bool is_there = std::any_of(current.begin(), current.end(), [&](const auto* phase) {
      return plan::phase_name(phase->track, phase->id) == expected.phase;
    });
    return is_there ? "" : "it was in " + phases_of(state);
  }

  std::string operator()(const plan::VerdictExpectation& expected) const {
    const core::VerdictReached* reached = verdict_at(m_rehearsed, m_at);
    if (reached == nullptr)
      return "there was no verdict yet";
    const bool is_met = core::name_of(reached->verdict) == expected.verdict &&
                        speaks_of(*reached, expected.because);
    return is_met ? "" : "it was " + verdict_words(*reached);
  }

  std::string operator()(const plan::EndExpectation& expected) const {
    const core::State& state = m_rehearsed.state;
    if (ending_of(state) == expected.stage)
      return because_text(expected, state);
    if (!m_rehearsed.broken_off)
      return "it ended " + resting_words(state) + why_of(m_rehearsed) +
             (expected.stage == "rolled_back" && state.rollback
                  ? "; 'closed' is one that was rolled back and has recovered"
                  : "");
    return fmt::format("it had not ended {} after its opening, at the horizon of the scenario: it "
                       "was {}{}",
                       format_duration(m_rehearsed.ended - state.opened_at), resting_words(state),
                       why_of(m_rehearsed));
  }

  std::string operator()(const plan::RollbackExpectation& expected) const {
    std::string found = "nothing was taken back";
    for (const Recorded& recorded : m_rehearsed.events)
      if (const auto* request = std::get_if<core::RollbackRequested>(&recorded.event)) {
        const bool is_in_time = recorded.at >= m_at && recorded.at <= m_at + expected.within;
        if (is_in_time && request->reason.find(expected.because) != std::string::npos)
          return "";
        found = fmt::format("it was taken back at +{}: {}", offset(recorded.at),
                            one_line(request->reason, 200));
      }
    return found;
  }

  std::string operator()(const plan::MessageExpectation& expected) const {
    std::string found = fmt::format("no message {}", expected.comms);
    for (const Recorded& recorded : m_rehearsed.events)
      if (const auto* message = std::get_if<core::MessagePrepared>(&recorded.event);
          message != nullptr && message->comms == expected.comms) {
        const bool says_so = message->text.find(expected.says) != std::string::npos;
        if (says_so && recorded.at >= m_at)
          return "";
        found = (says_so ? "it was sent before, at +" + offset(recorded.at) : "it said") + ": " +
                one_line(message->text, 200);
      }
    return found;
  }

  std::string operator()(const plan::StepsExpectation& expected) const {
    std::vector<std::string> begun;
    for (const Recorded& recorded : m_rehearsed.events)
      if (const auto* started = std::get_if<core::StepStarted>(&recorded.event);
          started != nullptr && started->part == core::Part::act && recorded.at >= m_at)
        begun.push_back(started->address.step);
    auto next = begun.begin();
    for (const std::string& step : expected.steps) {
      next = std::find(next, begun.end(), step);
      if (next == begun.end())
        return fmt::format("{} did not follow; there were {}", step,
                           begun.empty() ? "none" : join(begun, ", "));
      ++next;
    }
    return "";
  }

  std::string operator()(const plan::NoPromotionExpectation& expected) const {
    for (const Recorded& recorded : m_rehearsed.events)
      if (is_entry_or_pass(recorded.event) && recorded.at >= m_at &&
          recorded.at < m_at + expected.span)
        return fmt::format("at +{}: {}", offset(recorded.at), core::describe(recorded.event));
    return unseen_text(m_rehearsed, m_at + expected.span);
  }

  std::string operator()(const plan::ExposureExpectation& expected) const {
    const core::State state = state_at(m_rehearsed, m_at);
    const core::PhaseState* phase = core::current_phase(state);
    const bool is_back = state.rollback && state.rollback->settled &&
                         state.rollback->settled->complete && state.rollback->request.scope.empty();
    const double share = phase == nullptr || is_back ? 0.0 : phase->traffic;
    return std::fabs(share - expected.share) < 1e-9
               ? ""
               : fmt::format("it was {}", format_quantity(share, Dimension::ratio));
  }

  std::string operator()(const plan::DrillExpectation& expected) const {
    const core::State state = state_at(m_rehearsed, m_at);
    if (!state.drill || !state.drill->ended)
      return state.drill ? "the drill was still under way" : "there was no drill yet";
    const core::DrillEnded& ended = *state.drill->ended;
    return (ended.complete && ended.in_time) == expected.passed ? "" : core::describe(ended);
  }

  std::string operator()(const plan::FindingExpectation& expected) const {
    const auto& observation = m_rehearsed.state.observation;
    if (!observation || !observation->ended)
      return "it has not ended";
    const auto& findings = observation->ended->reasons;
    const bool is_there =
        std::any_of(findings.begin(), findings.end(), [&](const std::string& finding) {
          return finding.find(expected.says) != std::string::npos;
        });
    return is_there           ? ""
           : findings.empty() ? "it found nothing"
                              : "it found: " + one_line(join(findings, "; "), 500);
  }

  std::string operator()(const plan::RecordExpectation& expected) const {
    const auto& recorded = m_rehearsed.baselines;
    const bool is_met =
        expected.metric.empty()
            ? recorded.empty()
            : std::any_of(recorded.begin(), recorded.end(), [&](const std::string& series) {
                return series.substr(0, series.find('[')) == expected.metric;
              });
    return is_met             ? ""
           : recorded.empty() ? "nothing was recorded"
                              : "recorded was " + join(recorded, ", ");
  }

private:
  /// Empty where the no-go has that among its reasons, or where nothing was asked for.
  [[nodiscard]] static std::string because_text(const plan::EndExpectation& expected,
                                                const core::State& state) {
    if (expected.because.empty() || !state.start)
      return "";
    std::vector<std::string> reasons;
    for (const core::Reason& reason : state.start->reasons)
      if (reason.subject == expected.because || plan::cause_name(reason.cause) == expected.because)
        return "";
      else
        reasons.push_back(fmt::format("{} of {}", plan::cause_name(reason.cause), reason.subject));
    return "its reasons were " + join(reasons, ", ");
  }

  [[nodiscard]] std::string offset(Instant at) const {
    return format_duration(at - m_rehearsed.state.opened_at);
  }

  const Rehearsed& m_rehearsed;
  Instant m_at;
};

} // namespace

std::string ending_of(const core::State& state) {
  if (state.observation && state.observation->ended)
    return state.observation->ended->conclusion;
  return state.stage == core::Stage::in_phase ? "held" : std::string(core::stage_name(state.stage));
}

std::optional<Instant> time_of(const plan::Moment& moment, const plan::Scenario& scenario,
                               const Rehearsed& rehearsed) {
  switch (moment.kind) {
  case plan::Moment::Kind::opening:
    return scenario.opening + moment.offset;
  case plan::Moment::Kind::end:
    return rehearsed.ended + moment.offset;
  case plan::Moment::Kind::phase:
  case plan::Moment::Kind::rollback:
  case plan::Moment::Kind::complete:
    break;
  }
  for (const Recorded& recorded : rehearsed.events)
    if (is_anchor(moment, recorded.event))
      return recorded.at + moment.offset;
  return std::nullopt;
}

std::vector<Miss> unmet(const plan::Scenario& scenario, const Rehearsed& rehearsed) {
  std::vector<Miss> misses;
  for (const plan::Expectation& expectation : scenario.expectations) {
    const auto at = time_of(expectation.at, scenario, rehearsed);
    std::string found = at ? unseen_text(rehearsed, *at)
                           : "that time never came: the release ended " +
                                 resting_words(rehearsed.state) + why_of(rehearsed);
    if (at && found.empty())
      found = std::visit(ExpectationJudge(rehearsed, *at), expectation.what);
    if (!found.empty())
      misses.push_back({expectation.at.mark, expectation.text, std::move(found)});
  }
  for (const Objection& objection : rehearsed.objections)
    misses.push_back({objection.mark, objection.wanted, objection.why});
  return misses;
}

} // namespace relctl::sim
