// SPDX-License-Identifier: Apache-2.0
#include "host/live_world.hpp"
#include "host/process_table.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>

#include <csignal>

using namespace relctl;
using host::parse_process_line;

TEST_CASE("a program's name cannot confuse the reading of its line") {
  // Its name is `a) b S (x`.
  const auto line = parse_process_line("4711 (a) b S (x) R 12 4242 1 0 -1 4194560 1 2 3 4 5 6 7 8 "
                                       "20 0 1 0 987654 1 2 3\n");
  REQUIRE(line);
  CHECK(line->state == 'R');
  CHECK(line->group == 4242);
  CHECK(line->start == 987654);
}

TEST_CASE("an effect's mark holds its id and its group") {
  CHECK(host::effect_mark("r1/p20/deploy#1", 4711) ==
        "RELCTL_EFFECT_ID=r1/p20/deploy#1@0000004711");
}

TEST_CASE("a line that is cut off is no process") {
  CHECK_FALSE(parse_process_line("4711 (sh)"));
  CHECK_FALSE(parse_process_line(""));
  CHECK_FALSE(parse_process_line("4711 (sh) S 12"));
}

TEST_CASE("a process is alive under its own start time only") {
  const std::uint64_t start = host::process_start_of(getpid());
  CHECK(start > 0);
  CHECK(host::is_alive(getpid(), start));
  CHECK_FALSE(host::is_alive(getpid(), start + 1));
}

TEST_CASE("a zombie is not alive, and a process that is gone has no start") {
  const pid_t pid = fork();
  if (pid == 0)
    _exit(0);
  siginfo_t end{};
  waitid(P_PID, static_cast<id_t>(pid), &end, WEXITED | WNOWAIT);
  const std::uint64_t start = host::process_start_of(pid);
  CHECK(start > 0);
  CHECK_FALSE(host::is_alive(pid, start));
  CHECK(host::survivors(pid, "RELCTL_EFFECT_ID=none").empty());
  waitpid(pid, nullptr, 0);
  CHECK(host::process_start_of(pid) == 0);
}
