// SPDX-License-Identifier: Apache-2.0
#include "reader/limits.hpp"
#include "support/run_program.hpp"

#include <catch2/catch.hpp>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace relctl::test;

namespace {

/// relctl-reader with that text on its standard input.
Ran run_reader(const std::string& words, const std::string& request) {
  std::string file = "/tmp/relctl-reader-XXXXXX";
  const int descriptor = mkstemp(file.data());
  REQUIRE(write(descriptor, request.data(), request.size()) ==
          static_cast<ssize_t>(request.size()));
  close(descriptor);
  const Ran ran = run_program(
      {{"/bin/sh", "-c", std::string("exec " RELCTL_READER_PATH " ") + words + " < " + file},
       {},
       "",
       ""});
  unlink(file.c_str());
  return ran;
}

} // namespace

TEST_CASE("the program answers one request on stdin with one answer on stdout") {
  const Ran ran = run_reader("jq 5", R"({"input":"{\"a\":2}","programs":[".a"]})");
  CHECK(ran.code == 0);
  CHECK(ran.out == R"({"answers":[{"number":2.0}]})");
  CHECK(ran.err.empty());
}

TEST_CASE("the program refuses what relctl does not ask") {
  CHECK(run_reader("", "").code == 2);
  CHECK(run_reader("nonsense 5", "").code == 2);
  CHECK(run_reader("jq 0", "").code == 2);
  const Ran ran = run_reader("jq 5", "no JSON");
  CHECK(ran.code == 1);
  CHECK(ran.out.empty());
  CHECK_FALSE(ran.err.empty());
}

TEST_CASE("a program that never ends is ended when its processor time is over") {
  const Ran ran = run_reader("jq 1", R"({"input":"1","programs":["def f: f; f"]})");
  CHECK(ran.code == 128 + SIGXCPU);
  CHECK(ran.out.empty());
}

TEST_CASE("a program that takes more and more memory is ended") {
  const Ran ran =
      run_reader("jq 20", R"({"input":"1","programs":["\"0123456789\" * 100000000 | length"]})");
  CHECK(ran.code == 128 + SIGABRT);
  CHECK(ran.err == "error: cannot allocate memory\n");
}

TEST_CASE("limits hold for the process that sets them") {
  const pid_t child = fork();
  if (child == 0) {
    relctl::reader::set_limits(7);
    rlimit processor{};
    rlimit core{};
    getrlimit(RLIMIT_CPU, &processor);
    getrlimit(RLIMIT_CORE, &core);
    _exit(processor.rlim_cur == 7 && core.rlim_cur == 0 ? 0 : 1);
  }
  int status = 1;
  waitpid(child, &status, 0);
  CHECK(status == 0);
}
