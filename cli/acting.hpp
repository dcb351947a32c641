// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/narrator.hpp"
#include "cli/session.hpp"
#include "engine/engine.hpp"
#include "ports/transport.hpp"

#include <memory>
#include <optional>
#include <string>

namespace relctl::cli {

/// This process as the lock's note names it.
[[nodiscard]] ports::Holder self_as_holder(const Session& session);

/// What acting on a release needs.
struct Subject {
  ports::AuditLog& log;
  std::unique_ptr<ports::Lock> lock; ///< None only where nothing is run: a dry run.
  engine::ReleaseView view;
  planfile::LoadedPlan plan;
  bool dry = false; ///< Effects are told, not run.
  /// Asked for what the log cannot say of itself: whether another process has appended.
  bool shared = true;
  Duration grace = seconds(5); ///< Between TERM and KILL of a step that is stopped.
};

/// A release that this process holds, with the world it acts on and the voice that tells of it.
class Acting {
public:
  /// Locks the release and reads it again, since it may have moved while it was free. `locked`
  /// names who has it.
  [[nodiscard]] static Result<std::unique_ptr<Acting>> hold(Session& session, ports::AuditLog& log,
                                                            const std::string& release,
                                                            planfile::LoadedPlan plan);

  /// Acts on what is held already, or on a copy.
  [[nodiscard]] static Result<std::unique_ptr<Acting>> on(Session& session, Subject subject);

  [[nodiscard]] Result<engine::Outcome> run(const engine::Goal& goal);

  /// Appends what a person says and tells of it.
  [[nodiscard]] Result<void> append(const engine::Facts& facts);

  /// Sends what is due, or everything that some channel has not taken, and waits as long as the
  /// channels may take.
  enum class Send { due, everything };
  [[nodiscard]] Result<void> send(Send what);

  [[nodiscard]] Instant now() { return m_world->now(); }
  [[nodiscard]] const plan::Plan& plan() const { return m_subject.plan.plan; }
  [[nodiscard]] const engine::ReleaseView& view() const { return m_subject.view; }
  [[nodiscard]] Narrator& narrator() { return m_narrator; }

  /// Ends the command: the line and document of print_ending().
  ExitCode end(const std::string& command, ExitCode code, const std::string& line);
  /// The same with the line that says where the release stands.
  ExitCode end(const std::string& command, ExitCode code);

private:
  Acting(Session& session, Subject subject);
  Result<void> make_world();
  [[nodiscard]] engine::Engine make_engine();
  void send_messages();
  void tell_of_clock();
  void tell_of_orphans();
  void tell_of_timeout(const engine::Turn& turn);

  Session& m_session;
  Subject m_subject;
  Narrator m_narrator;
  std::unique_ptr<ports::EffectProtocol> m_effects;
  std::unique_ptr<ports::MeasurementProtocol> m_measurements;
  std::unique_ptr<ports::World> m_world; ///< Destroyed first: it still records in the lock.
  std::optional<Instant> m_give_up_at;   ///< Until that has been told of.
  bool m_lets_go = false; ///< A signal or a rollback has ended the run: nothing more is sent.
};

/// Of a log that cannot be written while the release is exposed, and so watched by nobody: how far
/// it is, and how to go back without it.
[[nodiscard]] Error with_way_back(Session& session, const core::State& state, Error error);

/// How to go on after a signal or a timeout, on standard error.
void tell_how_to_go_on(Session& session, const engine::ReleaseView& view,
                       const engine::Outcome& outcome, const std::string& command);

} // namespace relctl::cli
