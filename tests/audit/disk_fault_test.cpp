// SPDX-License-Identifier: Apache-2.0
#include "audit/fault.hpp"
#include "audit/fixture.hpp"
#include "audit/verify.hpp"

#include <catch2/catch.hpp>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>

#include <csignal>
#include <filesystem>
#include <fstream>

using namespace relctl;
using namespace relctl::audit;
namespace fs = std::filesystem;

namespace {

struct FaultCase {
  int code;
  Fault fault;
  ErrorKind kind;
};

/// Appends until an append fails; gives the error and how many went well.
struct Exhausted {
  Error error;
  int appended = 0;
};

Exhausted append_until_failure(ports::AuditLog& log) {
  Exhausted result;
  for (; result.appended < 10'000; ++result.appended) {
    auto append = request("alpha-1.0.0", {result.appended, 0}, {"Noted"});
    append.records[0].body = std::string(2000, 'x');
    const auto done = log.append(append);
    if (!done) {
      result.error = done.error();
      break;
    }
  }
  return result;
}

bool contains(const Error& error, const std::string& text) {
  return error.message.find(text) != std::string::npos;
}

/// A file that may not grow: writing beyond the limit fails like an unreliable disk.
int append_beyond_the_limit(const std::string& path) {
  ::signal(SIGXFSZ, SIG_IGN);
  const auto log = open_log(path, OpenMode::read_write);
  const rlimit limit{100'000, 100'000};
  if (!log || ::setrlimit(RLIMIT_FSIZE, &limit) != 0)
    return 1;
  const Exhausted result = append_until_failure(**log);
  if (result.appended == 0 || result.appended == 10'000)
    return 2;
  if (result.error.kind != ErrorKind::unwritable || !contains(result.error, "unknown") ||
      !contains(result.error, "`relctl status`"))
    return 3;
  std::ofstream(path + ".acknowledged") << result.appended;
  return 0;
}

/// A private tmpfs that is full; 77 where it cannot be mounted.
int append_on_a_full_disk(const std::string& folder) {
  if (::unshare(CLONE_NEWNS) != 0 ||
      ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=400k,mode=0700") != 0)
    return 77;
  const std::string path = folder + "/relctl.db";
  {
    const auto log = open_log(path, OpenMode::read_write);
    if (!log)
      return 1;
    const Exhausted result = append_until_failure(**log);
    if (result.appended == 0 || result.error.kind != ErrorKind::unwritable)
      return 2;
    if (!contains(result.error, "the disk is full and nothing more was recorded"))
      return 3;
    if ((*log)->head()->position != result.appended)
      return 4;
    const auto reader = open_log(path, OpenMode::read_only);
    if (!reader || (*reader)->head()->position != result.appended)
      return 5;
  }
  std::ofstream(folder + "/filler") << std::string(1'000'000, 'f');
  const auto report = verify(path, std::nullopt);
  return report && report->intact && report->events > 0 ? 0 : 6;
}

/// Opening a new log where there is no room for one.
int create_on_a_full_disk(const std::string& folder) {
  if (::unshare(CLONE_NEWNS) != 0 ||
      ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=16k,mode=0700") != 0)
    return 77;
  std::ofstream(folder + "/filler") << std::string(100'000, 'f');
  const auto log = open_log(folder + "/relctl.db", OpenMode::read_write, 100);
  return !log && log.error().kind == ErrorKind::unwritable ? 0 : 1;
}

int on_read_only_mount(const std::string& folder) {
  const std::string path = folder + "/relctl.db";
  if (::unshare(CLONE_NEWNS) != 0 ||
      ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0 ||
      ::mount("tmpfs", folder.c_str(), "tmpfs", 0, "size=4m,mode=0700") != 0)
    return 77;
  {
    const auto log = open_log(path, OpenMode::read_write);
    if (!log || !(*log)->append(request("alpha-1.0.0", {}, {"A", "B", "C"})))
      return 1;
  }
  if (::mount("none", folder.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr) != 0)
    return 77;
  const auto reader = open_log(path, OpenMode::read_only);
  if (!reader || (*reader)->head()->position != 3)
    return 2;
  if (!verify(path, (*reader)->head().value())->anchored)
    return 3;
  const auto writer = open_log(path, OpenMode::read_write);
  return !writer && writer.error().kind == ErrorKind::unwritable &&
                 contains(writer.error(), "remount")
             ? 0
             : 4;
}

/// Checks what a child in its own mount namespace found, where mounting is allowed.
void check_mounted(int code) {
  if (code == 77)
    WARN("not run: this needs the right to mount");
  else
    CHECK(code == 0);
}

} // namespace

TEST_CASE("every result code of SQLite has a kind and a way on") {
  const auto [code, fault, kind] = GENERATE(values<FaultCase>({
      {5, Fault::busy, ErrorKind::unwritable},
      {517, Fault::busy, ErrorKind::unwritable},
      {13, Fault::full, ErrorKind::unwritable},
      {8, Fault::read_only, ErrorKind::unwritable},
      {1032, Fault::read_only, ErrorKind::unwritable},
      {14, Fault::cannot_open, ErrorKind::unwritable},
      {11, Fault::corrupt, ErrorKind::unwritable},
      {26, Fault::not_a_database, ErrorKind::unwritable},
      {10, Fault::io, ErrorKind::unwritable},
      {778, Fault::io, ErrorKind::unwritable},
      {19, Fault::other, ErrorKind::failed},
      {1, Fault::other, ErrorKind::failed},
  }));
  CHECK(fault_of(code) == fault);
  const Error error = explain(code, "/var/lib/relctl/relctl.db");
  CHECK(error.kind == kind);
  CHECK_THAT(error.message, Catch::StartsWith("audit log /var/lib/relctl/relctl.db: ") &&
                                Catch::Contains("; ") && Catch::Contains(std::to_string(code)));
}

TEST_CASE("an I/O error at commit is unknown, and the log stays whole") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  REQUIRE(in_child([&] { return append_beyond_the_limit(path); }) == 0);
  int acknowledged = 0;
  std::ifstream(path + ".acknowledged") >> acknowledged;
  const auto log = writable(path);
  // Unknown is exactly that: the last one may be there or not, those before it must.
  const auto stored = log->head()->position;
  CHECK((stored == acknowledged || stored == acknowledged + 1));
  CHECK(verify(path, std::nullopt)->intact);
  CHECK(log->append(request("alpha-1.0.0", {stored, 0}, {"Noted"})));
}

TEST_CASE("on a full disk appends are refused and everything recorded can be read") {
  TempFolder folder;
  check_mounted(in_child([&] { return append_on_a_full_disk(folder.path()); }));
}

TEST_CASE("on a full disk no log is created") {
  TempFolder folder;
  check_mounted(in_child([&] { return create_on_a_full_disk(folder.path()); }));
}

TEST_CASE("on a file system mounted read-only the log is read and not written") {
  TempFolder folder;
  check_mounted(in_child([&] { return on_read_only_mount(folder.path()); }));
}
