// SPDX-License-Identifier: Apache-2.0
#include "audit/fixture.hpp"
#include "audit/place.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace relctl;
using namespace relctl::audit;
namespace fs = std::filesystem;

namespace {

int mode_of(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 ? static_cast<int>(status.st_mode & 07777) : -1;
}

Error refusal_of_place(const std::string& path, OpenMode mode) {
  const auto place = find_place(path, mode);
  REQUIRE_FALSE(place);
  return place.error();
}

} // namespace

TEST_CASE("a new log and what SQLite puts beside it can be read by their owner alone") {
  TempFolder folder;
  const mode_t before = ::umask(GENERATE(0U, 022U, 0777U));
  const auto log = open_log(folder / "relctl.db", OpenMode::read_write);
  ::umask(before);
  REQUIRE(log);
  REQUIRE((*log)->append(request("alpha-1.0.0", {}, {"ReleaseStarted"})));
  CHECK(mode_of(folder / "relctl.db") == 0600);
  CHECK(mode_of(folder / "relctl.db-wal") == 0600);
  CHECK(mode_of(folder / "relctl.db-shm") == 0600);
}

TEST_CASE("a folder that is not there is named with the command that makes it") {
  TempFolder folder;
  const auto writing = refusal_of_place(folder / "no/relctl.db", OpenMode::read_write);
  CHECK(writing.kind == ErrorKind::unwritable);
  CHECK_THAT(writing.message, Catch::Contains("mkdir -p -m 0700 " + (folder / "no")));
  CHECK(refusal_of_place(folder / "no/relctl.db", OpenMode::read_only).kind ==
        ErrorKind::not_found);
  CHECK_FALSE(fs::exists(folder / "no"));
}

TEST_CASE("reading never makes a file") {
  TempFolder folder;
  const auto missing = refusal_of_place(folder / "relctl.db", OpenMode::read_only);
  CHECK(missing.kind == ErrorKind::not_found);
  CHECK_THAT(missing.message, Catch::Contains(folder / "relctl.db"));
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a log that is a symbolic link is refused, dangling or not") {
  TempFolder folder;
  const OpenMode mode = GENERATE(OpenMode::read_only, OpenMode::read_write);
  if (GENERATE(true, false))
    stored_log(folder / "real.db", 1);
  const bool there = fs::exists(folder / "real.db");
  fs::create_symlink("real.db", folder / "relctl.db");
  const auto refused = refusal_of_place(folder / "relctl.db", mode);
  CHECK(refused.kind == ErrorKind::failed);
  CHECK_THAT(refused.message, Catch::Contains("symbolic link"));
  CHECK(fs::exists(folder / "real.db") == there);
}

TEST_CASE("a folder reached through a symbolic link is resolved once") {
  TempFolder folder;
  fs::create_directory(folder / "real");
  fs::permissions(folder / "real", fs::perms::owner_all);
  fs::create_directory_symlink("real", folder / "link");
  const auto place = find_place(folder / "link/relctl.db", OpenMode::read_write);
  REQUIRE(place);
  CHECK(place->path == folder / "real/relctl.db");
  CHECK(open_log(folder / "link/relctl.db", OpenMode::read_write));
}

TEST_CASE("a folder that others may write is refused unless it is sticky") {
  TempFolder folder;
  stored_log(folder / "relctl.db", 1);
  const OpenMode mode = GENERATE(OpenMode::read_only, OpenMode::read_write);
  const auto permissions = GENERATE(0720, 0702, 0777);
  REQUIRE(::chmod(folder.path().c_str(), static_cast<mode_t>(permissions)) == 0);
  const auto refused = refusal_of_place(folder / "relctl.db", mode);
  CHECK(refused.kind == ErrorKind::failed);
  CHECK_THAT(refused.message, Catch::Contains("chmod go-w " + folder.path()));
  REQUIRE(::chmod(folder.path().c_str(), static_cast<mode_t>(permissions | S_ISVTX)) == 0);
  CHECK(find_place(folder / "relctl.db", mode));
}

TEST_CASE("a log that others may write is refused, and so is what lies beside it") {
  TempFolder folder;
  stored_log(folder / "relctl.db", 1);
  const OpenMode mode = GENERATE(OpenMode::read_only, OpenMode::read_write);
  const std::string file = folder / ("relctl.db" + std::string(GENERATE("", "-wal", "-shm")));
  const auto permissions = static_cast<mode_t>(GENERATE(0620, 0602, 0666));
  std::ofstream(file, std::ios::app).flush();
  REQUIRE(::chmod(file.c_str(), permissions) == 0);
  const auto refused = refusal_of_place(folder / "relctl.db", mode);
  CHECK(refused.kind == ErrorKind::failed);
  CHECK_THAT(refused.message, Catch::Contains("`chmod 600 " + file + "`"));
  REQUIRE(::chmod(file.c_str(), 0644) == 0);
  CHECK(find_place(folder / "relctl.db", mode));
}

TEST_CASE("a command to paste takes a path with blanks as one word") {
  TempFolder folder;
  const std::string mine = folder / "my logs";
  const std::string file = mine + "/relctl.db";
  CHECK_THAT(refusal_of_place(file, OpenMode::read_write).message,
             Catch::Contains("`mkdir -p -m 0700 '" + mine + "'`"));
  fs::create_directory(mine);
  fs::permissions(mine, fs::perms::all);
  CHECK_THAT(refusal_of_place(file, OpenMode::read_write).message,
             Catch::Contains("`chmod go-w '" + mine + "'`"));
  fs::permissions(mine, fs::perms::owner_all);
  std::ofstream(file, std::ios::app).flush();
  fs::permissions(file, fs::perms::all);
  CHECK_THAT(refusal_of_place(file, OpenMode::read_write).message,
             Catch::Contains("`chmod 600 '" + file + "'`"));
}

TEST_CASE("a log that belongs to somebody else is not taken for a missing one") {
  TempFolder folder;
  stored_log(folder / "relctl.db", 1);
  const auto kind_for_nobody = [&](OpenMode mode) {
    return in_child([&] {
      if (::geteuid() != 0 && ::chmod(folder.path().c_str(), 0) != 0)
        return 99;
      if (!become_nobody())
        return 98;
      const auto place = find_place(folder / "relctl.db", mode);
      return place ? 97 : static_cast<int>(place.error().kind);
    });
  };
  CHECK(kind_for_nobody(OpenMode::read_only) == static_cast<int>(ErrorKind::failed));
  CHECK(kind_for_nobody(OpenMode::read_write) == static_cast<int>(ErrorKind::unwritable));
}

TEST_CASE("a log that belongs to somebody else, who may rewrite it, is refused") {
  if (::geteuid() != 0)
    return; // Only root may give files away.
  TempFolder folder;
  stored_log(folder / "relctl.db", 1);
  constexpr uid_t k_nobody = 65534;
  const OpenMode mode = GENERATE(OpenMode::read_only, OpenMode::read_write);
  const std::string name = GENERATE("relctl.db", "relctl.db-wal", "relctl.db-shm");
  const std::string given_away = folder / name;
  std::ofstream(given_away, std::ios::app).flush();
  REQUIRE(::chown(given_away.c_str(), k_nobody, k_nobody) == 0);
  const auto refused = refusal_of_place(folder / "relctl.db", mode);
  CAPTURE(given_away);
  CHECK(refused.kind == ErrorKind::failed);
  CHECK_THAT(refused.message, Catch::Contains(given_away + " "));
  CHECK_THAT(refused.message, Catch::Contains("belongs to user 65534"));
  CHECK_THAT(refused.message, Catch::Contains("`chown 0 " + given_away + "`"));
  CHECK_THAT(refused.message, Catch::Contains("--db"));
}

TEST_CASE("root sees to a log that is another user's, folder and all") {
  if (::geteuid() != 0)
    return;
  TempFolder folder;
  stored_log(folder / "relctl.db", 1);
  for (const std::string& path : {folder.path(), folder / "relctl.db"})
    REQUIRE(::chown(path.c_str(), 65534, 65534) == 0);
  CHECK(find_place(folder / "relctl.db", OpenMode::read_write));
  CHECK(find_place(folder / "another.db", OpenMode::read_write));
}

TEST_CASE("a log of one's own in a folder of root's is nobody else's") {
  TempFolder folder;
  REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  stored_log(folder / "relctl.db", 1);
  REQUIRE(::chmod((folder / "relctl.db").c_str(), 0644) == 0);
  const auto found_by_nobody = [&] {
    return in_child([&] {
      return become_nobody() && find_place(folder / "relctl.db", OpenMode::read_only) ? 0 : 1;
    });
  };
  CHECK(found_by_nobody() == 0);
  if (::geteuid() == 0) {
    REQUIRE(::chown((folder / "relctl.db").c_str(), 65534, 65534) == 0);
    CHECK(found_by_nobody() == 0);
  }
}

TEST_CASE("what is no file is refused") {
  TempFolder folder;
  CHECK(refusal_of_place("", OpenMode::read_write).kind == ErrorKind::usage);
  CHECK(refusal_of_place(folder.path() + "/", OpenMode::read_write).kind == ErrorKind::usage);
  CHECK(refusal_of_place(folder / "..", OpenMode::read_write).kind == ErrorKind::usage);
  fs::create_directory(folder / "relctl.db");
  CHECK_THAT(refusal_of_place(folder / "relctl.db", OpenMode::read_write).message,
             Catch::Contains("not a regular file"));
  std::ofstream(folder / "file") << "x";
  CHECK(refusal_of_place(folder / "file/relctl.db", OpenMode::read_write).kind ==
        ErrorKind::unwritable);
}

TEST_CASE("network file systems are known by their number") {
  CHECK(is_network_file_system(0x6969));
  CHECK(is_network_file_system(static_cast<long>(0xff534d42)));
  CHECK(is_network_file_system(static_cast<int>(0xff534d42)));
  CHECK(is_network_file_system(static_cast<long>(0xfe534d42)));
  CHECK_FALSE(is_network_file_system(0xef53));     // ext4
  CHECK_FALSE(is_network_file_system(0x01021994)); // tmpfs
}

TEST_CASE("a log is checkpointed without a -wal or with an empty one") {
  TempFolder folder;
  stored_log(folder / "relctl.db", 1);
  CHECK(is_checkpointed(folder / "relctl.db"));
  std::ofstream(folder / "relctl.db-wal").close();
  CHECK(is_checkpointed(folder / "relctl.db"));
  std::ofstream(folder / "relctl.db-wal") << "x";
  CHECK_FALSE(is_checkpointed(folder / "relctl.db"));
}

TEST_CASE("finding the place of an open log leaves the locks on it alone") {
  TempFolder folder;
  const auto log = writable(folder / "relctl.db");
  REQUIRE(log->append(request("alpha-1.0.0", {}, {"ReleaseStarted"})));
  REQUIRE(find_place(folder / "relctl.db", OpenMode::read_write));
  // The last connection to close deletes the -wal; a process that took ours for closed would.
  CHECK(in_child([&] {
          return open_log(folder / "relctl.db", OpenMode::read_write).has_value() ? 0 : 1;
        }) == 0);
  CHECK(fs::exists(folder / "relctl.db-wal"));
}
