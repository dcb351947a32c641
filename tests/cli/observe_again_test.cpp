// SPDX-License-Identifier: Apache-2.0
#include "cli/metric_server.hpp"
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <sstream>

using namespace relctl::test;

namespace {

constexpr const char* k_watch_plan = R"(relctl: 1
name: watch
vars: { zone: { type: text } }
sources: { app: { exposition: "${METRICS_URL}", timeout: 1s } }
metrics: { errors: { source: app, query: errors, unit: ratio, watch: true } }
observe: { samples: 3, every: 1s, alive: { run: [./alive], retries: 0 } }
)";

/// A service beside a release that has entered its first phase, and a plan that watches it.
struct Watch {
  Watch() {
    place.environment["METRICS_URL"] = server.url();
    server.page = [] { return std::string("errors 0.001\n"); };
    place.write("watch.yaml", k_watch_plan);
    place.script("alive", "exit 0");
    expose_quick(place);
  }

  /// Begins to observe, and is interrupted before the first sample.
  Ran begin(std::vector<std::string> more = {}) const {
    std::vector<std::string> words = {"observe", "watch.yaml", "--set",     "zone=a",
                                      "--every", "2s",         "--timeout", "1s"};
    words.insert(words.end(), more.begin(), more.end());
    const Ran ran = place.relctl(words);
    INFO(ran.out << ran.err);
    REQUIRE(ran.code == 124);
    return ran;
  }

  MetricServer server;
  Workplace place;
};

/// The words of the command that stands between backticks behind `before`.
std::vector<std::string> command_behind(const std::string& text, const std::string& before) {
  const auto from = text.find('`', text.find(before)) + 1;
  std::istringstream words(text.substr(from, text.find('`', from) - from));
  std::vector<std::string> command;
  for (std::string word; words >> word;)
    command.push_back(word);
  REQUIRE(command.size() > 1);
  command.erase(command.begin()); // relctl
  return command;
}

} // namespace

TEST_CASE("a dead service takes back the release that the observation is about, and no other") {
  const Watch here;
  here.begin({"--release", "demo-1.4.0"});
  REQUIRE(here.place.relctl({"rollback", "-y"}).code == 0);
  here.place.write("other.yaml", with(quick_plan(), "name: demo", "name: other"));
  REQUIRE(here.place
              .relctl({"start", "other.yaml", "--version", "v2.0.0", "--from", "v1.9.0", "--check",
                       "uat"})
              .code == 0);
  REQUIRE(here.place.relctl({"advance"}).code == 0);
  here.place.script("alive", "exit 1");
  const Ran ran = here.place.relctl({"observe", "watch.yaml"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 10);
  CHECK(contains(ran.err, "demo-1.4.0 does not go back: it is over (rolled back to v1.3.2)"));
  CHECK(here.place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2", "shift 5%"});
  CHECK(contains(here.place.relctl({"status", "--release", "other-2.0.0"}).out, "p5"));
}

TEST_CASE("a release that has come to its end goes back from there until it is let go") {
  const Watch here;
  here.begin({"--release", "demo-1.4.0"});
  REQUIRE(here.place.relctl({"run"}).code == 0);
  here.place.script("alive", "exit 1");
  SECTION("complete: its version runs") {
    CHECK(here.place.relctl({"observe", "watch.yaml"}).code == 20);
    CHECK(here.place.trace().back() == "back 1.3.2");
  }
  SECTION("a newer one of its plan is exposed") {
    REQUIRE(
        here.place.relctl({"start", "plan.yaml", "--version", "v1.5.0", "--check", "uat"}).code ==
        0);
    REQUIRE(here.place.relctl({"advance"}).code == 0);
    const Ran ran = here.place.relctl({"observe", "watch.yaml"});
    CAPTURE(ran.out, ran.err);
    CHECK(ran.code == 10);
    CHECK(contains(ran.err, "the newer release demo-1.5.0 of demo is exposed"));
    CHECK(here.place.trace().back() == "shift 5%");
  }
  SECTION("closed") {
    REQUIRE(here.place.relctl({"close", "--release", "demo-1.4.0"}).code == 0);
    const Ran ran = here.place.relctl({"observe", "watch.yaml"});
    CAPTURE(ran.out, ran.err);
    CHECK(ran.code == 10);
    CHECK(contains(ran.err, "demo-1.4.0 does not go back: it is over (closed)"));
    CHECK(here.place.trace().back() == "shift 100%");
  }
}

TEST_CASE("the command that an interrupted observation names goes on with it, and takes its "
          "release back") {
  const Watch here;
  const Ran first = here.begin({"--release", "demo-1.4.0"});
  const auto command = command_behind(first.err, "go on with");
  CHECK(contains(here.place.relctl({"status", "--release", "observe-watch-1"}).out,
                 "relctl --release observe-watch-1 observe watch.yaml"));
  here.place.script("alive", "exit 1");
  const Ran ran = here.place.relctl(command);
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 20);
  CHECK(here.place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
  CHECK_FALSE(contains(here.place.relctl({"log", "--release", "observe-watch-1"}).out,
                       "RollbackRequested"));
}

TEST_CASE("--release names the release to take back, or the observation to go on with") {
  const Watch here;
  here.begin({"--release", "demo-1.4.0"});
  here.place.write("else.yaml", with(k_watch_plan, "name: watch", "name: else"));
  const Ran of_another_plan = here.place.relctl(
      {"observe", "else.yaml", "--set", "zone=a", "--release", "observe-watch-1"});
  CHECK(of_another_plan.code == 3);
  CHECK(contains(of_another_plan.err, "observe-watch-1 is an observation of plan watch"));
  REQUIRE(here.place.relctl({"observe", "watch.yaml", "--stop", "enough"}).code == 10);
  const Ran over = here.place.relctl(
      {"observe", "watch.yaml", "--set", "zone=a", "--release", "observe-watch-1"});
  CHECK(over.code == 3);
  CHECK(contains(over.err, "observe-watch-1 is over"));
}

TEST_CASE("what moves a release is refused where an observation is named") {
  const Watch here;
  here.begin({"--release", "demo-1.4.0"});
  const Ran before = here.place.relctl({"log", "--release", "observe-watch-1"});
  const std::vector<std::vector<std::string>> commands = {
      {"rollback", "--to", "v1.3.2", "-y"},
      {"abort", "--reason", "no more", "-y"},
      {"incident", "open", "--severity", "P0", "--scope", "orders"},
      {"pause", "--reason", "wait"},
      {"approve", "observe", "--role", "owner"}};
  for (auto words : commands) {
    words.insert(words.begin(), {"--release", "observe-watch-1", "--as", "alice"});
    const Ran ran = here.place.relctl(words);
    CAPTURE(words, ran.out, ran.err);
    CHECK(ran.code != 0);
  }
  CHECK(here.place.relctl({"log", "--release", "observe-watch-1"}).out == before.out);
}

TEST_CASE("an observation that goes on refuses what differs from what it was begun with") {
  const Watch here;
  here.begin({"--release", "demo-1.4.0", "--record", "weekly"});
  here.place.write("other.yaml", with(quick_plan(), "name: demo", "name: other"));
  REQUIRE(here.place
              .relctl({"start", "other.yaml", "--version", "v2.0.0", "--from", "v1.9.0", "--check",
                       "uat"})
              .code == 0);
  const std::vector<std::pair<std::vector<std::string>, std::string>> others = {
      {{"--samples", "2"}, "--samples is pinned as 3 in observe-watch-1"},
      {{"--every", "9s"}, "--every is pinned as 2s in observe-watch-1"},
      {{"--record", "daily"}, "--record is pinned as weekly in observe-watch-1"},
      {{"--version", "9.9.9"}, "--version is pinned as 1.4.0 in observe-watch-1"},
      {{"--on-miss", "stop"}, "--on-miss is pinned as continue in observe-watch-1"},
      {{"--set", "zone=b"}, "--set zone is pinned as a in observe-watch-1"},
      {{"--url", "http://127.0.0.1:9"},
       "--url app is pinned as the plan's own address in observe-watch-1"},
      {{"--release", "other-2.0.0"}, "--release is pinned as demo-1.4.0 in observe-watch-1"}};
  for (const auto& [words, complaint] : others) {
    std::vector<std::string> all = {"observe", "watch.yaml"};
    all.insert(all.end(), words.begin(), words.end());
    const Ran ran = here.place.relctl(all);
    CAPTURE(words, ran.out, ran.err);
    CHECK(ran.code == 3);
    CHECK(contains(ran.err, complaint));
    CHECK(contains(ran.err, "--stop REASON"));
  }
  const Ran same =
      here.place.relctl({"observe", "watch.yaml", "--samples", "3", "--every", "2s", "--record",
                         "weekly", "--version", "v1.4.0", "--on-miss", "continue", "--set",
                         "zone=a", "--release", "demo-1.4.0", "--timeout", "1s"});
  CAPTURE(same.err);
  CHECK(same.code == 124);
}

TEST_CASE("an observation does not go on by another plan file, but is stopped with it") {
  const Watch here;
  here.begin();
  here.place.write("watch.yaml", with(k_watch_plan, "samples: 3", "samples: 2"));
  const Ran changed = here.place.relctl({"observe", "watch.yaml"});
  CAPTURE(changed.out, changed.err);
  CHECK(changed.code == 3);
  CHECK(contains(changed.err, "watch.yaml is not the plan that observe-watch-1 was begun with"));
  CHECK(here.place.relctl({"observe", "watch.yaml", "--stop", "the plan has changed"}).code == 10);
  CHECK(here.place.relctl({"observe", "watch.yaml", "--set", "zone=a", "--timeout", "1s"}).code ==
        124);
}

TEST_CASE("an observation answers with one JSON document, however it ends") {
  const Watch here;
  const Ran first = here.begin({"--release", "demo-1.4.0", "-o", "json"});
  CHECK(lines_in(first.out) == 1);
  CHECK(contains(first.out, R"("schema":"relctl.observe/1")"));
  CHECK(contains(first.out, R"("conclusion":null)"));
  CHECK(contains(first.out, R"("way_back":null)"));
  here.place.script("alive", "exit 1");
  const Ran dead = here.place.relctl({"observe", "watch.yaml", "-o", "json"});
  CAPTURE(dead.out, dead.err);
  CHECK(dead.code == 20);
  CHECK(lines_in(dead.out) == 1);
  CHECK(contains(dead.out, R"("conclusion":"failed")"));
  CHECK(contains(dead.out, R"("schema":"relctl.rollback/1")"));
  CHECK(contains(dead.out, R"("text":"1.4.0 went back to 1.3.2")"));
  const Ran again = here.place.relctl(
      {"observe", "watch.yaml", "--set", "zone=a", "--release", "demo-1.4.0", "-o", "json"});
  CAPTURE(again.out, again.err);
  CHECK(again.code == 10);
  CHECK(lines_in(again.out) == 1);
  CHECK(contains(again.out, R"("release":"demo-1.4.0","summary":"demo-1.4.0 does not go back)"));
}

TEST_CASE("an observation masks its report as `report` does") {
  Watch here;
  here.place.environment["TOKEN"] = "hunter2-hunter2";
  here.place.write("watch.yaml",
                   with(k_watch_plan, "timeout: 1s }",
                        "timeout: 1s, basic: { username: me, password: \"${TOKEN}\" } }"));
  const std::vector<std::string> words = {
      "observe", "watch.yaml", "--set", "zone=a", "--samples", "1", "--finding", "hunter2-hunter2"};
  const Ran ran = here.place.relctl(words);
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "Findings"));
  CHECK_FALSE(contains(ran.out, "hunter2"));
  CHECK(here.place.relctl({"report", "observe-watch-1"}).out == ran.out);
}
