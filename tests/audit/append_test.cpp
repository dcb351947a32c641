// SPDX-License-Identifier: Apache-2.0
#include "audit/append.hpp"
#include "audit/fixture.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::audit;
using namespace std::string_literals;

namespace {

/// Every case holds for the file and for the log in memory alike.
struct BothLogs {
  TempFolder folder;
  std::unique_ptr<ports::AuditLog> log =
      GENERATE(true, false) ? writable(folder / "relctl.db") : open_memory_log();
};

} // namespace

TEST_CASE_METHOD(BothLogs, "appended events are numbered, chained and given back") {
  auto append = request("alpha-1.0.0", {}, {"ReleaseStarted", "ReadingsTaken"});
  append.records.push_back({"ledger", "", "Frozen", "{}"});
  const auto records = log->append(append);
  REQUIRE(records);
  REQUIRE(records->size() == 3);
  CHECK(records->at(1).position == 2);
  CHECK(records->at(1).version == 2);
  CHECK(records->at(2).position == 3);
  CHECK(records->at(2).version == 1);
  CHECK(records->at(2).stream == "ledger");
  CHECK(records->at(0).actor == "ann");
  CHECK(records->at(0).at == append.records[0].at);
  CHECK(log->head().value() == ports::Anchor{3, records->at(2).hash});
}

TEST_CASE_METHOD(BothLogs, "an empty log stands at position 0 with a hash of zeros") {
  CHECK(log->head().value() == ports::Anchor{0, std::string(64, '0')});
  CHECK(log->summaries()->empty());
  CHECK(log->read({"alpha-1.0.0"})->empty());
}

TEST_CASE_METHOD(BothLogs, "a decision on an old version is a conflict and changes nothing") {
  REQUIRE(log->append(request("alpha-1.0.0", {}, {"ReleaseStarted", "StepStarted"})));
  const ports::Anchor head = log->head().value();
  ports::Expected expected{2, 0};
  SECTION("the release has moved") {
    expected.release_version = 1;
  }
  SECTION("the release is not that far") {
    expected.release_version = 3;
  }
  SECTION("the ledger is not that far") {
    expected.ledger_version = 1;
  }
  const auto refused = log->append(request("alpha-1.0.0", expected, {"StepEnded"}));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::conflict);
  CHECK_THAT(refused.error().message, Catch::Contains("read it again"));
  CHECK(log->head().value() == head);
}

TEST_CASE_METHOD(BothLogs, "a freeze makes every decision that did not know it a conflict") {
  REQUIRE(log->append(request("alpha-1.0.0", {}, {"ReleaseStarted"})));
  ports::AppendRequest freeze = request("", {}, {});
  freeze.records = {{"ledger", "", "Frozen", "{}"}};
  REQUIRE(log->append(freeze));
  const auto refused = log->append(request("alpha-1.0.0", {1, 0}, {"PhaseEntered"}));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::conflict);
  CHECK(log->append(request("alpha-1.0.0", {1, 1}, {"PhaseEntered"})));
}

TEST_CASE_METHOD(BothLogs, "summaries follow the events, newest first") {
  auto first = request("alpha-1.0.0", {}, {"ReleaseStarted"});
  first.summary = R"({"state":"open"})";
  REQUIRE(log->append(first));
  auto second = request("beta-2.0.0", {}, {"ReleaseStarted"});
  second.summary = R"({"state":"new"})";
  REQUIRE(log->append(second));
  CHECK(log->summaries()->at(0).release == "beta-2.0.0");
  SECTION("an empty summary leaves the text and moves the position") {
    REQUIRE(log->append(request("alpha-1.0.0", {1, 0}, {"Noted"})));
    const auto rows = log->summaries();
    REQUIRE(rows->size() == 2);
    CHECK(rows->at(0).release == "alpha-1.0.0");
    CHECK(rows->at(0).last_position == 3);
    CHECK(rows->at(0).summary == R"({"state":"open"})");
  }
  SECTION("a summary replaces the one before") {
    auto next = request("alpha-1.0.0", {1, 0}, {"ReleaseCompleted"});
    next.summary = R"({"state":"complete"})";
    REQUIRE(log->append(next));
    CHECK(log->summaries()->at(0).summary == R"({"state":"complete"})");
  }
  SECTION("a conflict leaves the summary") {
    auto late = request("alpha-1.0.0", {0, 0}, {"ReleaseCompleted"});
    late.summary = "lost";
    REQUIRE_FALSE(log->append(late));
    CHECK(log->summaries()->at(1).summary == R"({"state":"open"})");
  }
}

TEST_CASE_METHOD(BothLogs, "what happened at several times, to several people, goes in at once") {
  auto several = request("alpha-1.0.0", {}, {"StepStarted", "StepEnded"});
  several.records[1].at = several.records[0].at + seconds(90);
  several.records[1].actor = "eve";
  REQUIRE(log->append(several));
  CHECK(log->at(1)->at == several.records[0].at);
  CHECK(log->at(1)->actor == "ann");
  CHECK(log->at(2)->at == several.records[0].at + seconds(90));
  CHECK(log->at(2)->actor == "eve");
}

TEST_CASE_METHOD(BothLogs, "bodies are bytes: NUL, invalid UTF-8 and nothing at all survive") {
  auto append = request("alpha-1.0.0", {}, {"A", "B", "C"});
  append.records[0].body = "a\0b"s;
  append.records[1].body = "\xff\xfe";
  append.records[2].body = "";
  append.records[0].actor = "发布 \"owner\"\n";
  REQUIRE(log->append(append));
  CHECK(log->at(1)->body == "a\0b"s);
  CHECK(log->at(2)->body == "\xff\xfe");
  CHECK(log->at(3)->body.empty());
  CHECK(log->at(1)->actor == append.records[0].actor);
}

TEST_CASE_METHOD(BothLogs, "a release id that is no safe file name is refused") {
  const std::string name = GENERATE(as<std::string>{}, "../alpha", "a/b", ".hidden", "-rf", "a b",
                                    "a\nb", "发布", "x\0y"s, std::string(129, 'a'));
  const auto refused = log->append(request(name, {}, {"ReleaseStarted"}));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::usage);
  CHECK(log->head()->position == 0);
}

TEST_CASE_METHOD(BothLogs, "a release id may hold a version with build metadata") {
  CHECK(log->append(request("one_dish-1.4.0-rc.1+build.7", {}, {"ReleaseStarted"})));
}

TEST_CASE("what was appended is there for the next process") {
  TempFolder folder;
  const auto anchors = stored_log(folder / "relctl.db", 20);
  const auto log = open_log(folder / "relctl.db", OpenMode::read_only);
  REQUIRE(log);
  CHECK((*log)->head().value() == anchors.back());
  const auto refused = (*log)->append(request("alpha-1.0.0", {9, 2}, {"Noted"}));
  REQUIRE_FALSE(refused);
  CHECK(refused.error().kind == ErrorKind::unwritable);
  CHECK_THAT(refused.error().message, Catch::Contains("read-only"));
}
