// SPDX-License-Identifier: Apache-2.0
#include "audit/connection.hpp"
#include "audit/fixture.hpp"
#include "audit/place.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>

using namespace relctl;
using namespace relctl::audit;
namespace fs = std::filesystem;

namespace {

Error refusal_to_open(const std::string& path, OpenMode mode) {
  const auto log = open_log(path, mode, 100);
  REQUIRE_FALSE(log);
  return log.error();
}

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

void overwrite(const std::string& path, std::streamoff offset, const std::string& bytes) {
  std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(offset);
  file << bytes;
}

/// Reads the log in `folder` as a user who may not write there: 0 when it has `count` events, 1
/// when opening fails and the message holds `reason`, 2 otherwise.
int read_as_nobody(const std::string& path, std::int64_t count, const std::string& reason) {
  if (!become_nobody())
    return 3;
  const auto log = open_log(path, OpenMode::read_only, 100);
  if (!log)
    return !reason.empty() && log.error().message.find(reason) != std::string::npos ? 1 : 2;
  return (*log)->head()->position == count ? 0 : 2;
}

/// Everybody may read the folder and the file, nobody may write them.
void make_read_only(const TempFolder& folder) {
  for (const auto& entry : fs::directory_iterator(folder.path()))
    ::chmod(entry.path().c_str(), 0444);
  ::chmod(folder.path().c_str(), 0555);
}

} // namespace

TEST_CASE("a log for writing runs in WAL with full synchronisation") {
  TempFolder folder;
  const auto database = connect(folder / "relctl.db", OpenMode::read_write, 100);
  REQUIRE(database);
  CHECK(*(*database)->text("PRAGMA journal_mode") == "wal");
  CHECK(*(*database)->number("PRAGMA synchronous") == 2);
  CHECK(*(*database)->number("PRAGMA busy_timeout") == 100);
}

TEST_CASE("the database of another program is refused and left as it was") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  std::ofstream(path).close();
  raw(path, GENERATE("CREATE TABLE notes(text TEXT)", "PRAGMA application_id=77",
                     "PRAGMA application_id=77; CREATE TABLE event(position INTEGER)"));
  const std::string before = bytes_of(path);
  const OpenMode mode = GENERATE(OpenMode::read_only, OpenMode::read_write);
  const Error refused = refusal_to_open(path, mode);
  CHECK(refused.kind == ErrorKind::failed);
  CHECK_THAT(refused.message, Catch::Contains("another program") && Catch::Contains(path));
  CHECK(bytes_of(path) == before);
}

TEST_CASE("a log of a newer format is refused and left as it was") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  stored_log(path, 2);
  raw(path, "PRAGMA user_version=2");
  const std::string before = bytes_of(path);
  const Error refused = refusal_to_open(path, GENERATE(OpenMode::read_only, OpenMode::read_write));
  CHECK(refused.kind == ErrorKind::failed);
  CHECK_THAT(refused.message, Catch::Contains("format 2, this relctl reads up to 1"));
  CHECK(bytes_of(path) == before);
}

TEST_CASE("a file that is no database is unwritable, and says so") {
  TempFolder folder;
  std::ofstream(folder / "relctl.db") << std::string(8192, 'x');
  const Error refused =
      refusal_to_open(folder / "relctl.db", GENERATE(OpenMode::read_only, OpenMode::read_write));
  CHECK(refused.kind == ErrorKind::unwritable);
  CHECK_THAT(refused.message, Catch::Contains("not an SQLite database"));
}

TEST_CASE("a damaged log is unwritable, and says so") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  stored_log(path, 300);
  // Everything behind the first page, which holds the schema alone.
  overwrite(path, 4096, std::string(fs::file_size(path) - 4096, '\x5a'));
  const auto log = open_log(path, OpenMode::read_write);
  REQUIRE(log);
  const auto head = (*log)->head();
  REQUIRE_FALSE(head);
  CHECK(head.error().kind == ErrorKind::unwritable);
  CHECK_THAT(head.error().message, Catch::Contains("damaged"));
  const auto appended = (*log)->append(request("alpha-1.0.0", {}, {"Noted"}));
  REQUIRE_FALSE(appended);
  CHECK(appended.error().kind == ErrorKind::unwritable);
}

TEST_CASE("an empty file becomes a log for a writer and is none for a reader") {
  TempFolder folder;
  std::ofstream(folder / "relctl.db").close();
  CHECK(refusal_to_open(folder / "relctl.db", OpenMode::read_only).kind == ErrorKind::not_found);
  const auto log = writable(folder / "relctl.db");
  CHECK(log->append(request("alpha-1.0.0", {}, {"ReleaseStarted"})));
}

TEST_CASE("a log on media that cannot be written is read") {
  TempFolder folder;
  const std::string path = folder / "relctl#1?.db";
  stored_log(path, 5);
  REQUIRE(is_checkpointed(path));
  make_read_only(folder);
  CHECK(in_child([&] { return read_as_nobody(path, 5, ""); }) == 0);
}

TEST_CASE("events in a -wal that cannot be read are not passed over") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  // The child ends without closing, as a kill would: its events stay in the -wal.
  REQUIRE(in_child([&] {
            const auto log = open_log(path, OpenMode::read_write);
            const bool appended = log && (*log)->append(request("alpha-1.0.0", {}, {"A", "B"}));
            return appended ? ::raise(SIGKILL) : 1;
          }) == 128 + SIGKILL);
  REQUIRE_FALSE(is_checkpointed(path));
  SECTION("with its -shm, as a crash leaves it, the log is whole") {
    make_read_only(folder);
    CHECK(in_child([&] { return read_as_nobody(path, 2, ""); }) == 0);
  }
  SECTION("without -shm, as a copy leaves it, the way on is named") {
    fs::remove(path + "-shm");
    make_read_only(folder);
    CHECK(in_child([&] { return read_as_nobody(path, 2, "copy both files"); }) == 1);
  }
  SECTION("in a folder that can be written they are there") {
    CHECK(writable(path)->head()->position == 2);
  }
}

TEST_CASE("a file without write permission cannot be opened for writing") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  stored_log(path, 1);
  make_read_only(folder);
  CHECK(in_child([&] {
          if (!become_nobody())
            return 3;
          const auto log = open_log(path, OpenMode::read_write, 100);
          return !log && log.error().kind == ErrorKind::unwritable ? 0 : 1;
        }) == 0);
}

TEST_CASE("a reader issues no statement that writes") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  stored_log(path, 4);
  const std::string before = bytes_of(path);
  {
    const auto log = open_log(path, OpenMode::read_only);
    REQUIRE(log);
    CHECK((*log)->read({"beta-2.0.0"})->size() == 2);
  }
  CHECK(bytes_of(path) == before);
}
