// SPDX-License-Identifier: Apache-2.0
#include "audit/chain.hpp"
#include "audit/fixture.hpp"
#include "audit/verify.hpp"

#include <SQLiteCpp/SQLiteCpp.h>
#include <catch2/catch.hpp>

#include <filesystem>

using namespace relctl;
using namespace relctl::audit;
namespace fs = std::filesystem;

namespace {

constexpr int k_events = 50;

/// A log of fifty events to attack, each time from a fresh copy, by somebody who may write the
/// file, takes the triggers away and puts them back.
struct Victim {
  TempFolder folder;
  std::string original = folder / "original.db";
  std::string path = folder / "relctl.db";
  std::vector<ports::Anchor> anchors = stored_log(original, k_events);

  VerifyReport after(const std::string& sql, const std::optional<ports::Anchor>& expected = {}) {
    fs::copy_file(original, path, fs::copy_options::overwrite_existing);
    tamper(path, sql);
    const auto report = verify(path, expected);
    REQUIRE(report);
    return *report;
  }
};

std::string at(int position) {
  return " WHERE position = " + std::to_string(position);
}

/// What an attacker who knows the format does after an edit: computes the hashes anew from `first`
/// to `last`, each linked to the event that is there before it.
void rechain(const std::string& path, int first, int last = k_events) {
  SQLite::Database database(path, SQLite::OPEN_READWRITE, 5000);
  database.exec("DROP TRIGGER event_update");
  for (int i = first; i <= last; ++i) {
    const std::string before = "SELECT hash FROM event WHERE position < " + std::to_string(i);
    const std::string previous = database
                                     .execAndGet("SELECT coalesce((" + before +
                                                 " ORDER BY position DESC LIMIT 1), zeroblob(32))")
                                     .getString();
    SQLite::Statement row(database, "SELECT stream, version, track, at_ms, actor, kind, body FROM "
                                    "event" +
                                        at(i));
    REQUIRE(row.executeStep());
    const std::string stream = row.getColumn(0), track = row.getColumn(2);
    const std::string actor = row.getColumn(4), kind = row.getColumn(5);
    const std::string body = row.getColumn(6).getString();
    const Digest hash = link_hash({i, stream, row.getColumn(1).getInt64(), track,
                                   row.getColumn(3).getInt64(), actor, kind, body, previous});
    row.reset();
    SQLite::Statement update(database, "UPDATE event SET previous = ?1, hash = ?2" + at(i));
    update.bind(1, previous.data(), 32);
    update.bind(2, hash.data(), 32);
    update.exec();
  }
  database.exec("CREATE TRIGGER event_update BEFORE UPDATE ON event BEGIN\n"
                "  SELECT RAISE(ABORT, 'event: an event is never changed');\nEND");
}

} // namespace

TEST_CASE_METHOD(Victim, "the original and an attack that changes nothing are intact") {
  CHECK(after("UPDATE event SET actor = actor").intact);
  CHECK(after("SELECT 1", anchors.back()).anchored);
}

TEST_CASE_METHOD(Victim, "every edit of every event is found at that event") {
  const std::string edit = GENERATE(
      "body = CAST(body || x'20' AS BLOB)", "body = x''", "actor = 'eve'", "at_ms = at_ms + 1",
      "track = 'other'", "stream = stream || 'x'", "version = version + 1000",
      "kind = 'Forged', is_reading = 0", "hash = randomblob(32)", "previous = randomblob(32)");
  for (int position = 1; position <= k_events; ++position) {
    INFO(edit << " at " << position);
    const VerifyReport report = after("UPDATE event SET " + edit + at(position));
    CHECK_FALSE(report.intact);
    CHECK(report.first_bad_position == position);
    CHECK_FALSE(report.finding.empty());
  }
}

TEST_CASE_METHOD(Victim, "every deletion is found at the gap") {
  for (int position = 1; position < k_events; ++position) {
    const VerifyReport report = after("DELETE FROM event" + at(position));
    CHECK_FALSE(report.intact);
    CHECK(report.first_bad_position == position);
  }
}

TEST_CASE_METHOD(Victim, "a deletion with the rest moved up is found") {
  for (int position = 1; position < k_events; ++position) {
    const std::string from = std::to_string(position);
    const VerifyReport report =
        after("DELETE FROM event" + at(position) +
              "; UPDATE event SET position = -position WHERE position > " + from +
              "; UPDATE event SET position = -position - 1 WHERE position < 0");
    CHECK_FALSE(report.intact);
    CHECK(report.first_bad_position == position);
  }
}

TEST_CASE_METHOD(Victim, "every swap of two neighbours is found at the first") {
  for (int position = 1; position < k_events; ++position) {
    const VerifyReport report =
        after("UPDATE event SET position = -1" + at(position) +
              "; UPDATE event SET position = position - 1" + at(position + 1) +
              "; UPDATE event SET position = " + std::to_string(position + 1) + at(-1));
    CHECK_FALSE(report.intact);
    CHECK(report.first_bad_position == position);
  }
}

TEST_CASE_METHOD(Victim, "every insertion is found where it was made") {
  for (int position = 1; position <= k_events + 1; ++position) {
    const std::string from = std::to_string(position);
    const VerifyReport report =
        after("UPDATE event SET position = -position WHERE position >= " + from +
              "; UPDATE event SET position = -position + 1 WHERE position < 0"
              "; INSERT INTO event SELECT " +
              from +
              ", 'gamma-1.0.0', 1, '', 0, 'eve', 'Noted', "
              "x'7b7d', 0, coalesce((SELECT hash FROM event WHERE position = " +
              from + " - 1), zeroblob(32)), randomblob(32)");
    CHECK_FALSE(report.intact);
    CHECK(report.first_bad_position == position);
  }
}

TEST_CASE_METHOD(Victim, "every truncation is found by a later anchor") {
  for (int kept = 0; kept < k_events; ++kept) {
    const std::string cut = "DELETE FROM event WHERE position > " + std::to_string(kept);
    for (const int known : {kept + 1, k_events}) {
      const VerifyReport report = after(cut, anchors[static_cast<std::size_t>(known)]);
      CHECK_FALSE(report.intact);
      CHECK_FALSE(report.anchored);
      CHECK(report.first_bad_position == kept + 1);
      CHECK_THAT(report.finding, Catch::Contains("the tail was cut"));
    }
  }
}

TEST_CASE_METHOD(Victim, "a truncation that covers its tracks is seen by an anchor alone") {
  const std::string cut =
      "DELETE FROM event WHERE position > 40; DELETE FROM release; INSERT INTO release SELECT "
      "stream, max(position), 's' FROM event WHERE stream <> 'ledger' GROUP BY stream";
  const VerifyReport alone = after(cut);
  CHECK(alone.intact);
  CHECK_FALSE(alone.anchored);
  CHECK(after(cut, anchors[40]).anchored);
  CHECK_FALSE(after(cut, anchors[41]).intact);
}

TEST_CASE_METHOD(Victim, "a truncation that forgets the summaries is seen without an anchor") {
  const VerifyReport report = after("DELETE FROM event WHERE position > 46");
  CHECK_FALSE(report.intact);
  CHECK_THAT(report.finding, Catch::Contains("the summary of"));
  CHECK_FALSE(after("DELETE FROM release WHERE release = 'alpha-1.0.0'").intact);
  CHECK_FALSE(after("INSERT INTO release VALUES('gamma-1.0.0', 3, '')").intact);
  CHECK_FALSE(after("INSERT INTO release VALUES('gamma-1.0.0', 0, '')").intact);
  CHECK_FALSE(after("INSERT INTO release VALUES('gamma-1.0.0', -1, '')").intact);
}

TEST_CASE_METHOD(Victim, "a history computed anew is seen by every anchor from the edit on") {
  after("UPDATE event SET body = x'7b7d'" + at(20));
  rechain(path, 20);
  CHECK(verify(path, std::nullopt)->intact);
  CHECK(verify(path, anchors[19])->anchored);
  for (int known = 20; known <= k_events; ++known) {
    const auto report = verify(path, anchors[static_cast<std::size_t>(known)]);
    REQUIRE(report);
    CHECK_FALSE(report->intact);
    CHECK(report->first_bad_position == known);
  }
}

TEST_CASE_METHOD(Victim, "an event with a right hash of its own breaks the link of the next") {
  for (int position = 1; position < k_events; ++position) {
    after("UPDATE event SET body = x'7b7d'" + at(position));
    rechain(path, position, position);
    const auto report = verify(path, std::nullopt);
    REQUIRE(report);
    CHECK(report->first_bad_position == position + 1);
    CHECK_THAT(report->finding, Catch::Contains("does not link"));
  }
}

TEST_CASE_METHOD(Victim, "a chain computed anew around a gap in the log is found") {
  // Event 49 is the last of the ledger, so no stream shows the gap.
  after("DELETE FROM event" + at(49));
  rechain(path, 50);
  const auto report = verify(path, std::nullopt);
  REQUIRE(report);
  CHECK(report->first_bad_position == 49);
  CHECK_THAT(report->finding, Catch::Contains("missing"));
}

TEST_CASE_METHOD(Victim, "a chain computed anew around a gap in a stream is found") {
  after("UPDATE event SET version = version + 1000" + at(44));
  rechain(path, 44);
  const auto report = verify(path, std::nullopt);
  REQUIRE(report);
  CHECK_FALSE(report->intact);
  CHECK(report->first_bad_position == 44);
  CHECK_THAT(report->finding, Catch::Contains("version"));
}

TEST_CASE_METHOD(Victim, "a reading filed as control, or the other way round, is found") {
  const VerifyReport report = after(
      "PRAGMA ignore_check_constraints = ON; UPDATE event SET is_reading = 1 - is_reading" + at(5));
  CHECK_FALSE(report.intact);
  CHECK(report.first_bad_position == 5);
  CHECK_THAT(report.finding, Catch::Contains("slice"));
}

TEST_CASE_METHOD(Victim, "protection that was taken away is found") {
  fs::copy_file(original, path);
  raw(path, GENERATE("DROP TRIGGER event_append", "DROP TRIGGER event_update",
                     "DROP INDEX event_slice; CREATE INDEX event_slice ON event(stream)",
                     "CREATE TRIGGER hide AFTER INSERT ON event BEGIN SELECT 1; END",
                     "CREATE TRIGGER sqliteXhide AFTER INSERT ON event BEGIN SELECT 1; END",
                     "PRAGMA writable_schema = ON; INSERT INTO sqlite_master VALUES('trigger', "
                     "'sqlite_hide', 'event', 0, 'CREATE TRIGGER sqlite_hide AFTER INSERT ON event "
                     "BEGIN SELECT 1; END')"));
  const auto report = verify(path, anchors.back());
  REQUIRE(report);
  CHECK_FALSE(report->intact);
  CHECK_THAT(report->finding, Catch::Contains("triggers"));
}

TEST_CASE_METHOD(Victim, "the statistics of ANALYZE are nothing that was taken away") {
  CHECK(after("ANALYZE").intact);
}

TEST_CASE_METHOD(Victim, "a log without its table is a finding") {
  fs::copy_file(original, path);
  raw(path, GENERATE("DROP INDEX event_slice", "ALTER TABLE event RENAME TO other"));
  const auto report = verify(path, std::nullopt);
  REQUIRE(report);
  CHECK_FALSE(report->intact);
}
