// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/decide.hpp"
#include "engine/release_log.hpp"
#include "engine/sender.hpp"
#include "plan/plan.hpp"
#include "ports/audit_log.hpp"
#include "ports/world.hpp"

#include <functional>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace relctl::engine {

/// When to come back.
enum class Until {
  settled,  ///< Nothing is due now and nothing is under way.
  decided,  ///< A phase is passed, rolled back, or held on what time alone cannot cure; of a track
            ///< that was so before, only when every other is too.
  complete, ///< Complete, rolled back, or held as above.
};

struct Goal {
  Until until = Until::settled;
  int entries_max = 0; ///< How many phases may be entered in all.
  std::optional<Instant> give_up_at;
  bool yields_to_rollback = true;
  bool measures = true;
  std::string enter = {}; ///< See core::Mandate::enter.
  bool asks = false;      ///< Come back also when an observation has a question for a person.
  bool closes = false;    ///< See core::Mandate::closes.
  bool starts = false;    ///< See core::Mandate::starts.
};

/// Why run() came back.
enum class Stop { reached, signalled, timed_out, yielded };

/// What happened in one turn, for whoever shows it. Only appended events are shown.
struct Turn {
  const ReleaseView& view;
  const std::vector<core::Recorded>& appended;
  Instant now;
  Instant wake;
};

struct Outcome {
  Stop stop = Stop::reached;
  int signal = 0;
  int entered = 0;     ///< Phases entered by this call.
  core::Decision last; ///< The decision that it ended with: no events, but reasons, retry_at and
                       ///< entry_blocks of now.
};

/// How long a command may wait for messages when all else is done.
inline constexpr Duration k_farewell = seconds(2);

/// What stands for the anchor where there is none to verify against: the log is a copy, or made up.
inline constexpr const char* k_no_anchor = "(anchor)";

/// One release, one loop: read, decide, append, act, wait.
class Engine {
public:
  /// All references outlive the engine.
  Engine(const plan::Plan& plan, ports::AuditLog& log, ports::World& world, std::string actor);

  /// Called after every turn that appended or is about to wait.
  void on_turn(std::function<void(const Turn&)> callback) { m_on_turn = std::move(callback); }

  /// Messages say this instead of the log's anchor.
  void name_anchor(std::string text) { m_anchor = std::move(text); }

  /// Takes the release to the goal. An append that conflicts is read again and decided again with
  /// the same inputs.
  [[nodiscard]] Result<Outcome> run(ReleaseView& view, const Goal& goal);

  /// Sends what is due, and waits for what is under way: at most that long, and not after a signal.
  /// What has no end on record by then is for the next command. Last of all: what else comes in
  /// meanwhile is dropped.
  [[nodiscard]] Result<void> send_messages(ReleaseView& view, Duration at_most = k_farewell);
  /// Begins to send everything that is not delivered, given up or not.
  [[nodiscard]] Result<void> begin_again(ReleaseView& view);

private:
  /// One turn: read, decide, append, act. `moved` when there may be more to decide before waiting.
  struct Taken {
    core::Decision decision;
    Instant now;
    bool moved = false;
  };
  Result<Taken> take_turn(ReleaseView& view, const Goal& goal, std::int64_t begun_at,
                          core::Inputs& inputs, Outcome& outcome);
  /// Begins and stops what the appended events and the decision say; notes in `inputs` what is
  /// under way now.
  void act(const ReleaseView& view, const core::Decision& decision,
           const std::vector<core::Recorded>& appended, core::Inputs& inputs);

  /// Waits for what is to be decided on, while messages go out.
  Result<core::Inputs> wait(ReleaseView& view, Instant until, const std::set<std::string>& live);
  /// Records what is known of messages, before this engine forgets it.
  Result<void> leave(ReleaseView& view);
  /// Shows what the sender has appended. True when the log has moved under it.
  Result<bool> tell(const ReleaseView& view, Result<std::vector<core::Recorded>> sent);

  const plan::Plan& m_plan;
  ports::AuditLog& m_log;
  ports::World& m_world;
  std::string m_actor;
  Sender m_sender;
  Instant m_wake = k_never; ///< Of the decision that is waited on.
  std::function<void(const Turn&)> m_on_turn;
  std::string m_anchor;
};

} // namespace relctl::engine
