// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/kept_output.hpp"
#include "host/spawn.hpp"
#include "host/watch.hpp"
#include "ports/transport.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::host {

/// What a child writes into one pipe.
struct ChildOutput {
  Fd pipe; ///< Non-blocking.
  KeptOutput kept;
  bool closed = false;

  void drain();
};

/// One command while it runs: drains its output, keeps its deadline, and after a timeout, a cancel
/// or a failure leaves no process of it behind. After a success whatever it started lives on.
class Child {
public:
  /// `grace` lies between TERM and KILL. The deadline of `request` counts from now.
  Child(Spawned spawned, const ports::ProcessRequest& request, Duration grace);
  /// Kills the group where it has not ended.
  ~Child();
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  /// Lets the program run; until then the process only waits.
  void release() { host::release(m_spawned); }
  [[nodiscard]] pid_t group() const { return m_spawned.pid; }
  [[nodiscard]] std::uint64_t process_start() const { return m_spawned.process_start; }

  /// TERM now, KILL after the grace; the end is `cancelled`.
  void cancel();
  /// KILL now.
  void kill_now();

  /// Does what can be done without waiting.
  void advance();
  void watch(Watch& watch) const;
  /// How it ended, once it has.
  [[nodiscard]] const std::optional<ports::ProcessReply>& ended() const { return m_ended; }

private:
  void notice_exit();
  void stop();
  void kill_group();
  void signal_survivors(int signal);
  [[nodiscard]] bool succeeded() const;
  [[nodiscard]] bool swept();
  [[nodiscard]] bool output_closed() const { return m_output.closed && m_errors.closed; }
  [[nodiscard]] bool output_over() const;
  void finish(std::string failure_text);

  Spawned m_spawned;
  Duration m_grace;
  std::int64_t m_deadline_ms;
  ChildOutput m_output;
  ChildOutput m_errors; ///< Closed from the start where stderr is not apart.
  ports::ProcessReply m_reply;
  std::optional<std::int64_t> m_exited_ms;
  std::optional<std::int64_t> m_kill_ms; ///< Set once it is being stopped.
  bool m_killed = false;
  std::int64_t m_next_sweep_ms = 0;
  std::vector<pid_t> m_strays; ///< Signalled outside the group; reaped when they end.
  std::optional<ports::ProcessReply> m_ended;
};

} // namespace relctl::host
