// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <chrono>
#include <filesystem>

using namespace relctl::test;

namespace {

struct Row {
  const char* name;
  const char* script;
  int code;
  std::string says;
};

void check(const Row& row) {
  CAPTURE(row.name);
  const Workplace place;
  place.write("plan.yaml", with(quick_plan(), "timeout: 5s", "timeout: 1s"));
  place.script("shift", row.script);
  place.start();
  const auto begun = std::chrono::steady_clock::now();
  const Ran ran = place.relctl({"advance"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == row.code);
  CHECK(contains(ran.out + ran.err, row.says));
  CHECK(lines_in(ran.out) <= 2);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(15));
  CHECK(std::filesystem::file_size(place.file("log.db")) < 1'000'000);
  CHECK(place.relctl({"rollback", "--to", "v1.3.2"}).code == 0);
}

} // namespace

TEST_CASE(
    "a step that fails, hangs, floods, ignores TERM or cannot run holds with a clear reason") {
  const Row rows[] = {
      {"fails", "echo cannot reach the host >&2\nexit 3", 10, "exit code 3: cannot reach the host"},
      {"hangs", "sleep 60", 10, "1s"},
      {"ignores TERM", "trap '' TERM\nwhile :; do sleep 1; done", 10, "1s"},
      {"floods", "yes flood | head -c 50000000\nexit 4", 10, ""},
      {"kills itself", "kill -9 $$", 10, "signal"},
  };
  for (const auto& row : rows)
    check(row);
}

TEST_CASE("a step that prints terminal escapes and broken UTF-8 leaves the terminal alone") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.script("shift", "printf '\\033[31mred\\007\\377\\n'\nexit 3");
  place.start();
  const Ran ran = place.relctl({"advance"});
  CHECK(ran.code == 10);
  CHECK(ran.err.find('\033') == std::string::npos);
  CHECK(place.relctl({"log", "-o", "jsonl"}).out.find('\033') == std::string::npos);
}

TEST_CASE("a step may leave a daemon behind and is done all the same") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.script("shift", "sleep 3 &\necho shift \"$1\" >> \"$TRACE\"");
  place.start();
  const auto begun = std::chrono::steady_clock::now();
  CHECK(place.relctl({"advance"}).code == 0);
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(3));
}

TEST_CASE("a step that is not there holds with its name") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  std::filesystem::remove(place.file("shift"));
  place.start();
  const Ran ran = place.relctl({"advance"});
  CHECK(ran.code == 10);
  CHECK(contains(ran.out, "shift"));
}

TEST_CASE("a step that fails again when it is rerun leaves the release held: exit code 10") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.script("shift", "exit 3");
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 10);
  CHECK(place.relctl({"resolve", "shift", "rerun", "--reason", "try again"}).code == 10);
  place.script("shift", "exit 0");
  CHECK(place.relctl({"resolve", "shift", "rerun", "--reason", "mended"}).code == 0);
}
