// SPDX-License-Identifier: Apache-2.0
#include "audit/event_table.hpp"
#include "audit/fixture.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::audit;
using ports::Slice;

namespace {

struct FilledLog {
  std::unique_ptr<ports::AuditLog> log = open_memory_log();
  FilledLog() { fill(*log, 30); }

  std::vector<std::int64_t> positions(const ports::ReadRequest& read) {
    const auto records = log->read(read);
    REQUIRE(records);
    std::vector<std::int64_t> found;
    for (const auto& record : *records)
      found.push_back(record.position);
    return found;
  }
};

} // namespace

TEST_CASE_METHOD(FilledLog, "a slice of a stream comes in order") {
  // Even positions are alpha, every third is a reading, every seventh went to the ledger.
  CHECK(positions({"alpha-1.0.0", 0, Slice::readings}) ==
        std::vector<std::int64_t>{6, 12, 18, 24, 30});
  CHECK(positions({"alpha-1.0.0", 0, Slice::control}) ==
        std::vector<std::int64_t>{2, 4, 8, 10, 16, 20, 22, 26});
  CHECK(positions({"alpha-1.0.0", 0, Slice::all}) ==
        std::vector<std::int64_t>{2, 4, 6, 8, 10, 12, 16, 18, 20, 22, 24, 26, 30});
  CHECK(positions({"ledger", 0, Slice::all}) == std::vector<std::int64_t>{7, 14, 21, 28});
  CHECK(positions({"gamma", 0, Slice::all}).empty());
}

TEST_CASE_METHOD(FilledLog, "reading goes on after a position and stops at a limit") {
  CHECK(positions({"alpha-1.0.0", 12, Slice::readings}) == std::vector<std::int64_t>{18, 24, 30});
  CHECK(positions({"alpha-1.0.0", 12, Slice::all, 3}) == std::vector<std::int64_t>{16, 18, 20});
  CHECK(positions({"alpha-1.0.0", 3, Slice::control, 2}) == std::vector<std::int64_t>{4, 8});
  CHECK(positions({"alpha-1.0.0", 30, Slice::all}).empty());
}

TEST_CASE_METHOD(FilledLog, "an empty stream name reads all streams") {
  CHECK(positions({"", 0, Slice::all}).size() == 30);
  CHECK(positions({"", 27, Slice::all}) == std::vector<std::int64_t>{28, 29, 30});
  CHECK(positions({"", 20, Slice::readings}) == std::vector<std::int64_t>{24, 27, 30});
  CHECK(positions({"", 20, Slice::control, 2}) == std::vector<std::int64_t>{21, 22});
}

TEST_CASE_METHOD(FilledLog, "a read sees what was appended a moment before") {
  REQUIRE(positions({"alpha-1.0.0", 26, Slice::control}).empty());
  REQUIRE(log->append(request("alpha-1.0.0", {13, 4}, {"StepEnded"})));
  CHECK(positions({"alpha-1.0.0", 26, Slice::control}) == std::vector<std::int64_t>{31});
  CHECK(log->head()->position == 31);
}

TEST_CASE_METHOD(FilledLog, "one event is found by its position") {
  const auto record = log->at(7);
  REQUIRE(record);
  CHECK(record->stream == "ledger");
  CHECK(record->kind == "Frozen");
  CHECK(record->version == 1);
  const auto missing = log->at(31);
  REQUIRE_FALSE(missing);
  CHECK(missing.error().kind == ErrorKind::not_found);
  CHECK_THAT(missing.error().message, Catch::Contains("no event 31; the last one is 30"));
}

TEST_CASE("two connections see each other's events at once") {
  TempFolder folder;
  const auto writer = writable(folder / "relctl.db");
  const auto reader = open_log(folder / "relctl.db", OpenMode::read_only);
  REQUIRE(reader);
  CHECK((*reader)->head()->position == 0);
  REQUIRE(writer->append(request("alpha-1.0.0", {}, {"ReleaseStarted"})));
  CHECK((*reader)->head().value() == writer->head().value());
  REQUIRE(writer->append(request("alpha-1.0.0", {1, 0}, {"ReadingsTaken"})));
  CHECK((*reader)->read({"alpha-1.0.0", 1, Slice::readings})->size() == 1);
}

TEST_CASE("a release that a damaged file holds twice is told once, by its newest summary") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  auto started = request("alpha-1.0.0", {}, {"ReleaseStarted", "PhaseEntered"});
  started.summary = "newest";
  REQUIRE(writable(path)->append(started));
  raw(path, "CREATE TABLE two AS SELECT * FROM release; DROP TABLE release; "
            "ALTER TABLE two RENAME TO release; "
            "INSERT INTO release SELECT release, last_position - 1, 'old' FROM release");
  const auto log = open_log(path, OpenMode::read_only);
  REQUIRE(log);
  const auto rows = (*log)->summaries();
  REQUIRE(rows);
  REQUIRE(rows->size() == 1);
  CHECK(rows->front().summary == "newest");
}
