// SPDX-License-Identifier: Apache-2.0
#include "host/process_table.hpp"
#include "host/spawn.hpp"
#include "host/temp_folder.hpp"
#include "support/text_match.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>

using namespace relctl;
using host::spawn;
using relctl::testing::has;

namespace {

ports::ProcessRequest request_of(std::vector<std::string> argv,
                                 const std::string& path = "/usr/bin:/bin") {
  ports::ProcessRequest request;
  request.argv = std::move(argv);
  request.environment = {"PATH=" + path};
  request.directory = "/";
  request.timeout = seconds(5);
  return request;
}

/// Everything it prints, and its status by wait(2).
std::pair<std::string, int> run(host::Spawned& spawned) {
  host::release(spawned);
  int status = 0;
  waitpid(spawned.pid, &status, 0);
  std::string output(65536, '\0');
  const ssize_t count = read(spawned.output.number(), output.data(), output.size());
  output.resize(count > 0 ? static_cast<std::size_t>(count) : 0);
  return {output, status};
}

std::string output_of(const ports::ProcessRequest& request) {
  auto spawned = spawn(request, "e1");
  REQUIRE(spawned);
  return run(*spawned).first;
}

std::string refusal(const ports::ProcessRequest& request) {
  const auto spawned = spawn(request, "e1");
  return spawned ? "" : spawned.error().message;
}

/// Why the program could not be executed, though it was spawned.
std::string failure_of(const ports::ProcessRequest& request) {
  auto spawned = spawn(request, "e1");
  REQUIRE(spawned);
  CHECK(WEXITSTATUS(run(*spawned).second) == 127);
  return host::exec_failure(*spawned);
}

} // namespace

TEST_CASE("a spawned process does nothing before it is released") {
  const testing::TempFolder folder;
  auto spawned = spawn(request_of({"touch", folder.file("done")}), "e1");
  REQUIRE(spawned);
  CHECK(spawned->process_start > 0);
  CHECK(getpgid(spawned->pid) == spawned->pid);
  usleep(50'000);
  CHECK(access(folder.file("done").c_str(), F_OK) != 0);
  run(*spawned);
  CHECK(access(folder.file("done").c_str(), F_OK) == 0);
}

TEST_CASE("a process that is never released ends without having run") {
  const testing::TempFolder folder;
  auto spawned = spawn(request_of({"touch", folder.file("done")}), "e1");
  REQUIRE(spawned);
  spawned->go.reset();
  int status = 0;
  waitpid(spawned->pid, &status, 0);
  CHECK(WEXITSTATUS(status) == 127);
  CHECK(access(folder.file("done").c_str(), F_OK) != 0);
}

TEST_CASE("a command sees exactly the environment it was given, and the mark") {
  auto request = request_of({"env"});
  request.environment.push_back("RELCTL_PHASE=p20");
  auto spawned = spawn(request, "e1");
  REQUIRE(spawned);
  CHECK(spawned->mark == host::effect_mark("e1", spawned->pid));
  CHECK(run(*spawned).first == "PATH=/usr/bin:/bin\nRELCTL_PHASE=p20\n" + spawned->mark + "\n");
}

TEST_CASE("a command reads nothing, inherits nothing and has its signals back") {
  signal(SIGUSR1, SIG_IGN);
  const testing::TempFolder folder;
  const host::Fd leaked(open(folder.write("leaked", "").c_str(), O_RDONLY));
  CHECK(output_of(request_of({"cat"})).empty());
  CHECK(output_of(request_of({"sh", "-c",
                              "for fd in /proc/self/fd/*; do readlink $fd; done | "
                              "grep -vc -e pipe: -e /dev/null -e /proc"})) == "0\n");
  const std::string status =
      output_of(request_of({"grep", "-E", "^Sig(Blk|Ign):", "/proc/self/status"}));
  CHECK(status == "SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\n");
  signal(SIGUSR1, SIG_DFL);
}

TEST_CASE("without descriptors left a command does not run, rather than with relctl's own input") {
  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  const auto lowest = static_cast<rlim_t>(host::Fd(open("/dev/null", O_RDONLY)).number());
  std::size_t ran = 0;
  for (rlim_t more = 0; more < 12; ++more) {
    const rlimit few{lowest + more, before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &few);
    auto spawned = spawn(request_of({"readlink", "/proc/self/fd/0"}), "e1");
    setrlimit(RLIMIT_NOFILE, &before);
    if (!spawned)
      continue;
    ++ran;
    CHECK(run(*spawned).first == "/dev/null\n");
  }
  CHECK(ran > 0);
  CHECK(ran < 12);
}

TEST_CASE("a signal that comes before the program runs meets no handler of relctl") {
  signal(SIGUSR2, [](int) { _exit(99); });
  for (int i = 0; i < 50; ++i) {
    auto spawned = spawn(request_of({"true"}), "e1");
    REQUIRE(spawned);
    kill(spawned->pid, SIGUSR2);
    int status = 0;
    waitpid(spawned->pid, &status, 0);
    CHECK(WIFSIGNALED(status));
  }
  signal(SIGUSR2, SIG_DFL);
}

TEST_CASE("arguments arrive whole, whatever they hold") {
  CHECK(output_of(request_of({"printf", "%s|", "a b", "$(id)", "", "; rm -rf /"})) ==
        "a b|$(id)||; rm -rf /|");
}

TEST_CASE("a command runs in its folder") {
  const testing::TempFolder folder;
  auto request = request_of({"pwd"});
  request.directory = folder.path();
  CHECK(output_of(request) == folder.path() + "\n");
  request.directory = folder.file("missing");
  CHECK(has(failure_of(request), "make the folder it runs in reachable"));
}

TEST_CASE("a program that is not in PATH is named with the remedy") {
  CHECK(refusal(request_of({"no-such-program"})) ==
        "cannot find 'no-such-program' in PATH (/usr/bin:/bin); install it or "
        "write its path");
}

TEST_CASE("relative entries of PATH are skipped") {
  const testing::TempFolder folder;
  folder.write("tool", "#!/bin/sh\necho here\n", 0700);
  for (const std::string path : {".:/bin", ":/bin", "/bin:", ""}) {
    auto request = request_of({"tool"}, path);
    request.directory = folder.path();
    CHECK(has(refusal(request), "cannot find 'tool'"));
  }
  CHECK(output_of(request_of({"tool"}, "/nowhere:" + folder.path())) == "here\n");
}

TEST_CASE("what cannot be executed says why and what to do") {
  const testing::TempFolder folder;
  CHECK(has(failure_of(request_of({folder.file("missing")})), "check the path"));
  CHECK(has(failure_of(request_of({folder.write("plain", "#!/bin/sh\n", 0600)})), "chmod +x"));
  CHECK(has(failure_of(request_of({folder.path()})), "chmod +x"));
  CHECK(has(failure_of(request_of({folder.write("text", "echo hi\n", 0700)})), "#!/bin/sh"));
  CHECK(has(failure_of(request_of({folder.write("lost", "#!/no/such/shell\n", 0700)})),
            "install the interpreter"));
  CHECK(has(failure_of(request_of({"true", std::string(4 << 20, 'x')})), "shorten its arguments"));
}

TEST_CASE("an empty command and a NUL in an argument are refused") {
  CHECK(has(refusal(request_of({})), "empty"));
  CHECK(has(refusal(request_of({""})), "empty"));
  CHECK(has(refusal(request_of({"echo", std::string("a\0b", 3)})), "argument 1 of 'echo'"));
}
