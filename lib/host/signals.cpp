// SPDX-License-Identifier: Apache-2.0
#include "host/signals.hpp"

#include <sys/signalfd.h>
#include <unistd.h>

namespace relctl::host {

Signals::Signals() {
  sigset_t taken;
  sigemptyset(&taken);
  sigaddset(&taken, SIGINT);
  sigaddset(&taken, SIGTERM);
  // Ignored by who started this (nohup) it stays so: blocked, it would come in all the same.
  struct sigaction hang_up {};
  if (sigaction(SIGHUP, nullptr, &hang_up) == 0 && hang_up.sa_handler != SIG_IGN)
    sigaddset(&taken, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &taken, &m_mask_before);
  m_fd = Fd(signalfd(-1, &taken, SFD_CLOEXEC | SFD_NONBLOCK));
  struct sigaction ignore {};
  ignore.sa_handler = SIG_IGN;
  sigaction(SIGPIPE, &ignore, &m_pipe_before);
}

Signals::~Signals() {
  // What is still waiting has been asked for already and would end the process here.
  while (take() != 0) {
  }
  sigaction(SIGPIPE, &m_pipe_before, nullptr);
  pthread_sigmask(SIG_SETMASK, &m_mask_before, nullptr);
}

int Signals::take() const {
  signalfd_siginfo signal{};
  if (read(m_fd.number(), &signal, sizeof signal) != sizeof signal)
    return 0;
  return static_cast<int>(signal.ssi_signo);
}

} // namespace relctl::host
