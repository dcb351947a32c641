// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/decide_parts.hpp"
#include "core/measure.hpp"
#include "core/objectives.hpp"
#include "core/observation_samples.hpp"
#include "core/observed_plan.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

constexpr const char* k_track = plan::k_main_track;

/// When a clock time of the plan comes on the day of the observation; never where it has no day.
Instant moment_of(const ObservationState& observation, plan::ClockTime clock) {
  return observation.opened.midnight ? *observation.opened.midnight + minutes(clock.minute)
                                     : k_never;
}

std::string clock_text(plan::ClockTime clock) {
  return fmt::format("{:02}:{:02}", clock.minute / 60, clock.minute % 60);
}

/// One turn of an observation. Sampling goes on whatever else is open; nothing that is asked or run
/// may make a sample late.
class Turn {
public:
  explicit Turn(const Situation& situation)
      : m_situation(situation), m_observation(*situation.state.observation) {}

  Decision take() {
    follow_schedule();
    if (!m_decision.events.empty() || !begin())
      return std::move(m_decision);
    if (!is_ending())
      sample();
    if (m_decision.events.empty() && !m_observation.taken.empty())
      follow_up();
    if (m_decision.events.empty() && is_ending() && !m_decision.question && !m_decision.busy &&
        !awaits_last_answer())
      end();
    return std::move(m_decision);
  }

private:
  void follow_schedule() {
    const auto& items = m_situation.plan.observe->schedule;
    for (std::size_t i = 0; i < items.size(); ++i) {
      const int item = static_cast<int>(i);
      const Instant at = moment_of(m_observation, items[i].at);
      if (at == k_never || m_observation.schedule_reached.contains(item))
        continue;
      if (m_situation.now >= at)
        add(ScheduleReached{item, clock_text(items[i].at), items[i].title});
      else
        wake_at(at);
    }
  }

  /// Whether sampling has begun.
  bool begin() {
    const PhaseState* phase = observed_phase(m_situation.state, plan::k_main_track);
    if (phase != nullptr) {
      m_start = *phase->started_at;
      return is_ending() || !begin_anew(*phase);
    }
    const auto& begin_at = m_observation.opened.begin_at;
    if (begin_at && m_situation.now < *begin_at) {
      wake_at(*begin_at);
      return false;
    }
    add(PhaseEntered{k_track, k_observe_phase, 0.0});
    add(PhaseStarted{k_track, k_observe_phase, m_situation.inputs.clock});
    return false;
  }

  /// True where the clock was set meanwhile: the samples so far were taken at other times than
  /// their grid says.
  bool begin_anew(const PhaseState& phase) {
    const auto by = clock_set_by(m_situation, phase.clock, *phase.started_at,
                                 m_observation.samples * m_observation.opened.every);
    if (by)
      add(PhaseStarted{k_track, k_observe_phase, m_situation.inputs.clock, by});
    return by.has_value();
  }

  [[nodiscard]] int taken() const { return static_cast<int>(m_observation.taken.size()); }

  [[nodiscard]] bool is_ending() const {
    return m_observation.lost || taken() >= m_observation.samples || is_stopped();
  }

  [[nodiscard]] bool is_stopped() const {
    const auto stops = [](const MissDecided& decided) { return decided.choice == "stop"; };
    return std::any_of(m_observation.decisions.begin(), m_observation.decisions.end(), stops);
  }

  void measure() {
    // Nothing is asked beyond the last sample, however late it is.
    Situation until_last = m_situation;
    until_last.now =
        std::min(m_situation.now, grid_time(m_observation, m_start, m_observation.samples));
    Due due = due_now(until_last, {nullptr, m_start});
    m_decision.busy |= !due.measurements.empty() || !m_situation.inputs.measuring.empty();
    m_decision.measurements = std::move(due.measurements);
  }

  void sample() {
    measure();
    const int next = taken() + 1;
    const Instant at = grid_time(m_observation, m_start, next);
    if (m_situation.now < at)
      return wake_at(at);
    const bool may_come = !m_decision.measurements.empty() || !m_situation.inputs.measuring.empty();
    const std::optional<StepProgress> alive = ask_alive(next);
    if ((!is_read(m_situation, at) && may_come) ||
        (alive && alive->kind == StepProgress::Kind::busy))
      return;
    add(take_sample(m_situation, m_start, next));
    if (alive && alive->kind == StepProgress::Kind::failed)
      add(LivenessLost{next, alive->detail, m_observation.opened.release});
  }

  /// The liveness probe of a sample that is not yet past; nothing where the plan has none.
  std::optional<StepProgress> ask_alive(int sample) {
    const auto& alive = m_situation.plan.observe->alive;
    const bool is_past = m_situation.now >= grid_time(m_observation, m_start, sample + 1);
    if (!alive || is_past)
      return std::nullopt;
    StepProgress progress =
        advance_step(m_situation, *alive,
                     {k_track, k_observe_phase, k_alive_stage + std::to_string(sample), alive->id});
    StepProgress copy = progress;
    merge(m_decision, std::move(progress));
    return copy;
  }

  void follow_up() {
    confirm_first();
    reach_checkpoints();
    for (int sample = 1; sample <= taken() && !m_decision.question; ++sample)
      decide_miss(sample);
  }

  void confirm_first() {
    if (m_observation.first)
      return;
    const SampleTaken& first = m_observation.taken.front();
    const bool is_whole = std::all_of(first.values.begin(), first.values.end(),
                                      [](const SampledValue& value) { return value.value; });
    if (m_situation.mandate.asks)
      ask({Question::Kind::first_sample, "first", 1, first.text});
    else
      add(FirstSampleConfirmed{is_whole, "relctl", first.text});
  }

  [[nodiscard]] bool is_due(const plan::Checkpoint& checkpoint) const {
    if (checkpoint.at)
      return m_situation.now >= moment_of(m_observation, *checkpoint.at);
    return checkpoint.sample <= taken();
  }

  void reach_checkpoints() {
    for (const plan::Checkpoint& checkpoint : m_situation.plan.observe->checkpoints) {
      const auto& reached = m_observation.checkpoints;
      const bool is_on_record =
          std::any_of(reached.begin(), reached.end(), [&](const CheckpointReached& before) {
            return before.check == checkpoint.id;
          });
      const bool is_answered =
          m_situation.state.answers.contains(std::string(k_observe_phase) + "/" + checkpoint.id);
      if (!is_due(checkpoint)) {
        if (checkpoint.at && !is_ending())
          wake_at(moment_of(m_observation, *checkpoint.at));
        continue;
      }
      if (!is_on_record)
        add(CheckpointReached{checkpoint.id, taken(), checkpoint.ask});
      else if (!is_answered && m_situation.mandate.asks)
        ask({Question::Kind::checkpoint, checkpoint.id, taken(), checkpoint.ask});
    }
  }

  /// What is missed or unknown in the sample and was not in the one before.
  [[nodiscard]] std::vector<std::string> new_troubles(int sample) const {
    const auto index = static_cast<std::size_t>(sample - 1);
    const auto now = troubles_of(m_situation.plan, m_observation.taken[index]);
    const auto before = index == 0 ? std::set<std::string>()
                                   : troubles_of(m_situation.plan, m_observation.taken[index - 1]);
    std::vector<std::string> fresh;
    std::set_difference(now.begin(), now.end(), before.begin(), before.end(),
                        std::back_inserter(fresh));
    return fresh;
  }

  void decide_miss(int sample) {
    const auto& decisions = m_observation.decisions;
    const bool is_decided =
        std::any_of(decisions.begin(), decisions.end(),
                    [&](const MissDecided& decided) { return decided.sample == sample; });
    const std::vector<std::string> subjects = new_troubles(sample);
    if (subjects.empty() || is_decided || !is_diagnosed(sample))
      return;
    if (m_situation.mandate.asks && !m_observation.lost)
      return ask({Question::Kind::miss, join(subjects, ", "), sample,
                  m_observation.taken[static_cast<std::size_t>(sample - 1)].text});
    add(decision_unasked(sample, subjects));
  }

  /// Nobody can be asked: as the caller said beforehand. It extends once only, so that an
  /// observation ends.
  [[nodiscard]] MissDecided decision_unasked(int sample, std::vector<std::string> subjects) const {
    MissDecided decided{sample, std::move(subjects), m_observation.opened.on_miss, 0, "relctl", ""};
    if (decided.choice == "extend" && m_observation.samples == m_observation.opened.samples)
      decided.extend_by = std::max(1, m_observation.opened.samples / 2);
    else if (decided.choice != "stop")
      decided.choice = "continue";
    return decided;
  }

  /// Runs what the plan names for a miss; how it ends does not matter, its output is the evidence.
  bool is_diagnosed(int sample) {
    for (const std::string& id : m_situation.plan.observe->on_miss) {
      const plan::Step* step = plan::find_step(m_situation.plan, id);
      if (step == nullptr)
        continue;
      StepProgress progress =
          advance_step(m_situation, *step,
                       {k_track, k_observe_phase, k_diagnose_stage + std::to_string(sample), id});
      const bool is_busy = progress.kind == StepProgress::Kind::busy;
      merge(m_decision, std::move(progress));
      if (is_busy)
        return false;
    }
    return true;
  }

  /// What becomes due with the last sample can only be answered after it: without somebody at a
  /// terminal the answer may come as long as another sample would take.
  bool awaits_last_answer() {
    const Instant until = grid_time(m_observation, m_start, m_observation.samples + 1);
    const bool is_open =
        std::any_of(m_observation.checkpoints.begin(), m_observation.checkpoints.end(),
                    [&](const CheckpointReached& reached) {
                      return reached.sample >= m_observation.samples &&
                             !m_situation.state.answers.contains(std::string(k_observe_phase) +
                                                                 "/" + reached.check);
                    });
    if (!is_open || m_situation.now >= until || m_observation.lost || is_stopped())
      return false;
    wake_at(until);
    return true;
  }

  void end() {
    const ObservationEnded ended = conclude(m_situation.plan, m_situation.state);
    for (Event& record : records_of(m_situation.plan, m_situation.state, ended))
      m_decision.events.push_back(std::move(record));
    add(ended);
  }

  void add(Event event) { m_decision.events.push_back(std::move(event)); }
  void wake_at(Instant at) { m_decision.wake = std::min(m_decision.wake, at); }
  void ask(Question question) {
    if (!m_decision.question)
      m_decision.question = std::move(question);
  }

  const Situation& m_situation;
  const ObservationState& m_observation;
  Instant m_start;
  Decision m_decision;
};

} // namespace

Decision decide_observation(const Situation& situation) {
  return situation.mandate.measures ? Turn(situation).take() : Decision{};
}

} // namespace relctl::core
