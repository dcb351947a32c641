// SPDX-License-Identifier: Apache-2.0
#include "audit/database.hpp"
#include "audit/fixture.hpp"
#include "audit/verify.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

using namespace relctl;
using namespace relctl::audit;

namespace {

constexpr int k_writers = 4;
constexpr int k_each = 25;

/// Reads the version, appends on it, and on conflict reads again, as the engine does.
int append_some(const std::string& path, int& conflicts) {
  const auto log = open_log(path, OpenMode::read_write);
  if (!log)
    return 1;
  for (int done = 0; done < k_each;) {
    const auto known = (*log)->read({"alpha-1.0.0"});
    if (!known)
      return 2;
    const std::int64_t version = known->empty() ? 0 : known->back().version;
    const auto appended = (*log)->append(request("alpha-1.0.0", {version, 0}, {"Noted"}));
    if (!appended && appended.error().kind != ErrorKind::conflict)
      return 3;
    appended ? ++done : ++conflicts;
  }
  return 0;
}

/// Runs `body` in several processes at once, which all start at the same moment; true when all
/// of them end with 0.
bool all_succeed(int processes, const std::function<int()>& body) {
  int gate[2];
  REQUIRE(::pipe(gate) == 0);
  std::vector<pid_t> children;
  for (int i = 0; i < processes; ++i) {
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
      ::alarm(60);
      ::close(gate[1]);
      char end_of_file = 0;
      ::_exit(::read(gate[0], &end_of_file, 1) == 0 ? body() : 9);
    }
    children.push_back(child);
  }
  ::close(gate[0]);
  ::close(gate[1]);
  bool succeeded = true;
  for (const pid_t child : children) {
    int status = 0;
    ::waitpid(child, &status, 0);
    succeeded = succeeded && WIFEXITED(status) && WEXITSTATUS(status) == 0;
  }
  return succeeded;
}

} // namespace

TEST_CASE("processes that append at the same time lose nothing and write nothing twice") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  int conflicts = 0;
  CHECK(all_succeed(k_writers, [&] { return append_some(path, conflicts); }));
  const auto log = writable(path);
  CHECK(log->head()->position == k_writers * k_each);
  CHECK(log->read({"alpha-1.0.0"})->back().version == k_writers * k_each);
  CHECK(verify(path, log->head().value())->intact);
}

TEST_CASE("processes that create the log at the same time find one log") {
  TempFolder folder;
  for (int round = 0; round < 5; ++round) {
    const std::string path = folder / ("relctl-" + std::to_string(round) + ".db");
    CHECK(all_succeed(8, [&] { return open_log(path, OpenMode::read_write) ? 0 : 1; }));
    CHECK(verify(path, std::nullopt)->intact);
  }
}

TEST_CASE("a log is created although another process has just begun to") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  std::ofstream(path).close();
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::alarm(60);
    // A write lock on a database that is not in WAL yet, for which SQLite does not wait.
    const auto database = Database::open(path, Access::read_write, 0);
    const char byte = database && (*database)->run("BEGIN IMMEDIATE") ? '1' : '0';
    const bool told = ::write(ready[1], &byte, 1) == 1;
    ::usleep(150'000);
    ::_exit(told ? 0 : 1);
  }
  char byte = 0;
  REQUIRE((::read(ready[0], &byte, 1) == 1 && byte == '1'));
  CHECK(open_log(path, OpenMode::read_write));
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("the second of two decisions on one version is a conflict, across processes") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  const auto log = writable(path);
  REQUIRE(log->append(request("alpha-1.0.0", {}, {"ReleaseStarted"})));
  CHECK(in_child([&] {
          const auto other = open_log(path, OpenMode::read_write);
          return other && (*other)->append(request("alpha-1.0.0", {1, 0}, {"Rollback"})) ? 0 : 1;
        }) == 0);
  const auto late = log->append(request("alpha-1.0.0", {1, 0}, {"PhaseEntered"}));
  REQUIRE_FALSE(late);
  CHECK(late.error().kind == ErrorKind::conflict);
  CHECK(log->append(request("alpha-1.0.0", {2, 0}, {"PhaseEntered"})));
}

TEST_CASE("an append that had to wait for another writer decides on what that one wrote") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  stored_log(path, 1);
  int ready[2];
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::alarm(60);
    const auto database = Database::open(path, Access::read_write, 0);
    const bool holds = database && (*database)->run("BEGIN IMMEDIATE") &&
                       (*database)->run("UPDATE release SET summary = 'x'");
    const char byte = holds ? '1' : '0';
    const bool told = ::write(ready[1], &byte, 1) == 1;
    ::usleep(200'000);
    ::_exit(told && (*database)->run("COMMIT") ? 0 : 1);
  }
  char byte = 0;
  REQUIRE((::read(ready[0], &byte, 1) == 1 && byte == '1'));
  const auto log = writable(path);
  CHECK(log->append(request("beta-2.0.0", {1, 0}, {"Noted"})));
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK(status == 0);
  CHECK(log->summaries()->at(0).summary == "x");
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("a process that keeps the write lock makes the log unwritable after the timeout") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  stored_log(path, 1);
  int ready[2];
  int release[2];
  REQUIRE((::pipe(ready) == 0 && ::pipe(release) == 0));
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    ::alarm(60);
    ::close(release[1]);
    const auto database = Database::open(path, Access::read_write, 0);
    char byte = database && (*database)->run("BEGIN IMMEDIATE") ? '1' : '0';
    ::_exit(::write(ready[1], &byte, 1) == 1 && ::read(release[0], &byte, 1) == 0 ? 0 : 1);
  }
  ::close(release[0]);
  char byte = 0;
  REQUIRE((::read(ready[0], &byte, 1) == 1 && byte == '1'));
  const auto log = open_log(path, OpenMode::read_write, 50);
  REQUIRE(log);
  const auto refused = (*log)->append(request("beta-2.0.0", {1, 0}, {"Noted"}));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::unwritable);
  CHECK_THAT(refused.error().message, Catch::Contains("another process keeps it locked"));
  CHECK((*log)->head()->position == 1); // Readers never wait for a writer.
  ::close(release[1]);
  int status = 0;
  ::waitpid(child, &status, 0);
  CHECK((*log)->append(request("beta-2.0.0", {1, 0}, {"Noted"})));
  ::close(ready[0]);
  ::close(ready[1]);
}
