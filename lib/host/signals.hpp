// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/fd.hpp"
#include "host/watch.hpp"

#include <csignal>

namespace relctl::host {

/// SIGINT, SIGTERM and, unless it is ignored, SIGHUP as something to read; SIGPIPE ignored. Blocks
/// them for the thread that made this, and for threads begun after. Everything is put back when it
/// is destroyed; signals that came in meanwhile are dropped.
class Signals {
public:
  Signals();
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  [[nodiscard]] bool works() const { return static_cast<bool>(m_fd); }
  /// The next signal that came in; 0 when there is none.
  [[nodiscard]] int take() const;
  void watch(Watch& watch) const { watch.readable(m_fd.number()); }

private:
  Fd m_fd;
  sigset_t m_mask_before{};
  struct sigaction m_pipe_before {};
};

} // namespace relctl::host
