// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <csignal>
#include <filesystem>

using namespace relctl::test;

namespace {

const std::vector<std::string> k_there_and_back = {"shift 5%", "back 1.3.2"};

/// A release in its first phase.
void expose(const Workplace& place) {
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
}

std::string with_point_of_no_return() {
  return with(demo_plan(), "comms:",
              "    - { id: database, run: [./back, database], point_of_no_return: true }\ncomms:");
}

} // namespace

TEST_CASE("a rollback takes a version with or without v and is done once") {
  const Workplace place;
  expose(place);
  const Ran ran = place.relctl({"rollback", "--to", "1.3.2"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "rolled back to v1.3.2"));
  const Ran again = place.relctl({"rollback", "--to", "v1.3.2"});
  CHECK(again.code == 0);
  CHECK(contains(again.out, "at v1.3.2 already"));
  CHECK(place.trace() == k_there_and_back);
}

TEST_CASE("a rollback works with the plan file gone and the source stopped") {
  Workplace place;
  expose(place);
  std::filesystem::remove(place.file("plan.yaml"));
  place.environment["PROM_URL"] = "";
  const Ran ran = place.relctl({"rollback", "--to", "v1.3.2"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.err, "PROM_URL is not set"));
  CHECK(place.trace() == k_there_and_back);
}

TEST_CASE("a rollback refuses what is no version, the release's own, and what was never seen") {
  const Workplace place;
  expose(place);
  for (const char* wrong : {"banana", "1.3", "v1.3.2;reboot", "../1.3.2"}) {
    CAPTURE(wrong);
    const Ran ran = place.relctl({"rollback", "--to", wrong});
    CHECK(ran.code == 2);
    CHECK(lines_in(ran.err) == 1);
  }
  CHECK(place.relctl({"rollback", "--to", "v1.4.0"}).code == 3);
  const Ran unknown = place.relctl({"rollback", "--to", "v1.0.0"});
  CHECK(unknown.code == 3);
  CHECK(contains(unknown.err, "it knows v1.3.2, v1.4.0"));
  CHECK(place.relctl({"rollback", "--to", "v1.0.0", "--unknown-ok"}).code == 2);
  CHECK(place.trace().size() == 1);
  CHECK(
      place.relctl({"rollback", "--to", "v1.0.0", "--unknown-ok", "--reason", "last good"}).code ==
      0);
  CHECK(place.trace().back() == "back 1.0.0");
}

TEST_CASE("without a terminal, no --to and a point of no return need -y") {
  const Workplace place;
  place.write("plan.yaml", with_point_of_no_return());
  expose(place);
  const Ran unnamed = place.relctl({"rollback"});
  CHECK(unnamed.code == 2);
  CHECK(contains(unnamed.err, "-y"));
  const Ran named = place.relctl({"rollback", "--to", "v1.3.2"});
  CHECK(named.code == 2);
  CHECK(contains(named.err, "database"));
  CHECK(place.trace().size() == 1);
  CHECK(place.relctl({"rollback", "-y"}).code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2", "back database"});
}

TEST_CASE(
    "a way back that relctl began says what it waits for, and to resume it approves of nothing") {
  const Workplace place;
  place.write("plan.yaml",
              with(quick_plan(), "comms:",
                   "    - { id: database, run: [./back, database], point_of_no_return: true }\n"
                   "comms:\n  rollback_incomplete: \"stuck: {{reasons}}\""));
  expose(place);
  const Ran opened = place.relctl(
      {"incident", "open", "--severity", "P0", "--scope", "orders", "--summary", "lost"});
  CAPTURE(opened.out, opened.err);
  CHECK(opened.code == 21);
  const std::string why = "rollback/database: it cannot be undone, and nobody has let it";
  CHECK(contains(opened.out, "stuck: " + why));
  CHECK(contains(opened.out, "rolling back to v1.3.2: " + why));
  for (const std::vector<std::string>& words :
       std::vector<std::vector<std::string>>{{"rollback", "--resume", "-y"},
                                             {"advance", "-o", "json"},
                                             {"status", "--exit-status"}}) {
    const Ran ran = place.relctl(words);
    CAPTURE(words, ran.out, ran.err);
    CHECK(ran.code == 21);
    CHECK_FALSE(contains(ran.out, "stuck"));
  }
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
  const Ran status = place.relctl({"status"});
  CHECK(contains(status.out, "waiting for approval of database, which cannot be undone"));
  CHECK(contains(status.out, "relctl approve rollback/database"));
  CHECK(place.relctl({"approve", "rollback/database"}).code == 20);
  CHECK(place.trace().back() == "back database");
}

TEST_CASE("before exposure a rollback runs nothing and gives the release up") {
  const Workplace place;
  place.start();
  const Ran ran = place.relctl({"rollback", "--to", "v1.3.2"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "nothing was exposed"));
  CHECK(place.trace().empty());
  CHECK(place.relctl({"rollback", "--to", "v1.3.2"}).code == 0);
}

TEST_CASE("a failed step leaves the rollback incomplete until it is resumed or skipped") {
  const Workplace place;
  place.script("back", "echo back \"$1\" >> \"$TRACE\"\ntest -e \"$(dirname \"$0\")/works\"");
  expose(place);
  const Ran failed = place.relctl({"rollback", "--to", "v1.3.2"});
  CAPTURE(failed.out, failed.err);
  CHECK(failed.code == 21);
  CHECK(contains(failed.out, "INCOMPLETE"));
  CHECK(
      contains(failed.err, "rollback --resume -y  # Release Owner; or --skip back --reason WHY\n"));
  const Ran still = place.relctl({"advance", "-o", "json"});
  CHECK(still.code == 21);
  CHECK(contains(still.out, R"("retry_at":null,"summary")"));
  const Ran plain = place.relctl({"rollback", "--to", "v1.3.2"});
  CHECK(plain.code == 21);
  CHECK(contains(plain.out, "--resume"));
  CHECK(place.trace().size() == 2);
  CHECK(place.relctl({"rollback", "--resume", "-y"}).code == 21);
  CHECK(place.trace().size() == 3);
  SECTION("resumed once the cause is gone") {
    place.write("works", "");
    CHECK(place.relctl({"rollback", "--resume", "-y"}).code == 0);
    CHECK(place.trace().size() == 4);
  }
  SECTION("settled by a person, it is still not done: the rest comes with --resume") {
    const Ran settled = place.relctl({"resolve", "back", "done", "--reason", "by hand"});
    CAPTURE(settled.out, settled.err);
    CHECK(settled.code == 21);
    CHECK(contains(settled.err, "rollback --resume -y"));
    CHECK(contains(place.relctl({"status"}).out, "is settled"));
    CHECK(place.relctl({"rollback", "--resume", "-y"}).code == 0);
    CHECK(place.trace().size() == 3);
  }
  SECTION("skipped by a person with a reason") {
    CHECK(place.relctl({"rollback", "--skip", "back"}).code == 2);
    CHECK(place.relctl({"rollback", "--skip", "bakc", "--reason", "by hand", "-y"}).code == 2);
    CHECK(place.relctl({"rollback", "--skip", "back", "--reason", "by hand", "-y"}).code == 0);
    CHECK(place.trace().size() == 3);
  }
}

TEST_CASE("--resume begins no rollback") {
  const Workplace place;
  expose(place);
  const Ran resumed = place.relctl({"rollback", "--resume", "-y"});
  CAPTURE(resumed.out, resumed.err);
  CHECK(resumed.code == 3);
  CHECK(contains(resumed.err, "no rollback of demo-1.4.0 was begun, so there is none to resume"));
  CHECK(place.trace() == std::vector<std::string>{"shift 5%"});
}

TEST_CASE("a dry run of a rollback tells the steps and changes nothing") {
  const Workplace place;
  expose(place);
  const auto head = place.relctl({"audit", "head"}).out;
  const Ran ran = place.relctl({"rollback", "--dry-run"});
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "run ./back 1.3.2"));
  CHECK(contains(ran.out, "dry run, nothing was changed"));
  CHECK(contains(place.relctl({"rollback", "--dry-run", "-o", "json"}).out, R"("anchor":null})"));
  CHECK(place.trace().size() == 1);
  CHECK(place.relctl({"audit", "head"}).out == head);
}

TEST_CASE("a rollback also takes back a release that is complete") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.start();
  const Ran run = place.relctl({"run"});
  CHECK(run.code == 0);
  CHECK(contains(run.out, "complete: v1.4.0 is stable"));
  CHECK(place.relctl({"rollback", "--to", "v1.3.2"}).code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "shift 100%", "back 1.3.2"});
}

TEST_CASE("what comes after the way back runs with it, and its failure is not swallowed") {
  const Workplace place;
  place.write("plan.yaml", with(quick_plan(), "rollback:\n", R"(rollback:
  after:
    steps:
      - { id: mend, run: [./mend], timeout: 5s }
)"));
  place.script("mend", "echo mend >> \"$TRACE\"\ntest -e \"$(dirname \"$TRACE\")/mended\"");
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  const Ran failed = place.relctl({"rollback", "--to", "v1.3.2"});
  CAPTURE(failed.out, failed.err);
  CHECK(failed.code == 21);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2", "mend"});
  CHECK(place.relctl({"rollback", "--to", "v1.3.2"}).code == 21);
  CHECK(place.trace().size() == 3);
  place.write("mended", "");
  const Ran resumed = place.relctl({"rollback", "--resume", "-y"});
  CAPTURE(resumed.out, resumed.err);
  CHECK(resumed.code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2", "mend", "mend"});
}

TEST_CASE("a way back that goes past a failure names the step and does not say that all was done") {
  const Workplace place;
  std::string plan = with(quick_plan(), "    - { id: back",
                          "    - { id: degrade, run: [./degrade], timeout: 5s, on_failure: "
                          "continue }\n    - { id: back");
  place.write("plan.yaml", with(plan, "went back to {{to}}", "went back: {{reasons}}"));
  place.script("degrade", "exit 3");
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  const Ran back = place.relctl({"rollback", "--to", "v1.3.2"});
  CAPTURE(back.out, back.err);
  CHECK(back.code == 0);
  CHECK(contains(back.out, "rolled back to v1.3.2: degrade: the step failed: "));
  CHECK(
      contains(back.out + back.err, "1.4.0 went back: no reason given; degrade: the step failed"));
  const Ran status = place.relctl({"status", "--exit-status"});
  CAPTURE(status.out);
  CHECK(status.code == 20);
  CHECK(contains(status.out, "but step degrade failed and was gone past"));
  CHECK(contains(status.out, "done, but not every step of it, after"));
}

TEST_CASE("a step whose failure is not to hold up the way back does not do so in doubt either, and "
          "waits for a person") {
  const Workplace place;
  place.write("plan.yaml", with(quick_plan(), "    - { id: back",
                                "    - { id: degrade, run: [./degrade], timeout: 5s, on_failure: "
                                "continue }\n    - { id: back"));
  place.script("degrade", "echo degrade >> \"$TRACE\"\nkill -9 $PPID");
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"rollback", "--to", "v1.3.2"}).code == 128 + SIGKILL);
  const Ran resumed = place.relctl({"rollback", "--resume", "-y"});
  CAPTURE(resumed.out, resumed.err);
  CHECK(resumed.code == 5);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "degrade", "back 1.3.2"});
  CHECK(
      contains(resumed.out, "rolled back to v1.3.2: degrade: it is not known how the step ended"));
  CHECK(contains(resumed.err, "resolve degrade RESULT --reason WHY"));
  CHECK(place.relctl({"rollback", "--to", "v1.3.2"}).code == 5);
  CHECK(place.relctl({"status", "--exit-status"}).code == 5);
  const std::string warning = "demo-1.4.0 went back, but it is not known how step degrade ended; "
                              "look, then `relctl";
  CHECK(contains(place.relctl({"list"}).err, warning));
  CHECK(contains(place.relctl({"start", "plan.yaml", "--version", "v1.4.0"}).err, warning));
  const Ran rerun = place.relctl({"resolve", "degrade", "rerun", "--reason", "why not"});
  CHECK(rerun.code == 3);
  CHECK(contains(rerun.err, "see to it by hand"));
  CHECK(place.relctl({"resolve", "degrade", "done", "--reason", "looked"}).code == 0);
  CHECK(place.relctl({"status", "--exit-status"}).code == 20);
  CHECK_FALSE(contains(place.relctl({"list"}).err, "it is not known"));
  CHECK(place.relctl({"rollback", "--to", "v1.3.2"}).code == 0);
  CHECK(place.trace().size() == 3);
}

TEST_CASE("a step is skipped whether it is tried again and again, hangs, or is still to come") {
  const Workplace place;
  place.write("plan.yaml", with(quick_plan(), "timeout: 5s, idempotent: true }",
                                "timeout: 5m, retries: 99, backoff: 50s }\n"
                                "    - { id: last, run: [./last], timeout: 5s }"));
  place.script("last", "echo last >> \"$TRACE\"");
  const std::vector<std::string> skip = {"rollback", "--resume", "--skip", "back",
                                         "--reason", "by hand",  "-y"};
  SECTION("tried again") {
    place.script("back", "echo back >> \"$TRACE\"\nexit 1");
  }
  SECTION("hanging") {
    place.script("back", "echo back >> \"$TRACE\"\nsleep 60\necho ended >> \"$TRACE\"");
  }
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  Program under_way(place.launch({"rollback", "--to", "v1.3.2"}));
  REQUIRE(eventually([&] { return place.trace().size() == 2; }));
  const Ran wrong = place.relctl({"rollback", "--skip", "bakc", "--reason", "by hand", "-y"});
  CHECK(wrong.code == 2);
  CHECK(contains(wrong.err, "these are: back, last"));
  CHECK(under_way.is_running());
  const Ran ran = place.relctl(skip);
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back", "last"});
  under_way.wait();
}

TEST_CASE("a rollback may begin without one of its steps") {
  const Workplace place;
  place.write("plan.yaml", with(quick_plan(), "comms:",
                                "    - { id: last, run: [./last], timeout: 5s }\ncomms:"));
  place.script("last", "echo last >> \"$TRACE\"");
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  const Ran wrong =
      place.relctl({"rollback", "--to", "v1.3.2", "--skip", "bakc", "--reason", "by hand"});
  CHECK(wrong.code == 2);
  CHECK(place.trace().size() == 1);
  const Ran ran =
      place.relctl({"rollback", "--to", "v1.3.2", "--skip", "back", "--reason", "by hand"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "last"});
}

TEST_CASE("a step that may have been done is not done again before a person says how it ended") {
  const Workplace place;
  place.write("plan.yaml", with(quick_plan(), "timeout: 5s, idempotent: true }",
                                "timeout: 1m }\n    - { id: last, run: [./last] }"));
  place.script("back", "echo back >> \"$TRACE\"\ntest -e asked || { touch asked; kill -9 $PPID; }");
  place.script("last", "echo last >> \"$TRACE\"");
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"rollback", "--to", "v1.3.2"}).code == 128 + SIGKILL);
  SECTION("asked before anybody has gone on") {
    const Ran status = place.relctl({"status", "--exit-status"});
    CAPTURE(status.out, status.err);
    CHECK(status.code == 21);
    CHECK(contains(status.out, "in doubt: nobody runs it"));
    CHECK(contains(status.out, "; nobody goes on with it\n"));
    const std::string json = place.relctl({"status", "-o", "json"}).out;
    CAPTURE(json);
    CHECK(contains(json, R"("standing":"rollback_incomplete","exit":{"code":21,)"));
    CHECK(contains(json,
                   R"("remark":"RESULT is done, failed or rerun: look first how it ended; then )"));
    CHECK(contains(status.out, "relctl resolve back RESULT --reason WHY"));
  }
  SECTION("asked after it was resumed, again and again") {
    for (int i = 0; i < 2; ++i) {
      const Ran resumed = place.relctl({"rollback", "--resume", "-y"});
      CAPTURE(resumed.out, resumed.err);
      CHECK(resumed.code == 21);
      CHECK(contains(resumed.err, "resolve back RESULT --reason WHY"));
      CHECK(contains(resumed.err, "then relctl rollback --resume -y"));
      CHECK(place.trace().size() == 2);
    }
  }
  const Ran resolved = place.relctl({"resolve", "back", "done", "--reason", "looked"});
  CAPTURE(resolved.out, resolved.err);
  CHECK_FALSE(contains(resolved.out, "it is not known how the step ended"));
  CHECK(place.relctl({"rollback", "--resume", "-y"}).code == 0);
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back", "last"});
}

TEST_CASE("settled by a person, an incomplete rollback says that the rest is left") {
  const Workplace place;
  place.write("plan.yaml", with(quick_plan(), "timeout: 5s, idempotent: true }",
                                "timeout: 5s }\n    - { id: last, run: [./last] }"));
  place.script("back", "exit 1");
  place.script("last", "echo last >> \"$TRACE\"");
  expose(place);
  REQUIRE(place.relctl({"rollback", "--to", "v1.3.2"}).code == 21);
  const Ran resolved = place.relctl({"resolve", "back", "done", "--reason", "by hand"});
  CAPTURE(resolved.out, resolved.err);
  CHECK(resolved.code == 21);
  CHECK(contains(resolved.out, "is settled; the rest comes with `rollback --resume`"));
  CHECK_FALSE(contains(resolved.out, "failed"));
}

TEST_CASE("a version that was rolled back itself is gone back to only knowingly") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"rollback", "--to", "v1.3.2", "--reason", "orders lost"}).code == 0);
  REQUIRE(place.relctl({"start", "plan.yaml", "--version", "v1.5.0", "--check", "uat"}).code == 0);
  REQUIRE(place.relctl({"advance"}).code == 0);
  const Ran refused = place.relctl({"rollback", "--to", "v1.4.0"});
  CAPTURE(refused.out, refused.err);
  CHECK(refused.code == 3);
  CHECK(contains(refused.err, "v1.4.0 was rolled back itself at 20"));
  CHECK(contains(refused.err, "(orders lost); name another version with --to"));
  CHECK(lines_in(refused.err) == 1);
  CHECK(place.trace().back() == "shift 5%");
  const Ran meant =
      place.relctl({"rollback", "--to", "v1.4.0", "--unknown-ok", "--reason", "the least evil"});
  CAPTURE(meant.out, meant.err);
  CHECK(meant.code == 0);
  CHECK(place.trace().back() == "back 1.4.0");
}

TEST_CASE("an older release is not taken back while a newer one is exposed") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"start", "plan.yaml", "--version", "v1.5.0", "--check", "uat"}).code == 0);
  REQUIRE(place.relctl({"advance"}).code == 0);
  const auto before = place.trace();
  const Ran refused = place.relctl({"--release", "demo-1.4.0", "rollback", "--to", "v1.3.2"});
  CAPTURE(refused.out, refused.err);
  CHECK(refused.code == 3);
  CHECK(contains(refused.err, "the newer release demo-1.5.0 of demo is exposed"));
  CHECK(contains(refused.err, "`relctl --release demo-1.5.0 rollback -y`"));
  CHECK(place.trace() == before);
  CHECK(place.relctl({"--release", "demo-1.5.0", "rollback", "-y"}).code == 0);
  CHECK(place.trace().back() == "back 1.4.0");
  CHECK(place.relctl({"--release", "demo-1.4.0", "rollback", "--to", "v1.3.2"}).code == 0);
  CHECK(place.trace().back() == "back 1.3.2");
}
