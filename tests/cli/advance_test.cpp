// SPDX-License-Identifier: Apache-2.0
#include "cli/metric_server.hpp"
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <csignal>

using namespace relctl::test;

namespace {

/// The demo with a single step that takes as long as it likes.
std::string with_long_step(const std::string& timeout) {
  return with(demo_plan(), "timeout: 5s }\nrollback", "timeout: " + timeout + " }\nrollback");
}

} // namespace

TEST_CASE("a release goes through its phases: each advance moves one at most") {
  Workplace place;
  const MetricServer metrics;
  place.source = metrics.url();
  place.start();
  const Ran first = place.relctl({"advance", "--wait"});
  CAPTURE(first.out, first.err);
  CHECK(first.code == 0);
  CHECK(contains(first.out, "in p5: passed; next is full"));
  CHECK(place.trace() == std::vector<std::string>{"shift 5%"});
  const Ran second = place.relctl({"advance", "--wait"});
  CAPTURE(second.out, second.err);
  CHECK(second.code == 8);
  CHECK(contains(second.out, "owner"));
  const Ran approved = place.relctl({"approve", "--as", "alice"});
  CHECK(approved.code == 0);
  const Ran last = place.relctl({"advance"});
  CHECK(last.code == 0);
  CHECK(contains(place.relctl({"status", "--release", "demo-1.4.0"}).out, "complete"));
  CHECK(place.relctl({"advance"}).code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "shift 100%"});
}

TEST_CASE("a phase that has passed is left by the same command whether or not it was held since") {
  Workplace place;
  MetricServer metrics;
  place.source = metrics.url();
  place.start();
  REQUIRE(place.relctl({"advance", "--wait"}).code == 0);
  metrics.manner = MetricServer::Manner::error_500;
  ::usleep(2'100'000);
  REQUIRE(place.relctl({"advance"}).code == 11);
  metrics.manner = MetricServer::Manner::good;
  const Ran on = place.relctl({"advance", "--wait"});
  CAPTURE(on.out, on.err);
  CHECK(on.code == 8); // Full is entered, and held for its approval.
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "shift 100%"});
  CHECK_FALSE(contains(place.relctl({"advance", "-o", "json"}).out, R"("anchor":null)"));
}

TEST_CASE("a breach rolls back by relctl's own decision: exit code 20") {
  Workplace place;
  MetricServer metrics;
  place.source = metrics.url();
  place.start();
  metrics.value = 0.5;
  const Ran ran = place.relctl({"run", "--timeout", "30s"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 20);
  const Ran why = place.relctl({"explain"});
  INFO(why.out << why.err);
  CHECK(contains(why.out, "verdict rollback"));
  CHECK(contains(ran.out, "1.4.0 went back to 1.3.2"));
  CHECK(contains(ran.err, "50% > 1%"));
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
  CHECK(place.relctl({"advance"}).code == 20);
}

TEST_CASE("a source that is down, slow, broken or no source at all holds: exit code 11") {
  struct Row {
    const char* name;
    MetricServer::Manner manner;
    std::string says;
  };
  const Row rows[] = {{"html", MetricServer::Manner::html, "the source failed"},
                      {"error 500", MetricServer::Manner::error_500, "500"},
                      {"slow", MetricServer::Manner::slow, "timed out"}};
  for (const auto& row : rows) {
    CAPTURE(row.name);
    Workplace place;
    MetricServer metrics;
    metrics.manner = row.manner;
    place.write("plan.yaml", with(demo_plan(), "timeout: 1s", "timeout: 300ms"));
    place.source = metrics.url();
    place.start();
    REQUIRE(place.relctl({"advance"}).code == 0);
    ::usleep(2'100'000);
    const Ran held = place.relctl({"advance"});
    CAPTURE(held.out, held.err);
    CHECK(held.code == 11);
    CHECK(lines_in(held.out) == 1);
  }
}

TEST_CASE("a source that is not there, or not behind TLS, holds: exit code 11") {
  const MetricServer metrics;
  for (const std::string& url : {std::string("http://127.0.0.1:9"), "https://" + metrics.peer()}) {
    CAPTURE(url);
    Workplace place;
    place.write("plan.yaml", with(demo_plan(), "timeout: 1s", "timeout: 300ms"));
    place.source = url;
    place.start();
    REQUIRE(place.relctl({"advance"}).code == 0);
    ::usleep(2'100'000);
    CHECK(place.relctl({"advance"}).code == 11);
  }
}

TEST_CASE("--timeout comes back with 124 and says how to go on") {
  const Workplace place;
  place.start();
  const Ran ran = place.relctl({"advance", "--wait", "--timeout", "1s"});
  CHECK(ran.code == 124);
  CHECK(contains(ran.err, "the state is saved; go on with `relctl advance --wait`"));
}

TEST_CASE("a signal ends a wait with its own code, the state saved and the step stopped") {
  struct Row {
    int signal;
    int code;
  };
  for (const Row& row : {Row{SIGINT, 130}, Row{SIGTERM, 143}, Row{SIGHUP, 143}}) {
    CAPTURE(row.signal);
    const Workplace place;
    place.write("plan.yaml", with_long_step("60s"));
    place.script("shift", "echo begun >> \"$TRACE\"\nsleep 60\necho ended >> \"$TRACE\"");
    place.start();
    Program advance(place.launch({"advance", "--wait"}));
    REQUIRE(eventually([&] { return place.trace().size() == 1; }));
    advance.signal(row.signal);
    const Ran ran = advance.wait();
    CAPTURE(ran.err);
    CHECK(ran.code == row.code);
    CHECK(contains(ran.err, "the state is saved; go on with"));
    CHECK(place.trace() == std::vector<std::string>{"begun"});
    CHECK(place.relctl({"status"}).code == 0);
  }
}

TEST_CASE("--expect guards a move by phase or by position") {
  const Workplace place;
  place.start();
  const Ran wrong = place.relctl({"advance", "--expect", "p5"});
  CHECK(wrong.code == 3);
  CHECK(contains(wrong.err, "demo-1.4.0 is in phase - and the log at position"));
  CHECK(place.relctl({"advance", "--expect", "1"}).code == 3);
  CHECK(place.trace().empty());
  CHECK(place.relctl({"advance", "--expect", "-"}).code == 0);
  CHECK(place.relctl({"advance", "--expect", "-"}).code == 3);
  for (const char* flag : {"--expect", "--to"}) {
    const Ran misspelt = place.relctl({"advance", flag, "p6"});
    CAPTURE(flag, misspelt.err);
    CHECK(misspelt.code == 2);
    CHECK(contains(misspelt.err, "the plan has no phase 'p6'; it has p5, full"));
  }
  CHECK(place.trace().size() == 1);
}

TEST_CASE("--to enters the next phase once and refuses any other") {
  const Workplace place;
  place.start();
  CHECK(place.relctl({"advance", "--to", "full"}).code == 3);
  CHECK(place.relctl({"advance", "--to", "p50"}).code == 2);
  CHECK(place.relctl({"advance", "--to", "p5"}).code == 0);
  const Ran again = place.relctl({"advance", "--to", "p5"});
  CHECK(again.code == 0);
  CHECK(contains(again.out, "already"));
  CHECK(place.trace().size() == 1);
}

TEST_CASE("an entry that has failed, or was cut off, is no entry that --to could be content with") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.script("shift", "test -e \"$(dirname \"$0\")/works\" || exit 3\n"
                        "echo begun >> \"$TRACE\"\nsleep 60");
  place.start();
  CHECK(place.relctl({"advance", "--to", "p5"}).code == 10);
  CHECK(place.relctl({"advance", "--to", "p5"}).code == 10);
  place.write("works", "");
  {
    Program resolve(place.launch({"resolve", "shift", "rerun", "--reason", "mended"}));
    REQUIRE(eventually([&] { return place.trace().size() == 1; }));
    resolve.signal(SIGKILL);
    CHECK(resolve.wait().code == 128 + SIGKILL);
  }
  const Ran ran = place.relctl({"advance", "--to", "p5"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 5);
}

TEST_CASE("a dry run tells what would be done and changes nothing") {
  const Workplace place;
  place.start();
  const auto head = place.relctl({"audit", "head"}).out;
  const Ran ran = place.relctl({"advance", "--dry-run"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "dry run: step shift begins"));
  CHECK(contains(ran.out, "run ./shift 5%"));
  CHECK(contains(ran.out, "dry run: would send started:\n    started 1.4.0 in p5\n"));
  CHECK(contains(ran.out, "dry run, nothing was changed"));
  CHECK(contains(place.relctl({"advance", "--dry-run", "-o", "json"}).out, R"("anchor":null})"));
  CHECK(place.trace().empty());
  CHECK(place.relctl({"audit", "head"}).out == head);
  CHECK(place.relctl({"advance", "--dry-run", "--wait"}).code == 2);
}

TEST_CASE("a check that reads a number reads a good one in a dry run") {
  const Workplace place;
  place.write("plan.yaml", with(quick_plan(), "- { id: p5, traffic: 5%, enter: [shift] }",
                                "- { id: p5, traffic: 5%, enter: [shift], checks: { cover: { run: "
                                "[/bin/echo, \"90\"], limit: \">= 80\" } } }"));
  place.start();
  const Ran ran = place.relctl({"advance", "--dry-run"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "step cover succeeded"));
}

TEST_CASE("a message of a dry run names no anchor: there is none to verify against") {
  const Workplace place;
  place.write("plan.yaml", with(demo_plan(), "started: \"started {{version}} in {{phase}}\"",
                                "started: \"started, {{anchor}}\""));
  place.start();
  CHECK(contains(place.relctl({"advance", "--dry-run"}).out,
                 "dry run: would send started:\n    started, (anchor)\n"));
  CHECK(contains(place.relctl({"rehearse", "plan.yaml"}).out, "│ started, (anchor)\n"));
  CHECK_FALSE(contains(place.relctl({"advance"}).out, "(anchor)"));
}

TEST_CASE("without a release, and with several, the error says what to name") {
  const Workplace place;
  CHECK(place.relctl({"advance"}).code == 2);
  CHECK(place.relctl({"pause", "--reason", "x"}).code == 2);
  CHECK(place.read("log.db").empty());
  place.start();
  place.write("other.yaml", with(demo_plan(), "name: demo", "name: other"));
  REQUIRE(place
              .relctl({"start", "other.yaml", "--version", "v2.0.0", "--from", "v1.9.0", "--check",
                       "uat"})
              .code == 0);
  const Ran several = place.relctl({"advance"});
  CHECK(several.code == 2);
  CHECK(contains(several.err, "demo-1.4.0"));
  CHECK(contains(several.err, "other-2.0.0"));
  CHECK(place.relctl({"advance", "--release", "nobody-1.0.0"}).code == 2);
  const Ran named = place.relctl({"advance", "--release", "demo-1.4.0"});
  CHECK(named.code == 0);
  CHECK(contains(named.err, "relctl --release demo-1.4.0 advance --wait"));
}

TEST_CASE("a second relctl at the same time is told who is at it") {
  const Workplace place;
  place.script("shift", "echo begun >> \"$TRACE\"\nsleep 3");
  place.start();
  Program first(place.launch({"advance", "--as", "alice"}));
  REQUIRE(eventually([&] { return place.trace().size() == 1; }));
  const Ran second = place.relctl({"advance"});
  CHECK(second.code == 9);
  CHECK(lines_in(second.err) == 1);
  CHECK(contains(second.err, "alice"));
  CHECK(contains(second.err, std::to_string(first.pid())));
  CHECK(place.relctl({"status"}).code == 0);
  CHECK(first.wait().code == 0);
}

TEST_CASE("killed in the middle of a step, the next command knows: exit code 5 until resolved") {
  const Workplace place;
  place.script("shift", "echo begun >> \"$TRACE\"\nsleep 4");
  place.start();
  {
    Program advance(place.launch({"advance"}));
    REQUIRE(eventually([&] { return place.trace().size() == 1; }));
    advance.signal(SIGKILL);
    CHECK(advance.wait().code == 128 + SIGKILL);
  }
  const Ran doubt = place.relctl({"advance"});
  CAPTURE(doubt.out, doubt.err);
  CHECK(doubt.code == 5);
  CHECK(contains(doubt.err, "resolve shift"));
  CHECK(place.trace().size() == 1);
  CHECK(place.relctl({"resolve", "shft", "done", "--reason", "x"}).code == 2);
  CHECK(place.relctl({"resolve", "shift", "maybe", "--reason", "x"}).code == 2);
  CHECK(place.relctl({"resolve", "shift", "done"}).code == 2);
  const Ran resolved = place.relctl({"resolve", "shift", "done", "--reason", "checked by hand"});
  CHECK(resolved.code == 0);
  CHECK(contains(resolved.out, "in p5"));
  CHECK(place.relctl({"resolve", "shift", "done", "--reason", "again"}).code == 3);
  CHECK(place.trace().size() == 1);
}

TEST_CASE("an approval that nobody has acted on yet is no reason on display any more") {
  const Workplace place;
  place.write("plan.yaml", with(quick_plan(), "traffic: 5%, enter: [shift]",
                                "traffic: 5%, enter: [shift], observe: 1h, approve: [owner]"));
  place.start();
  const std::string missing = R"("cause":"approval")";
  REQUIRE(contains(place.relctl({"advance", "-o", "json"}).out, missing));
  const Ran approved = place.relctl({"approve", "--as", "alice", "--record-only", "-o", "json"});
  CAPTURE(approved.out);
  CHECK(approved.code == 0);
  CHECK(contains(approved.out, R"("cause":"observing")"));
  CHECK_FALSE(contains(approved.out, missing));
  CHECK_FALSE(contains(place.relctl({"status"}).out, "approval of owner"));
}
