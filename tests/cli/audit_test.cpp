// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

using namespace relctl::test;

namespace {

/// Who edits the log makes the row once more: a release's row cannot be deleted.
constexpr const char* k_ghost = "INSERT INTO release VALUES('ghost-9.9.9', 0, '');";

std::string demo_named(const std::string& name) {
  return with(quick_plan(), "name: demo", "name: " + name);
}

/// The lines of a rollback of the exposed release, which its log lacks.
void keep_lines_of_a_rollback(const Workplace& place) {
  const Ran back = place.relctl(
      {"rollback", "--to", "v1.3.2", "--plan", "plan.yaml", "--db", place.file("nowhere/log.db")});
  CAPTURE(back.err);
  REQUIRE(back.code == 0);
  place.write("kept.jsonl", back.out);
}

} // namespace

TEST_CASE("what list shows of a release is what its events say, or the log is broken") {
  const Workplace place;
  expose_quick(place);
  CHECK(place.relctl({"audit", "verify"}).code == 0);
  const auto [from, to] = GENERATE(table<const char*, const char*>(
      {{"1.4.0", "6.6.6"}, {R"("over":false)", R"("over":true)"}, {"in_phase", "complete"}}));
  edit_log(place, std::string("UPDATE release SET summary = replace(summary, '") + from + "', '" +
                      to + "');");
  const Ran ran = place.relctl({"audit", "verify"});
  CAPTURE(from, ran.out);
  CHECK(ran.code == 3);
  CHECK(contains(ran.out, "the summary of demo-1.4.0"));
  REQUIRE(place.relctl({"audit", "checkpoint", "--new-key", "key"}).code == 0);
  CHECK(place.relctl({"audit", "checkpoint", "--key", "key"}).code == 1);
  CHECK(contains(place.relctl({"report", "demo-1.4.0"}).out, "none: the log is broken"));
}

TEST_CASE(
    "a summary without the fields that an older relctl did not know is none that was edited") {
  const Workplace place;
  expose_quick(place);
  REQUIRE(place
              .relctl({"incident", "open", "--severity", "P0", "--scope", "orders", "--summary",
                       "lost"})
              .code == 20);
  edit_log(place, "UPDATE release SET summary = json_remove(summary, '$.doubts');");
  CHECK(place.relctl({"audit", "verify"}).code == 0);
  edit_log(place, "UPDATE release SET summary = '{';");
  const Ran unreadable = place.relctl({"audit", "verify"});
  CHECK(unreadable.code == 3);
  CHECK(contains(unreadable.out, "the summary of demo-1.4.0"));
  REQUIRE(place.relctl({"note", "written anew"}).code == 0);
  CHECK(place.relctl({"audit", "verify"}).code == 0);
}

TEST_CASE("a release without events is shown as unreadable and blocks no other plan") {
  const Workplace place;
  expose_quick(place);
  edit_log(place, k_ghost);
  CHECK(place.relctl({"audit", "verify"}).code == 3);
  const Ran list = place.relctl({"list"});
  CAPTURE(list.out, list.err);
  CHECK(list.code == 1);
  CHECK(contains(list.out, "demo-1.4.0"));
  CHECK(contains(list.out, "ghost-9.9.9\t\t\tunreadable"));
  CHECK(lines_in(list.err) == 1);
  CHECK(contains(list.err, "ghost-9.9.9 cannot be read"));
  CHECK(contains(list.err, "relctl audit verify"));
  CHECK(contains(place.relctl({"list", "-o", "json"}).out,
                 R"({"release":"ghost-9.9.9","stage":"unreadable"})"));

  place.write("other.yaml", demo_named("other"));
  const Ran other = place.relctl(
      {"start", "other.yaml", "--version", "v1.0.0", "--from", "v0.9.0", "--check", "uat"});
  CAPTURE(other.err);
  CHECK(other.code == 0);
}

TEST_CASE("what cannot be read may be an open release of the plan, which then opens no other") {
  const Workplace place;
  expose_quick(place);
  edit_log(place, k_ghost);
  place.write("ghost.yaml", demo_named("ghost"));
  const Ran ran = place.relctl(
      {"start", "ghost.yaml", "--version", "v1.0.0", "--from", "v0.9.0", "--check", "uat"});
  CAPTURE(ran.err);
  CHECK(ran.code == 3);
  CHECK(contains(ran.err, "ghost-9.9.9"));
  CHECK(contains(ran.err, "may be an open release of plan ghost"));
  CHECK(contains(ran.err, "relctl audit verify"));
}

TEST_CASE("adopt waits for no other relctl: who acts on the release is named") {
  const Workplace place;
  expose_quick(place);
  keep_lines_of_a_rollback(place);
  const auto head = place.relctl({"audit", "head"}).out;
  const int lock = ::open(place.file("log.db.lock-demo-1.4.0").c_str(), O_RDWR | O_CLOEXEC);
  REQUIRE(::flock(lock, LOCK_EX | LOCK_NB) == 0);
  const Ran ran = place.relctl({"audit", "adopt", "kept.jsonl", "--release", "demo-1.4.0"});
  ::close(lock);
  CAPTURE(ran.err);
  CHECK(ran.code == 9);
  CHECK(place.relctl({"audit", "head"}).out == head);
}

TEST_CASE("lines are taken in behind readings, too") {
  const Workplace place;
  place.write("plan.yaml", demo_plan());
  place.start();
  (void)place.relctl({"advance"});
  (void)place.relctl({"advance", "--wait", "--timeout", "2s"});
  const Ran last = place.relctl({"log", "--readings", "-o", "jsonl"});
  REQUIRE(contains(last.out, "ReadingsTaken"));
  keep_lines_of_a_rollback(place);
  const Ran ran = place.relctl({"audit", "adopt", "kept.jsonl", "--release", "demo-1.4.0"});
  CAPTURE(last.out, ran.err);
  CHECK(ran.code == 0);
  CHECK(place.relctl({"audit", "verify"}).code == 0);
}

TEST_CASE("of a rollback's lines all are taken in, or none") {
  const Workplace place;
  expose_quick(place);
  keep_lines_of_a_rollback(place);
  const std::vector<std::string> adopt = {"audit", "adopt", "kept.jsonl", "--release",
                                          "demo-1.4.0"};
  const auto head = place.relctl({"audit", "head"}).out;
  edit_log(place, "CREATE TRIGGER stop BEFORE INSERT ON event WHEN NEW.kind = 'RollbackSettled' "
                  "BEGIN SELECT RAISE(ABORT, 'stop'); END;");
  CHECK(place.relctl(adopt).code == 1);
  CHECK(place.relctl({"audit", "head"}).out == head);
  edit_log(place, "DROP TRIGGER stop;");
  CHECK(place.relctl(adopt).code == 0);
  CHECK(place.relctl({"audit", "verify"}).code == 0);
  const auto taken_in = place.relctl({"audit", "head"}).out;
  CHECK(place.relctl(adopt).code == 0);
  CHECK(place.relctl({"audit", "head"}).out == taken_in);
}
