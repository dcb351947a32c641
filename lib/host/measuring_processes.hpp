// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/child.hpp"

#include <deque>
#include <functional>
#include <memory>
#include <vector>

namespace relctl::host {

/// Processes that only read: they need no lock and stand on no record. A few run at once, the
/// others wait for their turn; a deadline counts from a process's own start.
class MeasuringProcesses {
public:
  using Done = std::function<void(const ports::ProcessReply&)>;
  static constexpr std::size_t k_at_once_max = 8;

  /// `grace` lies between TERM and KILL.
  explicit MeasuringProcesses(Duration grace) : m_grace(grace) {}

  /// Its end comes from advance(), also when it could not start.
  void begin(ports::ProcessRequest request, Done done);
  /// Does what can be done without waiting.
  void advance();
  void watch(Watch& watch) const;

private:
  struct Waiting {
    ports::ProcessRequest request;
    Done done;
  };
  struct Running {
    std::unique_ptr<Child> child; ///< Null when it could not start.
    ports::ProcessReply not_started;
    Done done;
  };

  void start_waiting();

  Duration m_grace;
  std::deque<Waiting> m_waiting;
  std::vector<Running> m_running;
};

} // namespace relctl::host
