// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>

using namespace relctl::test;

namespace {

constexpr const char* k_hang = "echo begun >> \"$TRACE\"\nsleep 60\necho ended >> \"$TRACE\"";
constexpr const char* k_deaf = "trap '' TERM INT\necho begun >> \"$TRACE\"\n"
                               "for i in 1 2 3 4 5 6; do sleep 10; done\necho ended >> \"$TRACE\"";

std::string patient_plan() {
  return with(quick_plan(), "timeout: 5s", "timeout: 5m");
}

/// An advance that hangs in its step.
std::unique_ptr<Program> hang(const Workplace& place, const char* script) {
  place.write("plan.yaml", patient_plan());
  place.script("shift", script);
  place.start();
  auto advance = std::make_unique<Program>(place.launch({"advance", "--wait"}));
  REQUIRE(eventually([&] { return place.trace().size() == 1; }));
  return advance;
}

} // namespace

TEST_CASE("a rollback takes over from an advance that hangs in a step") {
  const Workplace place;
  const auto advance = hang(place, k_hang);
  const auto begun = std::chrono::steady_clock::now();
  const Ran back = place.relctl({"rollback", "--to", "v1.3.2"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(15));
  CHECK(place.trace() == std::vector<std::string>{"begun", "back 1.3.2"});
  const Ran ended = advance->wait();
  CAPTURE(ended.err);
  CHECK(ended.code == 9);
  CHECK(contains(ended.err, "a rollback to v1.3.2"));
}

TEST_CASE("an incident that takes everything back stops the step of the first phase at once") {
  const Workplace place;
  const auto advance = hang(place, k_hang);
  const Ran opened = place.relctl({"incident", "open", "--severity", "P0", "--scope", "orders",
                                   "--summary", "orders are lost"});
  CAPTURE(opened.out, opened.err);
  CHECK(opened.code == 0);
  CHECK(contains(opened.out, "incident inc-1 (P0) opened by "));
  const Ran ended = advance->wait();
  CAPTURE(ended.err);
  CHECK(ended.code == 20);
  CHECK(place.trace() == std::vector<std::string>{"begun", "back 1.3.2"});
}

TEST_CASE("an incident to which whoever holds the release does not react is no end of the matter") {
  const Workplace place;
  const auto advance = hang(place, k_hang);
  advance->signal(SIGSTOP);
  const Ran opened = place.relctl({"incident", "open", "--severity", "P0", "--scope", "orders",
                                   "--summary", "orders are lost"});
  CAPTURE(opened.out, opened.err);
  CHECK(opened.code == 9);
  CHECK(contains(opened.err, "is not going back"));
  CHECK(contains(opened.err, "rollback -y` takes over"));
  CHECK(place.relctl({"rollback", "-y", "--grace", "1s"}).code == 0);
  CHECK(place.trace().back() == "back 1.3.2");
}

TEST_CASE("a rollback takes over also where the log is gone or can no longer be read") {
  const Workplace place;
  const auto advance = hang(place, k_hang);
  if (GENERATE(true, false)) {
    for (const char* part : {"log.db", "log.db-wal", "log.db-shm"})
      std::filesystem::remove(place.file(part));
  } else {
    std::fstream log(place.file("log.db"), std::ios::in | std::ios::out | std::ios::binary);
    log << std::string(4096, 'x');
  }
  const Ran back = place.relctl({"rollback", "--plan", "plan.yaml", "--to", "v1.3.2", "-y"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(contains(back.err, "taking over from pid "));
  const Ran ended = advance->wait();
  CAPTURE(ended.err);
  CHECK(ended.code != 0);
  CHECK(place.trace() == std::vector<std::string>{"begun", "back 1.3.2"});
}

TEST_CASE("whoever works on a release stops when its log is not the one at its path any more") {
  const Workplace place;
  const auto advance =
      hang(place, "echo begun >> \"$TRACE\"\nwhile [ -e log.db ]; do sleep 0.1; done");
  std::filesystem::rename(place.file("log.db"), place.file("old.db"));
  const Ran ended = advance->wait();
  CAPTURE(ended.out, ended.err);
  CHECK(ended.code == 1);
  CHECK(contains(ended.err, "log.db was removed or replaced while this command used it"));
  CHECK(contains(ended.err, "stays exposed"));
}

TEST_CASE("a rollback takes over from a step that ignores TERM") {
  const Workplace place;
  const auto advance = hang(place, k_deaf);
  const Ran back = place.relctl({"rollback", "--to", "v1.3.2", "--grace", "1s"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(place.trace() == std::vector<std::string>{"begun", "back 1.3.2"});
  CHECK_FALSE(eventually([&] { return advance->is_running(); }, std::chrono::milliseconds(1)));
}

TEST_CASE("a rollback takes over from an advance that is stopped and answers nothing") {
  const Workplace place;
  const auto advance = hang(place, k_hang);
  advance->signal(SIGSTOP);
  const Ran back = place.relctl({"rollback", "--to", "v1.3.2", "--grace", "1s"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(contains(back.err, "KILL"));
  CHECK(place.trace() == std::vector<std::string>{"begun", "back 1.3.2"});
  CHECK(advance->wait().code == 128 + SIGKILL);
}

TEST_CASE("a rollback ends the step that a killed advance left running") {
  const Workplace place;
  const auto advance = hang(place, k_hang);
  advance->signal(SIGKILL);
  CHECK(advance->wait().code == 128 + SIGKILL);
  const Ran back = place.relctl({"rollback", "--to", "v1.3.2"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  // Within what is left of the grace, which has run since the rollback was asked for.
  CHECK(contains(back.err, "it is stopped, within "));
  CHECK(place.trace() == std::vector<std::string>{"begun", "back 1.3.2"});
}

TEST_CASE("a timeout that a step outlasts says what it waits for") {
  const Workplace place;
  const auto first = hang(place, k_deaf);
  first->signal(SIGKILL);
  CHECK(first->wait().code == 128 + SIGKILL);
  const Ran ran = place.relctl({"advance", "--wait", "--timeout", "1s"});
  CAPTURE(ran.err);
  CHECK(ran.code == 124);
  CHECK(contains(ran.err, "relctl: step shift still runs at the end of --timeout; it is stopped "
                          "first, within 5s\n"));
  CHECK(place.trace() == std::vector<std::string>{"begun"});
}

TEST_CASE("a rollback that is under way elsewhere is left to it, unless taken over") {
  const Workplace place;
  place.write("plan.yaml",
              with(quick_plan(), "timeout: 5s, idempotent", "timeout: 5m, idempotent"));
  place.script("back", "echo back \"$1\" >> \"$TRACE\"\n"
                       "test -e \"$(dirname \"$0\")/works\" || sleep 60");
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  Program first(place.launch({"rollback", "--to", "v1.3.2", "--as", "alice"}));
  REQUIRE(eventually([&] { return place.trace().size() == 2; }));
  const Ran second = place.relctl({"rollback", "--to", "v1.3.2"});
  CHECK(second.code == 9);
  CHECK(contains(second.err, "alice"));
  CHECK(place.relctl({"rollback", "--to", "v1.4.0"}).code == 3);
  place.write("works", "");
  const Ran third = place.relctl({"rollback", "--resume", "-y"});
  CAPTURE(third.out, third.err);
  CHECK(third.code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2", "back 1.3.2"});
}

TEST_CASE("a rollback that was killed goes on with the next one; advance leaves it alone") {
  const Workplace place;
  place.write("plan.yaml",
              with(quick_plan(), "timeout: 5s, idempotent", "timeout: 5m, idempotent"));
  place.script("back", "echo back \"$1\" >> \"$TRACE\"\n"
                       "test -e \"$(dirname \"$0\")/works\" || sleep 3");
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  {
    Program first(place.launch({"rollback", "--to", "v1.3.2"}));
    REQUIRE(eventually([&] { return place.trace().size() == 2; }));
    first.signal(SIGKILL);
    CHECK(first.wait().code == 128 + SIGKILL);
  }
  place.write("works", "");
  CHECK(place.relctl({"advance"}).code == 21);
  CHECK(place.trace().size() == 2);
  const Ran next = place.relctl({"rollback", "--to", "v1.3.2"});
  CAPTURE(next.out, next.err);
  CHECK(next.code == 0);
  CHECK(place.trace().size() == 3);
}

TEST_CASE("a clock that is behind the log is said") {
  const Workplace place;
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  place.write("ahead.jsonl",
              R"({"schema":"relctl.event/1","release":"demo-1.4.0","track":"",)"
              R"("at":"2099-01-01T00:00:00Z","actor":"bob","kind":"RollbackRequested",)"
              R"("body":{"to":"1.3.2","reason":"x","as":"bob","automatic":false,)"
              R"("confirmed":false}})"
              "\n");
  REQUIRE(place.relctl({"audit", "adopt", "ahead.jsonl"}).code == 0);
  const Ran ran = place.relctl({"rollback", "--resume", "-y"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.err, "of 2099-01-01T00:00:00Z, which this machine's clock has not reached"));
}

TEST_CASE(
    "of two rollbacks that are asked for at once one goes back, and the other leaves it to it") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.script("back", "echo begun >> \"$TRACE\"; sleep 0.5; echo ended >> \"$TRACE\"");
  place.start();
  REQUIRE(place.relctl({"advance"}).code != 1);
  const auto before = place.trace();
  Program one(place.launch({"rollback", "--to", "v1.3.2", "-y"}));
  Program other(place.launch({"rollback", "--to", "v1.3.2", "-y"}));
  const Ran first = one.wait();
  const Ran second = other.wait();
  CAPTURE(first.code, first.err, second.code, second.err);
  for (const Ran* ran : {&first, &second})
    CHECK((ran->code == 0 || (ran->code == 9 && contains(ran->err, "under way"))));
  CHECK((first.code == 0 || second.code == 0));
  auto expected = before;
  expected.insert(expected.end(), {"begun", "ended"});
  CHECK(place.trace() == expected);
}
