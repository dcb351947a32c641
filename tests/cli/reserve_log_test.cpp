// SPDX-License-Identifier: Apache-2.0
#include "audit/sqlite_log.hpp"
#include "cli/reserve_log.hpp"

#include <catch2/catch.hpp>

#include <optional>

using namespace relctl;
using cli::ReserveLog;

namespace {

/// A log on a disk that can die.
class MortalLog final : public ports::AuditLog {
public:
  std::optional<ErrorKind> dead;   ///< What everything fails with from then on.
  std::optional<ErrorKind> sealed; ///< What writing fails with.

  Result<std::vector<ports::Record>> read(const ports::ReadRequest& request) override {
    return dead ? broken(*dead) : m_log->read(request);
  }
  Result<ports::Record> at(std::int64_t position) override { return m_log->at(position); }
  Result<std::vector<ports::Record>> append(const ports::AppendRequest& request) override {
    if (dead || sealed)
      return broken(dead ? *dead : *sealed);
    return m_log->append(request);
  }
  Result<ports::Anchor> head() override {
    if (dead)
      return fail(*dead, "the disk is gone");
    return m_log->head();
  }
  Result<std::vector<ports::SummaryRow>> summaries() override { return m_log->summaries(); }
  Result<std::unique_ptr<ports::Lock>> lock(const std::string& release,
                                            const ports::Holder& self) override {
    return m_log->lock(release, self);
  }
  Result<ports::Holder> holder(const std::string& release) override {
    return m_log->holder(release);
  }

private:
  static Result<std::vector<ports::Record>> broken(ErrorKind kind) {
    return fail(kind, "the disk is gone");
  }
  std::unique_ptr<ports::AuditLog> m_log = audit::open_memory_log();
};

ports::AppendRequest one(std::int64_t version) {
  return {"r", {version, 0}, {5}, "qa", {{"r", "", "NoteAdded", "{}"}}, ""};
}

std::vector<std::int64_t> positions(const Result<std::vector<ports::Record>>& records) {
  REQUIRE(records);
  std::vector<std::int64_t> all;
  for (const auto& record : *records)
    all.push_back(record.position);
  return all;
}

struct Given {
  MortalLog behind;
  int losses = 0;
  std::string lost_after;
  ReserveLog log{&behind, [this](const Error&, const std::string& after) {
                   ++losses;
                   lost_after = after;
                 }};

  Given() {
    REQUIRE(log.append(one(0)));
    REQUIRE(log.append(one(1)));
  }
};

} // namespace

TEST_CASE("events that a sealed disk does not take follow what is read from it") {
  Given given;
  given.behind.sealed = ErrorKind::unwritable;
  CHECK(positions(given.log.append(one(2))) == std::vector<std::int64_t>{3});
  CHECK(positions(given.log.read({"r", 0, ports::Slice::all, 0})) ==
        std::vector<std::int64_t>{1, 2, 3});
  CHECK(given.log.unwritten().size() == 1);
  CHECK(given.losses == 1);
}

TEST_CASE("a disk that dies after the release was read does not stop a way back") {
  Given given;
  // Another process has appended; the newest event must have been looked at before the disk dies.
  REQUIRE(given.behind.append({"s", {0, 0}, {5}, "qa", {{"s", "", "NoteAdded", "{}"}}, ""}));
  const auto head = given.behind.head();
  REQUIRE(head);
  given.log.must_go_on();
  given.behind.dead = ErrorKind::unwritable;
  SECTION("it is found by reading") {
    CHECK(positions(given.log.read({"r", 3, ports::Slice::all, 0})).empty());
  }
  SECTION("it is found by looking for the newest event") {
    REQUIRE(given.log.head());
    CHECK(given.log.head()->position == 3);
  }
  SECTION("it is found by writing") {
    CHECK(positions(given.log.append(one(2))) == std::vector<std::int64_t>{4});
  }
  CHECK(given.log.has_lost());
  CHECK(given.lost_after == "3:" + head->hash);
  const auto kept = given.log.unwritten().size();
  CHECK(positions(given.log.append(one(2))) ==
        std::vector<std::int64_t>{4 + static_cast<std::int64_t>(kept)});
  CHECK(positions(given.log.read({"r", 3, ports::Slice::all, 0})).size() == kept + 1);
  CHECK(given.losses == 1);
}

TEST_CASE("before the release was read, and after any other failure, a way back says so") {
  Given given;
  SECTION("not read") {
    given.behind.dead = ErrorKind::unwritable;
  }
  SECTION("another failure") {
    given.log.must_go_on();
    given.behind.dead = ErrorKind::failed;
  }
  CHECK_FALSE(given.log.read({"r", 2, ports::Slice::all, 0}));
  CHECK_FALSE(given.log.head());
  CHECK_FALSE(given.log.append(one(2)));
  CHECK_FALSE(given.log.has_lost());
}
