// SPDX-License-Identifier: Apache-2.0
#include "audit/sqlite_log.hpp"
#include "cli/reserve_log.hpp"

#include <catch2/catch.hpp>

#include <optional>

using namespace relctl;
using cli::ReserveLog;

namespace {

/// A lock whose note of what runs cannot be written.
class MortalLock final : public ports::Lock {
public:
  explicit MortalLock(std::optional<ErrorKind> dead) : m_dead(dead) {}
  Result<void> record_running(const std::vector<ports::RunningGroup>&) override {
    return m_dead ? Result<void>(fail(*m_dead, "the disk is gone")) : Result<void>{};
  }
  const std::vector<ports::RunningGroup>& left_behind() const override { return m_none; }

private:
  std::optional<ErrorKind> m_dead;
  std::vector<ports::RunningGroup> m_none;
};

/// A log on a disk that can die.
class MortalLog final : public ports::AuditLog {
public:
  std::optional<ErrorKind> dead;   ///< What everything fails with from then on.
  std::optional<ErrorKind> sealed; ///< What writing fails with.
  std::optional<ErrorKind> locked; ///< What locking fails with.
  int asked = 0;                   ///< To read, to append, or for the head.

  Result<std::vector<ports::Record>> read(const ports::ReadRequest& request) override {
    ++asked;
    return dead ? broken(*dead) : m_log->read(request);
  }
  Result<ports::Record> at(std::int64_t position) override { return m_log->at(position); }
  Result<std::vector<ports::Record>> append(const ports::AppendRequest& request) override {
    ++asked;
    if (dead || sealed)
      return broken(dead ? *dead : *sealed);
    return m_log->append(request);
  }
  Result<ports::Anchor> head() override {
    ++asked;
    if (dead)
      return fail(*dead, "the disk is gone");
    return m_log->head();
  }
  Result<std::vector<ports::SummaryRow>> summaries() override { return m_log->summaries(); }
  Result<std::unique_ptr<ports::Lock>> lock(const std::string&, const ports::Holder&) override {
    if (locked)
      return fail(*locked, "no lock");
    return std::make_unique<MortalLock>(sealed);
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
  return {"r", {version, 0}, {{"r", "", "NoteAdded", "{}", {5}, "qa"}}, ""};
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
  REQUIRE(given.behind.append({"s", {0, 0}, {{"s", "", "NoteAdded", "{}", {5}, "qa"}}, ""}));
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

TEST_CASE("what is kept continues the last event that was written") {
  Given given;
  given.log.must_go_on();
  REQUIRE(given.log.append(one(2)));
  const auto head = given.behind.head();
  REQUIRE(head);
  given.behind.dead = ErrorKind::unwritable;
  CHECK(positions(given.log.append(one(3))) == std::vector<std::int64_t>{4});
  CHECK(given.lost_after == "3:" + head->hash);
}

TEST_CASE("a disk that has failed is not asked again") {
  Given given;
  given.log.must_go_on();
  given.behind.dead = ErrorKind::unwritable;
  REQUIRE(given.log.append(one(2)));
  const int asked = given.behind.asked;
  CHECK(given.log.append(one(3)));
  CHECK(given.log.read({"r", 0, ports::Slice::all, 0}));
  CHECK(given.log.head());
  CHECK(given.behind.asked == asked);
}

TEST_CASE("what is kept counts versions on and is read like any other event") {
  Given given;
  given.behind.sealed = ErrorKind::unwritable;
  const auto kept = given.log.append({"r",
                                      {2, 5},
                                      {{"r", "", "NoteAdded", "{}"},
                                       {ports::k_ledger_stream, "", "VersionKnown", "{}"},
                                       {"r", "", "ReadingsTaken", "{}"}},
                                      ""});
  REQUIRE(kept);
  CHECK((*kept)[0].version == 3);
  CHECK((*kept)[1].version == 6);
  CHECK((*kept)[2].version == 4);
  using ports::Slice;
  using Positions = std::vector<std::int64_t>;
  CHECK(positions(given.log.read({"r", 2, Slice::all, 0})) == Positions{3, 5});
  CHECK(positions(given.log.read({"r", 3, Slice::all, 0})) == Positions{5});
  CHECK(positions(given.log.read({"r", 0, Slice::control, 0})) == Positions{1, 2, 3});
  CHECK(positions(given.log.read({"r", 0, Slice::readings, 0})) == Positions{5});
  CHECK(positions(given.log.read({"r", 0, Slice::all, 3})) == Positions{1, 2, 3});
  REQUIRE(given.log.at(4));
  CHECK(given.log.at(4)->kind == "VersionKnown");
}

TEST_CASE("without any log what was supposed is not told as done, and continues nothing") {
  std::string after = "unasked";
  ReserveLog log(nullptr, [&](const Error&, const std::string& known) { after = known; });
  log.suppose({"r", "", "ReleaseOpened", "{}", {5}, "qa"});
  CHECK_FALSE(log.has_lost());
  REQUIRE(log.append(one(1)));
  CHECK(after.empty());
  REQUIRE(log.unwritten().size() == 1);
  CHECK(log.unwritten()[0].position == 2);
  CHECK(log.lock("r", {}));
  CHECK(log.holder("r").error().kind == ErrorKind::not_found);
}

TEST_CASE("a way back needs no lock file and no note of what runs, but heeds who holds the lock") {
  Given given;
  const auto takes_note = [&] {
    const auto lock = given.log.lock("r", {});
    REQUIRE(lock);
    return (*lock)->record_running({}).has_value();
  };
  SECTION("a disk that takes nothing") {
    given.behind.sealed = ErrorKind::unwritable;
    CHECK(takes_note());
    given.behind.locked = ErrorKind::unwritable;
    CHECK(takes_note());
  }
  SECTION("another failure") {
    given.behind.sealed = ErrorKind::failed;
    CHECK_FALSE(takes_note());
    given.behind.locked = ErrorKind::locked;
    CHECK_FALSE(given.log.lock("r", {}));
  }
}
