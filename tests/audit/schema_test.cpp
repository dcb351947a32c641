// SPDX-License-Identifier: Apache-2.0
#include "audit/fixture.hpp"
#include "audit/schema.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::audit;

namespace {

/// A log of nine events and a connection to it that knows nothing of relctl.
struct RawLog {
  TempFolder folder;
  std::string path = folder / "relctl.db";
  std::vector<ports::Anchor> anchors = stored_log(path, 9);
  SQLite::Database database{path, SQLite::OPEN_READWRITE, 5000};

  /// The message with which the schema refuses, or nothing.
  std::string refusal(const std::string& sql) {
    try {
      database.exec(sql);
    } catch (const SQLite::Exception& e) {
      return e.what();
    }
    return "";
  }

  std::string content() {
    return database
        .execAndGet("SELECT group_concat(position || stream || version || hex(body) || hex(hash)) "
                    "FROM event")
        .getString();
  }
};

std::string insert(const std::string& verb, int position, const std::string& stream, int version,
                   int previous) {
  return verb + " INTO event VALUES(" + std::to_string(position) + ", '" + stream + "', " +
         std::to_string(version) +
         ", '', 0, 'eve', 'Noted', x'7b7d', 0, coalesce((SELECT hash FROM "
         "event WHERE position=" +
         std::to_string(previous) + "), zeroblob(32)), zeroblob(32))";
}

} // namespace

TEST_CASE("the schema takes the next event of a stream") {
  RawLog log;
  const std::string before = log.content();
  CHECK(log.refusal(insert("INSERT", 10, "gamma", 1, 9)) == "");
  CHECK(log.refusal(insert("INSERT", 11, "beta-2.0.0", 5, 10)) == "");
  CHECK(log.content() != before);
}

TEST_CASE("the schema refuses everything that is not the next event of a stream") {
  RawLog log;
  const std::string before = log.content();
  SECTION("a duplicate position") {
    CHECK_THAT(log.refusal(insert("INSERT", 9, "gamma", 1, 8)), Catch::Contains("position"));
  }
  SECTION("a duplicate version of a stream") {
    CHECK_THAT(log.refusal(insert("INSERT", 10, "beta-2.0.0", 1, 9)), Catch::Contains("version"));
  }
  SECTION("a gap in position") {
    CHECK_THAT(log.refusal(insert("INSERT", 11, "gamma", 1, 9)), Catch::Contains("position"));
  }
  SECTION("a gap in a stream's version") {
    CHECK_THAT(log.refusal(insert("INSERT", 10, "gamma", 2, 9)), Catch::Contains("version"));
  }
  SECTION("a position that SQLite would choose") {
    CHECK_THAT(log.refusal("INSERT INTO event(stream, version, track, at_ms, actor, kind, body, "
                           "is_reading, previous, hash) VALUES('gamma', 1, '', 0, 'eve', 'Noted', "
                           "x'', 0, zeroblob(32), zeroblob(32))"),
               Catch::Contains("position"));
  }
  SECTION("a link to another event than the head") {
    CHECK_THAT(log.refusal(insert("INSERT", 10, "gamma", 1, 8)), Catch::Contains("previous"));
  }
  SECTION("an update") {
    CHECK_THAT(log.refusal("UPDATE event SET body = x'' WHERE position = 4"),
               Catch::Contains("never changed"));
  }
  SECTION("a deletion") {
    CHECK_THAT(log.refusal("DELETE FROM event WHERE position = 9"),
               Catch::Contains("never deleted"));
  }
  SECTION("a deletion of everything, which SQLite would do without visiting rows") {
    CHECK_THAT(log.refusal("DELETE FROM event"), Catch::Contains("never deleted"));
  }
  SECTION("a replacement of a position") {
    CHECK_THAT(log.refusal(insert("INSERT OR REPLACE", 9, "gamma", 1, 8)),
               Catch::Contains("position"));
    CHECK_THAT(log.refusal(insert("REPLACE", 4, "gamma", 1, 3)), Catch::Contains("position"));
  }
  SECTION("a replacement of a version by the next position") {
    CHECK_THAT(log.refusal(insert("INSERT OR REPLACE", 10, "beta-2.0.0", 1, 9)),
               Catch::Contains("version"));
  }
  SECTION("an update by conflict") {
    CHECK_THAT(log.refusal(insert("INSERT", 9, "gamma", 1, 8) +
                           " ON CONFLICT(position) DO UPDATE SET body = x''"),
               Catch::Contains("position"));
  }
  SECTION("a reading that is filed as a control event") {
    CHECK(log.refusal("INSERT INTO event SELECT 10, 'gamma', 1, '', 0, 'eve', 'ReadingsTaken', "
                      "x'', 0, hash, hash FROM event WHERE position = 9") != "");
  }
  SECTION("a deletion of a summary") {
    CHECK_THAT(log.refusal("DELETE FROM release"), Catch::Contains("never deleted"));
  }
  CHECK(log.content() == before);
}

TEST_CASE("creating the schema where another process was first does nothing") {
  TempFolder folder;
  stored_log(folder / "relctl.db", 2);
  const auto database = Database::open(folder / "relctl.db", Access::read_write, 0);
  REQUIRE(database);
  CHECK(create_schema(**database));
  CHECK(*(*database)->number("SELECT count(*) FROM event") == 2);
  CHECK((*database)->run("BEGIN")); // No transaction was left open.
}

TEST_CASE("a log of this program has the schema that verify expects") {
  TempFolder folder;
  stored_log(folder / "relctl.db", 1);
  const auto database = Database::open(folder / "relctl.db", Access::read_only, 0);
  REQUIRE(database);
  CHECK(*describe_schema(**database) == *expected_schema());
  CHECK(raw_text(folder / "relctl.db", "PRAGMA application_id") == std::to_string(0x72656c63));
  CHECK(raw_text(folder / "relctl.db", "PRAGMA user_version") == "1");
}
