// SPDX-License-Identifier: Apache-2.0
#include "audit/file_lock.hpp"
#include "audit/fixture.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <thread>

using namespace relctl;
using namespace relctl::audit;
namespace fs = std::filesystem;

namespace {

const std::string k_release = "alpha-1.0.0";

ports::Holder holder_named(const std::string& actor) {
  return {::getpid(), "web-1", "relctl advance", actor, Instant{1'763'776'288'000}, 42};
}

/// Another process that holds the lock until it is told to go or killed.
class OtherHolder {
public:
  OtherHolder(const std::string& database_path, const std::vector<ports::RunningGroup>& groups) {
    int ready[2];
    int go[2];
    REQUIRE((::pipe(ready) == 0 && ::pipe(go) == 0));
    m_pid = ::fork();
    REQUIRE(m_pid >= 0);
    if (m_pid == 0) {
      ::close(go[1]);
      ::_exit(hold(database_path, groups, ready[1], go[0]));
    }
    ::close(ready[1]);
    ::close(go[0]);
    m_go = go[1];
    char byte = 0;
    REQUIRE((::read(ready[0], &byte, 1) == 1 && byte == '1'));
    ::close(ready[0]);
  }
  ~OtherHolder() { end(0); }
  OtherHolder(const OtherHolder&) = delete;
  OtherHolder& operator=(const OtherHolder&) = delete;

  /// Lets it leave in order, or kills it.
  void end(int signal) {
    if (m_pid == 0)
      return;
    if (signal != 0)
      ::kill(m_pid, signal);
    ::close(m_go);
    int status = 0;
    ::waitpid(m_pid, &status, 0);
    m_pid = 0;
  }
  [[nodiscard]] pid_t pid() const { return m_pid; }

private:
  static int hold(const std::string& database_path, const std::vector<ports::RunningGroup>& groups,
                  int ready, int go) {
    ::alarm(60);
    const auto lock = lock_file(database_path, k_release, holder_named("bob"));
    char byte = lock && (*lock)->record_running(groups) ? '1' : '0';
    return ::write(ready, &byte, 1) == 1 && ::read(go, &byte, 1) == 0 ? 0 : 1;
  }

  pid_t m_pid = 0;
  int m_go = -1;
};

} // namespace

TEST_CASE("a release is held by one process, and the other learns by whom") {
  TempFolder folder;
  const std::string database = folder / "relctl.db";
  OtherHolder other(database, {});
  const auto refused = lock_file(database, k_release, holder_named("ann"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::locked);
  const std::string pid = std::to_string(other.pid());
  CHECK(refused.error().message == "release alpha-1.0.0 is held by pid " + pid +
                                       " on web-1, since 2025-11-22T01:51:28Z: "
                                       "relctl advance, by bob; wait for it, end it with `kill " +
                                       pid + "`, or go back with `relctl rollback`");
  CHECK(read_holder(database, k_release)->pid == other.pid());
  CHECK(read_holder(database, k_release)->process_start == 42);
  SECTION("another release is free") {
    CHECK(lock_file(database, "beta-2.0.0", holder_named("ann")));
  }
  SECTION("the same release in another log is free") {
    CHECK(lock_file(folder / "other.db", k_release, holder_named("ann")));
  }
}

TEST_CASE("a lock given up in order is free and leaves no name") {
  TempFolder folder;
  const std::string database = folder / "relctl.db";
  CHECK(read_holder(database, k_release).error().kind == ErrorKind::not_found);
  {
    const auto lock = lock_file(database, k_release, holder_named("ann"));
    REQUIRE(lock);
    CHECK((*lock)->left_behind().empty());
    CHECK(read_holder(database, k_release)->actor == "ann");
    CHECK_FALSE(lock_file(database, k_release, holder_named("bob")));
  }
  CHECK(read_holder(database, k_release).error().kind == ErrorKind::not_found);
  CHECK_FALSE(fs::exists(database + ".holder-" + k_release));
  CHECK(lock_file(database, k_release, holder_named("bob")));
}

TEST_CASE("a killed holder leaves its lock free and its groups on record") {
  TempFolder folder;
  const std::string database = folder / "relctl.db";
  OtherHolder other(database, {{"main/p20/shift", 4712, 77}, {"smoke", 4713, 78}});
  other.end(SIGKILL);
  CHECK(read_holder(database, k_release).error().kind == ErrorKind::not_found);
  {
    const auto lock = lock_file(database, k_release, holder_named("ann"));
    REQUIRE(lock);
    REQUIRE((*lock)->left_behind().size() == 2);
    CHECK((*lock)->left_behind()[0].effect_id == "main/p20/shift");
    CHECK((*lock)->left_behind()[1].group == 4713);
    CHECK((*lock)->left_behind()[1].process_start == 78);
    CHECK(read_holder(database, k_release)->actor == "ann");
  }
  SECTION("they stay on record until somebody has settled them") {
    const auto lock = lock_file(database, k_release, holder_named("eve"));
    REQUIRE(lock);
    CHECK((*lock)->left_behind().size() == 2);
    REQUIRE((*lock)->record_running({}));
  }
  SECTION("a holder that is killed before it settles them keeps them on record, too") {
    in_child([&] {
      const auto lock = lock_file(database, k_release, holder_named("eve"));
      return ::raise(SIGKILL);
    });
    const auto lock = lock_file(database, k_release, holder_named("ann"));
    REQUIRE(lock);
    CHECK((*lock)->left_behind().size() == 2);
    REQUIRE((*lock)->record_running({{"db", 9, 9}}));
    REQUIRE((*lock)->record_running({}));
  }
  {
    const auto lock = lock_file(database, k_release, holder_named("ann"));
    REQUIRE((*lock)->record_running({}));
  }
  CHECK((*lock_file(database, k_release, holder_named("ann")))->left_behind().empty());
}

TEST_CASE("a record that is torn or foreign never stops a lock") {
  TempFolder folder;
  const std::string database = folder / "relctl.db";
  const std::string record = database + ".holder-" + k_release;
  std::ofstream(record) << GENERATE(as<std::string>{}, "", "relctl.holder/1\npid 4",
                                    "\xff\xfe garbage\n", std::string(100, '\0'));
  const auto lock = lock_file(database, k_release, holder_named("ann"));
  REQUIRE(lock);
  CHECK((*lock)->left_behind().empty());
  std::ofstream(record) << "relctl.holder/1\n";
  CHECK(read_holder(database, k_release)->pid == 0);
  const auto refused = lock_file(database, k_release, holder_named("bob"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::locked);
  CHECK_THAT(refused.error().message, Catch::Contains("left no name"));
}

TEST_CASE("a reader that looks who holds a release does not make a lock fail") {
  TempFolder folder;
  const std::string database = folder / "relctl.db";
  REQUIRE(lock_file(database, k_release, holder_named("ann")));
  bool taken = false;
  // A reader's look, much longer than any; a machine that stands still may miss one of five.
  for (int i = 0; i < 5 && !taken; ++i) {
    const int look = ::open((database + ".lock-" + k_release).c_str(), O_RDONLY | O_CLOEXEC);
    REQUIRE(::flock(look, LOCK_SH | LOCK_NB) == 0);
    std::thread reader([look] {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      ::close(look);
    });
    taken = lock_file(database, k_release, holder_named("ann")).has_value();
    reader.join();
  }
  CHECK(taken);
}

TEST_CASE("a forked child that leaves does not give the parent's lock up") {
  TempFolder folder;
  const std::string database = folder / "relctl.db";
  auto lock = lock_file(database, k_release, holder_named("ann"));
  REQUIRE(lock);
  CHECK(in_child([&] {
          lock->reset();
          return 0;
        }) == 0);
  CHECK(read_holder(database, k_release)->actor == "ann");
  CHECK_FALSE(lock_file(database, k_release, holder_named("bob")));
}

TEST_CASE("a command that is started while a release is held does not inherit the lock") {
  TempFolder folder;
  const std::string database = folder / "relctl.db";
  const auto lock = lock_file(database, k_release, holder_named("ann"));
  REQUIRE(lock);
  int close_on_exec = 0;
  for (const auto& entry : fs::directory_iterator("/proc/self/fd")) {
    std::error_code ignored;
    if (fs::read_symlink(entry.path(), ignored) == database + ".lock-" + k_release)
      close_on_exec = ::fcntl(std::stoi(entry.path().filename()), F_GETFD) & FD_CLOEXEC;
  }
  CHECK(close_on_exec == FD_CLOEXEC);
}

TEST_CASE("lock and record can be read by their owner alone") {
  TempFolder folder;
  const std::string database = folder / "relctl.db";
  const mode_t before = ::umask(GENERATE(0U, 0777U));
  const auto lock = lock_file(database, k_release, holder_named("ann"));
  ::umask(before);
  REQUIRE(lock);
  for (const char* name : {".lock-", ".holder-"}) {
    struct stat status {};
    REQUIRE(::stat((database + name + k_release).c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
  }
}

TEST_CASE("a lock file that is a symbolic link is refused") {
  TempFolder folder;
  const std::string database = folder / "relctl.db";
  fs::create_symlink("elsewhere", database + ".lock-" + k_release);
  const auto refused = lock_file(database, k_release, holder_named("ann"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::failed);
  CHECK_THAT(refused.error().message, Catch::Contains("symbolic link"));
  CHECK_FALSE(fs::exists(folder / "elsewhere"));
  CHECK(read_holder(database, k_release).error().kind == ErrorKind::failed);
}

TEST_CASE("a release id that is no safe file name has no lock") {
  TempFolder folder;
  const std::string name = GENERATE(as<std::string>{}, "", "../x", "a/b", ".x", "ledger");
  const auto refused = lock_file(folder / "relctl.db", name, holder_named("ann"));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::usage);
  CHECK(read_holder(folder / "relctl.db", name).error().kind == ErrorKind::usage);
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a release can be locked where nothing can be written any more") {
  TempFolder folder;
  const std::string database = folder / "relctl.db";
  REQUIRE(lock_file(database, k_release, holder_named("ann")));
  fs::permissions(database + ".lock-" + k_release, fs::perms(0444));
  fs::permissions(folder.path(), fs::perms(0555));
  CHECK(in_child([&] {
          if (!become_nobody())
            return 3;
          const auto lock = lock_file(database, k_release, holder_named("eve"));
          if (!lock || lock_file(database, k_release, holder_named("bob")))
            return 1;
          const auto recorded = (*lock)->record_running({{"shift", 5, 6}});
          return !recorded && recorded.error().kind == ErrorKind::unwritable ? 0 : 2;
        }) == 0);
}

TEST_CASE("the log in memory is never locked") {
  const auto log = open_memory_log();
  const auto first = log->lock(k_release, holder_named("ann"));
  const auto second = log->lock(k_release, holder_named("bob"));
  REQUIRE(first);
  REQUIRE(second);
  CHECK((*first)->left_behind().empty());
  CHECK((*first)->record_running({{"shift", 5, 6}}));
  CHECK(log->holder(k_release).error().kind == ErrorKind::not_found);
}
