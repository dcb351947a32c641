// SPDX-License-Identifier: Apache-2.0
#include "host/child.hpp"
#include "host/clock.hpp"
#include "host/process_table.hpp"
#include "host/temp_folder.hpp"

#include <catch2/catch.hpp>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <csignal>

using namespace relctl;
using host::Child;

namespace {

struct Run {
  std::unique_ptr<Child> child;
  std::int64_t began_ms = host::boot_ms();

  explicit Run(const std::string& script, Duration timeout = seconds(20),
               Duration grace = milliseconds(300)) {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    ports::ProcessRequest request;
    request.argv = {"/bin/sh", "-c", script};
    request.environment = {"PATH=/usr/bin:/bin"};
    request.timeout = timeout;
    child = std::make_unique<Child>(host::spawn(request, "e1").value(), request, grace);
    child->release();
  }

  void turn() const {
    host::Watch watch;
    child->watch(watch);
    const std::int64_t wait = std::clamp<std::int64_t>(watch.wake_ms - host::boot_ms(), 0, 1000);
    poll(watch.descriptors.data(), watch.descriptors.size(), static_cast<int>(wait));
    child->advance();
  }

  const ports::ProcessReply& end() const {
    while (!child->ended())
      turn();
    return *child->ended();
  }

  void wait_for_output() const {
    pollfd output{-1, POLLIN, 0};
    host::Watch watch;
    child->watch(watch);
    output.fd = watch.descriptors.front().fd;
    poll(&output, 1, 5000);
    child->advance();
  }

  std::int64_t took_ms() const { return host::boot_ms() - began_ms; }
  std::size_t left() const {
    return host::survivors(child->group(), host::effect_mark("e1", child->group())).size();
  }
};

} // namespace

TEST_CASE("a command's exit code and everything it printed come back") {
  Run run("echo out; echo err >&2; exit 3");
  CHECK(run.end().started);
  CHECK(run.end().exit_code == 3);
  CHECK(run.end().signal == 0);
  CHECK(run.end().output == "out\nerr\n");
  CHECK(run.end().output_bytes == 8);
  CHECK_FALSE(run.end().timed_out);
}

TEST_CASE("death by a signal is told apart from an exit") {
  Run run("kill -SEGV $$");
  CHECK(run.end().signal == SIGSEGV);
  CHECK(run.end().exit_code == -1);
}

TEST_CASE("a command of which the system does not say how it ended is over at once, and unknown") {
  const auto before = std::signal(SIGCHLD, SIG_IGN);
  Run run("exit 0");
  CHECK(run.end().started);
  CHECK(run.end().exit_code == -1);
  CHECK(run.end().signal == 0);
  CHECK(run.end().failure_text == "it has ended, and the system does not say how");
  CHECK(run.took_ms() < 5000);
  std::signal(SIGCHLD, before);
}

TEST_CASE("a command that cannot be executed has not started") {
  const testing::TempFolder folder;
  Run good("true");
  ports::ProcessRequest request;
  request.argv = {folder.write("text", "no program", 0700)};
  request.timeout = seconds(5);
  Child child(host::spawn(request, "e1").value(), request, seconds(1));
  child.release();
  while (!child.ended())
    child.advance();
  CHECK_FALSE(child.ended()->started);
  CHECK(child.ended()->failure_text.find(request.argv.front()) != std::string::npos);
  CHECK(good.end().started);
}

TEST_CASE("a command that hangs gets TERM at its deadline") {
  Run run("exec sleep 100", milliseconds(200));
  CHECK(run.end().timed_out);
  CHECK(run.end().signal == SIGTERM);
  CHECK(run.took_ms() >= 200);
  CHECK(run.took_ms() < 5000);
}

TEST_CASE("a command that ignores TERM is killed after the grace") {
  Run run("trap '' TERM; while :; do sleep 0.1; done", milliseconds(600));
  CHECK(run.end().timed_out);
  CHECK(run.end().signal == SIGKILL);
  CHECK(run.took_ms() >= 900);
  CHECK(run.took_ms() < 5000);
  CHECK(run.left() == 0);
}

TEST_CASE("a command that is stopped (SIGSTOP) still sees TERM") {
  Run run("kill -STOP $$; exit 0", milliseconds(200));
  CHECK(run.end().timed_out);
  CHECK(run.end().signal == SIGTERM);
}

TEST_CASE("a cancelled command is cancelled even when it leaves with exit code 0") {
  Run run("trap 'echo bye; exit 0' TERM; echo ready; while :; do sleep 0.02; done");
  run.wait_for_output();
  run.child->cancel();
  CHECK(run.end().cancelled);
  CHECK_FALSE(run.end().timed_out);
  CHECK(run.end().exit_code == 0);
  // A shell may tell of the sleep that TERM ended, too.
  CHECK_THAT(run.end().output, Catch::StartsWith("ready\n") && Catch::EndsWith("bye\n"));
}

TEST_CASE("killing at once waits for no grace") {
  Run run("trap '' TERM; echo ready; while :; do sleep 0.1; done", seconds(20), seconds(20));
  run.wait_for_output();
  run.child->kill_now();
  CHECK(run.end().cancelled);
  CHECK(run.end().signal == SIGKILL);
  CHECK(run.took_ms() < 5000);
}

TEST_CASE("a daemon that a successful command started lives on") {
  Run run("sleep 100 >/dev/null 2>&1 & echo started");
  CHECK(run.end().exit_code == 0);
  CHECK(run.took_ms() < 5000);
  CHECK(run.left() == 1);
  kill(-run.child->group(), SIGKILL);
}

TEST_CASE("a daemon that holds the output open does not hold up the end") {
  Run run("sleep 100 & echo started");
  CHECK(run.end().exit_code == 0);
  CHECK(run.end().output == "started\n");
  CHECK(run.took_ms() >= 450);
  CHECK(run.took_ms() < 5000);
  kill(-run.child->group(), SIGKILL);
}

TEST_CASE("what a failed command left behind is swept") {
  Run run("sleep 100 >/dev/null 2>&1 & exit 1");
  CHECK(run.end().exit_code == 1);
  CHECK_FALSE(run.end().cancelled);
  CHECK(run.left() == 0);
  CHECK(waitpid(-run.child->group(), nullptr, WNOHANG) == -1); // Not even a zombie.
}

TEST_CASE("waiting for what a failed command left behind costs few turns") {
  Run run("(trap '' TERM; sleep 100) & exit 1");
  int turns = 0;
  while (!run.child->ended()) {
    run.turn();
    ++turns;
  }
  CHECK(turns < 60);
  CHECK(run.left() == 0);
}

TEST_CASE("a timeout leaves nothing behind, neither in another session nor "
          "deaf to TERM") {
  Run run("setsid sh -c 'trap \"\" TERM; setsid sleep 100 & sleep 100' & sleep "
          "100 & "
          "trap '' TERM; while :; do sleep 0.1; done",
          milliseconds(300));
  CHECK(run.end().timed_out);
  CHECK(run.left() == 0);
  CHECK(run.took_ms() < 8000);
}

TEST_CASE("a sweep leaves alone what carries the same id in another log") {
  Run other("setsid sleep 100 >/dev/null 2>&1 & echo started");
  CHECK(other.end().exit_code == 0);
  Run run("exit 1");
  CHECK(run.end().exit_code == 1);
  CHECK(other.left() == 1);
  for (const pid_t pid :
       host::survivors(other.child->group(), host::effect_mark("e1", other.child->group())))
    kill(pid, SIGKILL);
}

TEST_CASE("output is drained at full speed, and its head and tail are kept") {
  Run run("echo first; yes x | head -c 200000000; echo last");
  CHECK(run.end().exit_code == 0);
  CHECK(run.end().output_bytes == 200'000'011);
  CHECK(run.end().output.size() <= 64 * 1024);
  CHECK(run.end().output.starts_with("first\nx\n"));
  CHECK(run.end().output.ends_with("x\nlast\n"));
  CHECK(run.took_ms() < 20000);
}

TEST_CASE("a flood does not delay the deadline") {
  Run run("exec yes", milliseconds(300));
  CHECK(run.end().timed_out);
  CHECK(run.took_ms() < 5000);
}

TEST_CASE("a command that closes its output early is waited for") {
  Run run("exec >&- 2>&-; sleep 0.3; exit 4");
  CHECK(run.end().exit_code == 4);
  CHECK(run.took_ms() >= 300);
}

TEST_CASE("waiting for a quiet command costs no turns") {
  Run run("sleep 0.5");
  int turns = 0;
  while (!run.child->ended()) {
    run.turn();
    ++turns;
  }
  CHECK(turns < 10);
}

TEST_CASE("a command that is given up is killed") {
  pid_t group = 0;
  {
    Run run("trap '' TERM; echo ready; while :; do sleep 0.1; done");
    run.wait_for_output();
    group = run.child->group();
  }
  CHECK(kill(group, 0) != 0);
}
