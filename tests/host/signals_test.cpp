// SPDX-License-Identifier: Apache-2.0
#include "host/signals.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

using namespace relctl;

TEST_CASE("signals become something to read, one after the other") {
  const host::Signals signals;
  REQUIRE(signals.works());
  CHECK(signals.take() == 0);
  kill(getpid(), SIGTERM);
  kill(getpid(), SIGINT);
  const int first = signals.take();
  const int second = signals.take();
  CHECK(first != second);
  CHECK(first + second == SIGTERM + SIGINT);
  CHECK(signals.take() == 0);
}

TEST_CASE("afterwards signals are as they were, and a late one does not end the process") {
  sigset_t before;
  sigset_t after;
  pthread_sigmask(SIG_BLOCK, nullptr, &before);
  {
    const host::Signals signals;
    kill(getpid(), SIGINT);
    kill(getpid(), SIGPIPE);
  }
  pthread_sigmask(SIG_BLOCK, nullptr, &after);
  CHECK(sigismember(&before, SIGINT) == sigismember(&after, SIGINT));
  struct sigaction pipe {};
  sigaction(SIGPIPE, nullptr, &pipe);
  CHECK(pipe.sa_handler == SIG_DFL);
}
