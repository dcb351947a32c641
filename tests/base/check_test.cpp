// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <string>

namespace {

struct Ended {
  int exit_code = -1;
  std::string stderr_text;
};

/// Runs RELCTL_CHECK(condition) in a child, since a failed check ends the process.
Ended run_check(bool condition) {
  std::array<int, 2> ends{};
  REQUIRE(pipe(ends.data()) == 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    RELCTL_CHECK(condition);
    _exit(0);
  }
  close(ends[1]);
  Ended ended;
  std::array<char, 512> buffer{};
  for (ssize_t n = 0; (n = read(ends[0], buffer.data(), buffer.size())) > 0;)
    ended.stderr_text.append(buffer.data(), static_cast<std::size_t>(n));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  ended.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return ended;
}

} // namespace

TEST_CASE("a failed check ends the process with 70 and names the expression and its place") {
  const Ended ended = run_check(false);
  CHECK(ended.exit_code == 70);
  CHECK(ended.stderr_text.find("check failed: condition") != std::string::npos);
  CHECK(ended.stderr_text.find("check_test.cpp:") != std::string::npos);
}

TEST_CASE("a check that holds says nothing") {
  const Ended ended = run_check(true);
  CHECK(ended.exit_code == 0);
  CHECK(ended.stderr_text.empty());
}
