// SPDX-License-Identifier: Apache-2.0
#include "sim/redecision.hpp"

#include "base/check.hpp"
#include "core/decide.hpp"
#include "core/readings_taken.hpp"
#include "core/window.hpp"
#include "engine/goal.hpp"
#include "engine/release_log.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::sim {
namespace {

constexpr int k_turns_max = 1'000;

/// Events that are decisions when the engine makes them, and else a person's.
bool may_be_a_persons(const core::Event& event) {
  return std::holds_alternative<core::ReleaseClosed>(event) ||
         std::holds_alternative<core::StepSkipped>(event);
}

/// Who appends it also decides at once, unless told otherwise: that is on record by itself.
bool is_looked_at(const core::Event& event) {
  return std::holds_alternative<core::ReadingsTaken>(event) ||
         std::holds_alternative<core::StepEnded>(event) ||
         std::holds_alternative<core::StepInDoubt>(event);
}

class Redecider {
public:
  Redecider(const plan::Plan& plan, const plan::Plan& pinned, const ReleaseRecord& record,
            ports::AuditLog& log, const std::set<std::string>* asked)
      : m_plan(plan), m_pinned(pinned), m_record(record), m_log(log), m_known(asked) {
    m_view.release = record.release;
  }

  Result<Redecision> run() {
    for (; m_index < m_record.events.size() && !m_is_over; ++m_index) {
      const core::Recorded& recorded = m_record.events[m_index];
      m_result.until = std::max(m_result.until, recorded.at);
      if (is_decided(m_record, recorded))
        RELCTL_TRY(decide_at(recorded));
      else
        RELCTL_TRY(take_in(recorded));
    }
    return std::move(m_result);
  }

private:
  /// From here on nothing on record is about this course of things.
  void part(Instant at, std::string why) {
    if (m_is_over)
      return;
    m_is_over = true;
    m_result.until = at;
    m_result.unknown = std::move(why);
  }

  Result<void> decide_at(const core::Recorded& recorded) {
    RELCTL_TRY(decide(recorded.at, true));
    if (m_is_over || was_made(recorded))
      return {};
    if (may_be_a_persons(recorded.event))
      return append({recorded.event}, recorded);
    part_from_record(recorded);
    return {};
  }

  Result<void> take_in(const core::Recorded& recorded) {
    core::Event event = recorded.event;
    bool has_readings = false;
    if (auto* taken = std::get_if<core::ReadingsTaken>(&event)) {
      has_readings = true;
      core::expand_runs(*taken);
      for (core::Reading& reading : taken->readings) {
        m_measuring.erase(taken->track + "/" + reading.metric + "[" + reading.series + "]");
        adapt(reading, recorded.at);
      }
    }
    if (m_is_over)
      return {};
    RELCTL_TRY(append({std::move(event)}, recorded));
    // What was appended together is looked at together.
    const bool goes_on = m_index + 1 < m_record.events.size() &&
                         m_record.events[m_index + 1].at == recorded.at &&
                         !is_decided(m_record, m_record.events[m_index + 1]);
    return is_looked_at(recorded.event) && !goes_on ? decide(recorded.at, has_readings)
                                                    : Result<void>{};
  }

  /// Another demand on the volume makes a reading thin; one that was too thin has no value on
  /// record.
  void adapt(core::Reading& reading, Instant at) {
    const plan::Metric* metric = plan::find_metric(m_plan, reading.metric);
    const plan::Metric* before = plan::find_metric(m_pinned, reading.metric);
    if (metric == nullptr || before == nullptr || !metric->volume || !before->volume ||
        metric->volume->at_least == before->volume->at_least || !reading.volume)
      return;
    const double wanted = metric->volume->at_least;
    if (reading.value && *reading.volume < wanted) {
      reading.value.reset();
      reading.cause = plan::Cause::thin;
      reading.detail = fmt::format("volume {:g} is below {:g}", *reading.volume, wanted);
    } else if (reading.cause == plan::Cause::thin && *reading.volume >= wanted) {
      part(at, fmt::format("{} at {} was too thin to count, so that its value is not on record",
                           core::series_key(reading.metric, reading.series),
                           format_instant(reading.at)));
    }
  }

  Result<void> append(const std::vector<core::Event>& events, const core::Recorded& like) {
    RELCTL_TRY(engine::refresh(m_log, m_view));
    RELCTL_TRY_ASSIGN(const auto appended,
                      engine::append(m_log, m_view, events, like.at, like.actor));
    for (const core::Recorded& recorded : appended)
      if (!std::holds_alternative<core::ReadingsTaken>(recorded.event))
        m_result.events.push_back(recorded);
    return {};
  }

  /// Turns until there is nothing more to do. What is due and not on record yet was asked for
  /// together with what has just come in; else the look ends with the asking.
  Result<void> decide(Instant at, bool has_answers) {
    for (int turns = 0; !m_is_over; ++turns) {
      RELCTL_CHECK(turns < k_turns_max);
      RELCTL_TRY(engine::refresh(m_log, m_view));
      core::Inputs inputs;
      for (const core::StepState* step : core::running_steps(m_view.state))
        inputs.live.insert(core::effect_id(m_view.state, *step));
      inputs.measuring = m_measuring;
      core::Decision decision =
          core::decide({m_plan, m_view.state, m_view.ledger, m_view.windows, inputs, at,
                        mandate(at), ports::anchor_text(m_view.anchor)});
      // Checks are asked again when they were: their answers are on record from then.
      std::erase_if(decision.events, [](const core::Event& event) {
        return std::holds_alternative<core::StepResolved>(event);
      });
      const bool asks = note_asked(decision.measurements, at);
      if (decision.events.empty() && asks && has_answers)
        continue;
      if (decision.events.empty() || comes_later(decision.events.front(), at))
        return {};
      RELCTL_TRY(append(decision.events, {0, 0, at, "relctl", decision.events.front()}));
      for (const core::Event& event : decision.events)
        part_from_change(event, at);
    }
    return {};
  }

  /// A phase is entered when it was, and what comes before the start and after completion is asked
  /// when it was.
  [[nodiscard]] core::Mandate mandate(Instant at) const {
    core::Mandate mandate;
    const auto& events = m_record.events;
    const auto* asked_again = std::get_if<core::StepStarted>(&events[m_index].event);
    mandate.starts = (asked_again != nullptr && asked_again->address.phase == "before") ||
                     std::holds_alternative<core::StartDecided>(events[m_index].event);
    for (std::size_t i = first_of_moment(); i < events.size() && events[i].at == at; ++i) {
      if (const auto* entered = std::get_if<core::PhaseEntered>(&events[i].event)) {
        mandate.may_enter = true;
        mandate.enter = plan::phase_name(entered->track, entered->phase);
      } else if (const auto* step = std::get_if<core::StepStarted>(&events[i].event)) {
        mandate.closes |= step->address.stage == "after";
      } else if (std::holds_alternative<core::ReleaseClosed>(events[i].event)) {
        mandate.closes = true;
      }
    }
    return mandate;
  }

  bool note_asked(const std::vector<core::MeasurementRequest>& requests, Instant at) {
    bool is_new = false;
    for (const core::MeasurementRequest& request : requests) {
      is_new |= m_measuring.insert(request.subject()).second;
      const core::PhaseState* phase = core::observed_phase(m_view.state, request.track);
      const std::string name = phase == nullptr ? "rollback" : phase->id;
      const std::string key =
          request.track + "/" + name + " " + core::series_key(request.metric, request.series);
      m_result.asked.insert(key);
      if (m_known != nullptr && !m_known->contains(key))
        part(at, fmt::format("no readings of {} in {} are on record",
                             core::series_key(request.metric, request.series),
                             plan::phase_name(request.track, name)));
    }
    return is_new;
  }

  /// What was done on record a moment later is done then, so that grids begin when they began; but
  /// what was done only with the next readings was not yet due.
  [[nodiscard]] bool comes_later(const core::Event& event, Instant at) const {
    const auto& events = m_record.events;
    for (std::size_t i = first_of_moment(); i < events.size() && events[i].at <= at + k_one_look;
         ++i) {
      if (is_same_decision(events[i].event, event))
        return at < events[i].at;
      if (at < events[i].at && std::holds_alternative<core::ReadingsTaken>(events[i].event))
        return false;
    }
    return false;
  }

  /// The first on record at the time of the one that is come to.
  [[nodiscard]] std::size_t first_of_moment() const {
    std::size_t first = m_index;
    while (first > 0 && m_record.events[first - 1].at == m_record.events[m_index].at)
      --first;
    return first;
  }

  static bool is_near(Instant a, Instant b) { return a <= b + k_one_look && b <= a + k_one_look; }

  [[nodiscard]] bool was_made(const core::Recorded& wanted) const {
    return std::any_of(m_result.events.rbegin(), m_result.events.rend(), [&](const auto& made) {
      return is_near(made.at, wanted.at) && is_same_decision(made.event, wanted.event);
    });
  }

  [[nodiscard]] bool is_on_record(const core::Event& event, Instant at) const {
    return std::any_of(m_record.events.begin(), m_record.events.end(), [&](const auto& recorded) {
      return is_near(recorded.at, at) && is_same_decision(recorded.event, event);
    });
  }

  /// The release went another way on record than it would have with the change.
  void part_from_record(const core::Recorded& recorded) {
    if (const auto* entered = std::get_if<core::PhaseEntered>(&recorded.event))
      part(recorded.at,
           fmt::format("on record {} was entered then, so that there are no readings of the phase "
                       "before from then on",
                       plan::phase_name(entered->track, entered->phase)));
    else if (std::holds_alternative<core::RollbackRequested>(recorded.event))
      part(recorded.at, "on record the rollback began then, so that there are no readings of a "
                        "release that goes on");
    else if (std::holds_alternative<core::ReleaseCompleted>(recorded.event))
      part(recorded.at, "on record the release was complete then, so that there are no readings "
                        "after it");
    else if (const auto* step = std::get_if<core::StepStarted>(&recorded.event))
      part(recorded.at,
           fmt::format("on record step {} ran then, and what it changed is in the readings",
                       step->address.step));
  }

  /// The release would have gone another way with the change than it did.
  void part_from_change(const core::Event& event, Instant at) {
    const bool is_told = std::holds_alternative<core::ReleaseCompleted>(event) ||
                         std::holds_alternative<core::RollbackRequested>(event);
    const auto* step = std::get_if<core::StepStarted>(&event);
    if ((!is_told && step == nullptr) || is_on_record(event, at))
      return;
    if (step != nullptr)
      part(at, fmt::format("step {} would have begun then; how it would have ended and what it "
                           "would have changed is not on record",
                           step->address.step));
    else if (std::holds_alternative<core::RollbackRequested>(event))
      part(at, "the rollback would have begun then; what was measured on record is of a release "
               "that went on");
    else
      part(at, "");
  }

  const plan::Plan& m_plan;
  const plan::Plan& m_pinned;
  const ReleaseRecord& m_record;
  ports::AuditLog& m_log;
  const std::set<std::string>* m_known;
  engine::ReleaseView m_view;
  Redecision m_result;
  /// Asked for and not answered, by MeasurementRequest::subject().
  std::set<std::string> m_measuring;
  std::size_t m_index = 0;
  bool m_is_over = false;
};

} // namespace

Result<Redecision> redecide(const plan::Plan& plan, const plan::Plan& pinned,
                            const ReleaseRecord& record, ports::AuditLog& log,
                            const std::set<std::string>* asked) {
  return Redecider(plan, pinned, record, log, asked).run();
}

} // namespace relctl::sim
