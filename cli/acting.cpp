// SPDX-License-Identifier: Apache-2.0
#include "cli/acting.hpp"

#include "base/text.hpp"
#include "cli/dry_world.hpp"
#include "cli/ending.hpp"
#include "cli/reader_program.hpp"
#include "cli/reading.hpp"
#include "core/steps.hpp"
#include "effects/command.hpp"
#include "effects/protocol.hpp"
#include "host/live_world.hpp"
#include "metrics/protocol.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>

namespace relctl::cli {

namespace {

std::string in_seconds(Duration duration) {
  constexpr std::int64_t k_second_ms = 1000;
  return fmt::format("{}s", (duration.ms + k_second_ms - 1) / k_second_ms);
}

constexpr Duration k_clocks_apart = seconds(5);

const char* reason_of(const engine::Outcome& outcome) {
  if (outcome.stop == engine::Stop::timed_out)
    return "the time given by --timeout has passed";
  constexpr int k_interrupt = 2;
  return outcome.signal == k_interrupt ? "interrupted" : "ended by a signal";
}

metrics::ProcessSettings process_settings(const Surroundings& surroundings) {
  metrics::ProcessSettings settings;
  settings.reader = reader_program(surroundings.environment);
  settings.command_environment = effects::allowed_environment(surroundings.environment_map);
  settings.reader_environment = effects::reader_environment(surroundings.environment_map);
  return settings;
}

} // namespace

ports::Holder self_as_holder(const Session& session) {
  const auto pid = static_cast<std::int64_t>(::getpid());
  return {pid,
          session.surroundings.host,
          session.surroundings.command_line,
          session.actor(),
          host::system_now(),
          host::process_start_of(pid)};
}

Result<std::unique_ptr<Acting>> Acting::hold(Session& session, ports::AuditLog& log,
                                             const std::string& release,
                                             planfile::LoadedPlan plan) {
  RELCTL_TRY_ASSIGN(auto lock, log.lock(release, self_as_holder(session)));
  RELCTL_TRY_ASSIGN(auto view, engine::load(log, release));
  return on(session, {log, std::move(lock), std::move(view), std::move(plan)});
}

Result<std::unique_ptr<Acting>> Acting::on(Session& session, Subject subject) {
  if (!subject.dry)
    session.surroundings.readers.never_wait();
  std::unique_ptr<Acting> acting(new Acting(session, std::move(subject)));
  acting->tell_of_clock();
  acting->tell_of_orphans();
  RELCTL_TRY(acting->make_world());
  return acting;
}

Acting::Acting(Session& session, Subject subject)
    : m_session(session), m_subject(std::move(subject)),
      m_narrator(session, m_subject.plan.plan, m_subject.dry),
      m_effects(effects::make_effect_protocol(session.surroundings.environment_map,
                                              reader_program(session.surroundings.environment))),
      m_measurements(metrics::make_measurement_protocol(process_settings(session.surroundings))) {}

/// What an earlier relctl left running is waited for, or stopped by a rollback: nobody should
/// wonder why nothing moves.
void Acting::tell_of_orphans() {
  if (!m_subject.lock || m_session.quiet)
    return;
  const bool goes_back = m_subject.view.state.stage == core::Stage::rolling_back;
  for (const ports::RunningGroup& group : m_subject.lock->left_behind()) {
    if (!host::is_alive(group.group, group.process_start))
      continue;
    for (const core::StepState* step : core::running_steps(m_subject.view.state))
      if (core::effect_id(m_subject.view.state, *step) == group.effect_id)
        *m_session.surroundings.message.out
            << fmt::format("step {} of an earlier relctl still runs (process group {}); {}\n",
                           step->address.step, group.group,
                           goes_back && step->address.phase != "rollback"
                               ? "it is stopped, within " + in_seconds(m_subject.grace)
                               : "it comes first, and is over by " +
                                     format_clock(step->started_at + step->timeout +
                                                  core::k_orphan_grace + m_subject.grace) +
                                     " at the latest");
  }
}

/// Times of the log are those of whoever wrote: behind them nothing is due, and nobody knows why.
void Acting::tell_of_clock() {
  const Instant newest = m_subject.view.state.last_event_at;
  const Duration behind = newest - host::system_now();
  if (behind > k_clocks_apart && !m_session.quiet)
    *m_session.surroundings.message.out << fmt::format(
        "relctl: the newest event of {} is of {}, which this machine's clock has not reached; "
        "check the clocks\n",
        m_subject.view.release, format_instant(newest));
}

Result<void> Acting::make_world() {
  host::LiveWorldOptions options;
  options.effects = m_effects.get();
  options.measurements = m_measurements.get();
  options.lock = m_subject.lock.get();
  options.grace = m_subject.grace;
  options.redactor = redactor_of(m_subject.plan);
  if (m_subject.shared)
    options.log_moved = [this] {
      const auto head = m_subject.log.head();
      return head && head->position != m_subject.view.anchor.position;
    };
  options.tick = [this](Instant now) { m_narrator.tick(now); };
  RELCTL_TRY_ASSIGN(m_world, host::make_live_world(std::move(options)));
  if (m_subject.dry)
    m_world = std::make_unique<DryWorld>(std::move(m_world), plan());
  return {};
}

engine::Engine Acting::make_engine() {
  engine::Engine engine(plan(), m_subject.log, *m_world, m_session.actor());
  engine.on_turn([this](const engine::Turn& turn) {
    m_narrator.tell(turn);
    tell_of_timeout(turn);
  });
  if (m_subject.dry)
    engine.name_anchor(engine::k_no_anchor);
  return engine;
}

/// A message that could not even be put on record is no reason for another end.
void Acting::send_messages() {
  if (m_lets_go || m_subject.view.state.outbox.empty())
    return;
  if (const auto sent = make_engine().send_messages(m_subject.view); !sent)
    *m_session.surroundings.message.out
        << "relctl: messages were not sent: " << one_line(sent.error().message, 2000) << "\n";
}

Result<void> Acting::send(Send what) {
  Duration longest;
  for (const plan::Step& channel : plan().channels)
    longest = std::max(longest, channel.timeout);
  engine::Engine engine = make_engine();
  if (what == Send::everything)
    RELCTL_TRY(engine.begin_again(m_subject.view));
  return engine.send_messages(m_subject.view, longest + seconds(1));
}

/// Said once: a step that ends slowly makes the command come back later than it was told to.
void Acting::tell_of_timeout(const engine::Turn& turn) {
  if (!m_give_up_at || turn.now < *m_give_up_at)
    return;
  m_give_up_at.reset();
  m_narrator.make_room();
  for (const core::StepState* step : core::running_steps(turn.view.state))
    if (!m_session.quiet)
      *m_session.surroundings.message.out
          << fmt::format("relctl: step {} still runs at the end of --timeout; it is stopped first, "
                         "within {}\n",
                         step->address.step, in_seconds(m_subject.grace));
}

Result<engine::Outcome> Acting::run(const engine::Goal& goal) {
  m_give_up_at = goal.give_up_at;
  auto outcome = make_engine().run(m_subject.view, goal);
  m_lets_go = !outcome || outcome->stop != engine::Stop::reached;
  m_narrator.make_room();
  // The verdict on record keeps the numbers of when its reasons came up; people want those of now.
  if (outcome)
    for (const core::GateNow& gate : outcome->last.gates)
      if (const auto track = m_subject.view.state.tracks.find(gate.track);
          track != m_subject.view.state.tracks.end() && track->second.verdict) {
        track->second.verdict->reached.reasons = gate.reasons;
        track->second.verdict->reached.retry_at = gate.retry_at;
      }
  return outcome;
}

Result<void> Acting::append(const engine::Facts& facts) {
  RELCTL_TRY_ASSIGN(const auto appended, engine::append_facts(m_subject.log, m_subject.view, facts,
                                                              now(), m_session.actor()));
  for (const auto& recorded : appended)
    m_narrator.tell(m_subject.view.release, recorded);
  return {};
}

ExitCode Acting::end(const std::string& command, ExitCode code, const std::string& line) {
  send_messages();
  m_narrator.make_room();
  return print_ending(m_session,
                      {command, code, line, plan(), view(), now(), m_narrator.messages()});
}

ExitCode Acting::end(const std::string& command, ExitCode code) {
  return end(command, code, standing_line(plan(), view(), now()));
}

Error with_way_back(Session& session, const core::State& state, Error error) {
  if (error.kind != ErrorKind::unwritable || !core::is_exposed(state) || core::is_over(state))
    return error;
  std::vector<std::string> shares;
  for (const core::PhaseState* phase : core::current_phases(state))
    shares.push_back(fmt::format("{} {}", plan::phase_name(phase->track, phase->id),
                                 format_quantity(phase->traffic, Dimension::ratio)));
  error.message +=
      fmt::format("; until then v{} stays exposed{} and nobody watches it: `{} "
                  "rollback -y` goes back, without the log",
                  state.opened.version, shares.empty() ? "" : " (" + join(shares, ", ") + ")",
                  session.program(state.release));
  return error;
}

void tell_how_to_go_on(Session& session, const engine::ReleaseView& view,
                       const engine::Outcome& outcome, const std::string& command) {
  auto& message = *session.surroundings.message.out;
  const auto program = session.program(view.release);
  if (outcome.stop == engine::Stop::yielded) {
    message << "relctl: "
            << fmt::format("a rollback to v{} by {} has taken over; follow it with `{} status`\n",
                           view.state.rollback->request.to, view.state.rollback->requested_by,
                           program);
    return;
  }
  message << fmt::format("relctl: {}; the state is saved; go on with `{} {}`\n", reason_of(outcome),
                         program, command);
}

} // namespace relctl::cli
