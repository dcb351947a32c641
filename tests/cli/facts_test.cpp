// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

using namespace relctl::test;

namespace {

/// A release whose phase has nothing to wait for but its approval.
void start_unobserved(const Workplace& place) {
  place.write("plan.yaml", with(quick_plan(), "traffic: 5%, enter: [shift]",
                                "traffic: 5%, enter: [shift], approve: [owner]"));
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
}

} // namespace

TEST_CASE("an approval is given by a member of the role, once, and is acted on at once") {
  const Workplace place;
  start_unobserved(place);
  CHECK(place.relctl({"advance"}).code == 8);
  const Ran stranger = place.relctl({"approve", "--as", "mallory"});
  CHECK(stranger.code == 3);
  CHECK(contains(stranger.err, "mallory is not a member of role owner (alice)"));
  const Ran approved = place.relctl({"approve", "--as", "alice", "--reason", "looks fine"});
  CHECK(approved.code == 0);
  CHECK(contains(approved.out, "in p5: passed; next is full"));
  const Ran again = place.relctl({"approve", "--as", "alice"});
  CHECK(again.code == 0);
  CHECK(contains(again.out, "approved already by alice"));
  CHECK(lines_in(place.relctl({"log", "--kind", "ApprovalGiven"}).out) == 1);
}

TEST_CASE("an approval names a phase and a role that the plan has") {
  const Workplace place;
  start_unobserved(place);
  CHECK(place.relctl({"approve", "p50", "--as", "alice"}).code == 2);
  CHECK(place.relctl({"approve", "p5", "--role", "qa", "--as", "alice"}).code == 2);
  CHECK(place.relctl({"approve", "rollback/back", "--as", "alice"}).code == 3);
  CHECK(place.relctl({"approve", "p5", "--role", "owner", "--as", "alice"}).code == 0);
}

TEST_CASE("an incident of the plan's severity and scope rolls back before the command returns") {
  const Workplace place;
  start_unobserved(place);
  CHECK(place.relctl({"incident", "open", "--severity", "P9"}).code == 2);
  const Ran other = place.relctl({"incident", "open", "--severity", "P0", "--scope", "search"});
  CHECK(other.code == 0);
  const Ran ours = place.relctl(
      {"incident", "open", "--severity", "P0", "--scope", "orders", "--summary", "orders lost"});
  CAPTURE(ours.out, ours.err);
  CHECK(ours.code == 20);
  CHECK(contains(ours.out, "1.4.0 went back to 1.3.2"));
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
}

TEST_CASE("an incident with --record-only is left to the next advance") {
  const Workplace place;
  start_unobserved(place);
  CHECK(place.relctl({"incident", "open", "--severity", "P0", "--scope", "orders", "--record-only"})
            .code == 0);
  CHECK(place.trace().size() == 1);
  CHECK(place.relctl({"advance"}).code == 20);
}

TEST_CASE("an incident blocks the phase until it is closed") {
  const Workplace place;
  start_unobserved(place);
  REQUIRE(place.relctl({"incident", "open", "--severity", "P1"}).code == 0);
  REQUIRE(place.relctl({"approve", "--as", "alice"}).code == 0);
  CHECK(place.relctl({"advance"}).code == 8);
  CHECK(place.relctl({"incident", "ack", "inc-1", "--as", "alice"}).code == 0);
  CHECK(place.relctl({"incident", "close", "inc-7"}).code == 2);
  CHECK(place.relctl({"incident", "close", "--reason", "false alarm", "--as", "alice"}).code == 0);
  CHECK(place.relctl({"advance"}).code == 0);
}

TEST_CASE("what stands already is told with who said it, and not as recorded") {
  const Workplace place;
  start_unobserved(place);
  REQUIRE(place.relctl({"incident", "open", "--severity", "P1", "--summary", "slow"}).code == 0);
  REQUIRE(place.relctl({"incident", "ack", "--as", "alice"}).code == 0);
  const Ran late = place.relctl({"incident", "ack", "inc-1", "--as", "bob"});
  CHECK(late.code == 0);
  CHECK(contains(late.out, "incident acknowledged already by alice"));
  CHECK_FALSE(contains(late.out, "bob"));
  REQUIRE(place.relctl({"incident", "close", "inc-1", "--as", "alice"}).code == 0);
  CHECK(contains(place.relctl({"incident", "close", "inc-1", "--as", "alice"}).out,
                 "incident closed already by alice"));
  CHECK_FALSE(contains(place.relctl({"resume"}).out, "any more"));
}

TEST_CASE("a freeze and a pause keep a phase from being entered, never a rollback") {
  const Workplace place;
  start_unobserved(place);
  REQUIRE(place.relctl({"approve", "--as", "alice"}).code == 0);
  REQUIRE(place.relctl({"freeze", "--reason", "holiday", "--for", "1h"}).code == 0);
  const Ran frozen = place.relctl({"advance"});
  CHECK(frozen.code == 8);
  CHECK(contains(frozen.out, "holiday"));
  CHECK(contains(frozen.err, "next: relctl unfreeze  # "));
  CHECK(place.relctl({"status", "--exit-status"}).code == 8);
  CHECK(contains(place.relctl({"status", "-o", "json"}).out, "\"retry_at\":\"2"));
  REQUIRE(place.relctl({"unfreeze"}).code == 0);
  REQUIRE(place.relctl({"pause", "--reason", "lunch"}).code == 0);
  const Ran paused = place.relctl({"advance", "-o", "json"});
  CHECK(paused.code == 8);
  CHECK(contains(paused.out, R"("cause":"paused","subject":"pause")"));
  REQUIRE(place.relctl({"freeze", "--reason", "all of it"}).code == 0);
  CHECK(place.relctl({"rollback", "--to", "v1.3.2"}).code == 0);
}

TEST_CASE("resume lets the next phase be entered again") {
  const Workplace place;
  start_unobserved(place);
  REQUIRE(place.relctl({"approve", "--as", "alice"}).code == 0);
  REQUIRE(place.relctl({"pause", "--reason", "lunch"}).code == 0);
  CHECK(place.relctl({"resume"}).code == 0);
  CHECK(place.relctl({"advance"}).code == 0);
  CHECK(place.trace().size() == 2);
}

TEST_CASE("a freeze needs a log, which is not made by a slip of the pen, but no release") {
  const Workplace place;
  CHECK(place.relctl({"freeze", "--reason", "holiday"}).code == 2);
  CHECK(place.relctl({"status"}).code == 2);
  CHECK(place.read("log.db").empty());
  place.start();
  REQUIRE(place.relctl({"abort", "--reason", "postponed", "-y"}).code == 0);
  const Ran ran = place.relctl({"freeze", "--reason", "holiday", "-o", "json"});
  CHECK(ran.code == 0);
  CHECK(ran.out.starts_with(R"({"schema":"relctl.freeze/1")"));
  CHECK(place.relctl({"freeze"}).code == 2);
  CHECK(place.relctl({"freeze", "--reason", "x", "--for", "0s"}).code == 2);
  CHECK(place.relctl({"freeze", "--reason", "x", "--until", "2020-01-01T00:00:00Z"}).code == 2);
  CHECK(place.relctl({"unfreeze"}).out == "freeze ended\n");
  const Ran again = place.relctl({"unfreeze"});
  CHECK(again.code == 0);
  CHECK(again.out == "no freeze holds\n");
}

TEST_CASE("abort gives a release up before exposure and takes it back after") {
  const Workplace place;
  place.start();
  CHECK(place.relctl({"abort"}).code == 2);
  const Ran before = place.relctl({"abort", "--reason", "postponed", "-y"});
  CHECK(before.code == 0);
  CHECK(contains(before.out, "nothing was exposed"));
  CHECK(place.trace().empty());
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  const Ran unconfirmed = place.relctl({"abort", "--reason", "postponed"});
  CHECK(unconfirmed.code == 2);
  CHECK_FALSE(contains(unconfirmed.err, "--to"));
  CHECK(place.relctl({"abort", "--reason", "postponed", "-y"}).code == 0);
  const Ran again = place.relctl({"abort", "--reason", "postponed", "-y"});
  CHECK(again.code == 0);
  CHECK(contains(again.out, "closed already"));
  CHECK(place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
}

TEST_CASE("a fact about a release that another relctl acts on is noted, and that one acts") {
  const Workplace place;
  place.script("shift", "echo begun >> \"$TRACE\"\nsleep 3");
  place.write("plan.yaml", with(demo_plan(), "then: rollback }\n",
                                "then: rollback }\n  orders: { incident: P0, then: rollback }\n"));
  place.start();
  Program advance(place.launch({"advance", "--wait"}));
  REQUIRE(eventually([&] { return place.trace().size() == 1; }));
  const Ran incident = place.relctl({"incident", "open", "--severity", "P0"});
  CHECK(incident.code == 0);
  CHECK(contains(incident.err, "takes note"));
  CHECK(advance.wait().code == 20);
  CHECK(place.trace() == std::vector<std::string>{"begun", "back 1.3.2"});
}

TEST_CASE("facts about a release that is over are refused, a remark is not") {
  const Workplace place;
  place.start();
  REQUIRE(place.relctl({"abort", "--reason", "postponed", "-y"}).code == 0);
  CHECK(place.relctl({"pause", "--reason", "x"}).code == 3);
  CHECK(place.relctl({"incident", "open", "--severity", "P0"}).code == 3);
  CHECK(place.relctl({"note", "for the record"}).code == 0);
}

TEST_CASE("a waiver is given by a member of the role, is shown with its end, and lapses") {
  const Workplace place;
  place.write("plan.yaml",
              with(quick_plan(), "traffic: 5%, enter: [shift]",
                   "traffic: 5%, enter: [shift], checks: { books: { ask: \"closed?\" } }"));
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  CHECK(place.relctl({"advance"}).code == 8);
  CHECK(place.relctl({"waive", "books", "--reason", "x", "--as", "alice"}).code == 2);
  CHECK(place.relctl({"waive", "boks", "--reason", "x", "--for", "1h", "--as", "alice"}).code == 2);
  const Ran stranger =
      place.relctl({"waive", "books", "--reason", "x", "--for", "1h", "--as", "mallory"});
  CHECK(stranger.code == 3);
  CHECK(contains(stranger.err, "mallory is not a member of role owner (alice)"));
  const Ran waived =
      place.relctl({"waive", "books", "--reason", "month end", "--for", "1h", "--as", "alice"});
  CAPTURE(waived.out, waived.err);
  CHECK(waived.code == 0);
  CHECK(contains(place.relctl({"status"}).out, "books waived by alice: month end; until"));
  CHECK(contains(place.relctl({"status", "-o", "json"}).out, R"("holds":true)"));
  CHECK(place.relctl({"advance"}).code == 0);
}

TEST_CASE("an incident after completion is answered with the way back, one of another release with "
          "its name") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.start();
  REQUIRE(place.relctl({"incident", "open", "--severity", "P2", "--id", "slow"}).code == 0);
  REQUIRE(place.relctl({"run"}).code == 0);
  const Ran late = place.relctl({"incident", "open", "--severity", "P0", "--scope", "orders"});
  CHECK(late.code == 3);
  CHECK(contains(late.err, "relctl --release demo-1.4.0 rollback --to 1.3.2 -y"));
  REQUIRE(place.relctl({"start", "plan.yaml", "--version", "v1.5.0", "--check", "uat"}).code == 0);
  const Ran other = place.relctl({"incident", "close", "slow"});
  CHECK(other.code == 2);
  CHECK(contains(other.err, "incident slow is of demo-1.4.0; name it with --release demo-1.4.0"));
}

TEST_CASE("what is told after a rollback has the reasons of the rollback") {
  const Workplace place;
  place.write("plan.yaml", with(quick_plan(), "went back to {{to}}", "is back: {{reasons}}"));
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"rollback", "-y", "--reason", "orders are lost"}).code == 0);
  CHECK(place.relctl({"notify", "rolled_back", "--release", "demo-1.4.0"}).out ==
        "1.4.0 is back: orders are lost\n");
}

TEST_CASE("one call of notify does one thing, and says so where two are asked for") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  const Ran both = place.relctl({"notify", "--test", "--resend"});
  CHECK(both.code == 2);
  CHECK(contains(both.err, "give one of TEMPLATE, --resend and --test"));
  CHECK(place.relctl({"notify", "--send"}).code == 2);
}

TEST_CASE("resending names the releases that it was not asked for, each with its command") {
  const Workplace place;
  place.write("plan.yaml", with(quick_plan(), R"(rolled_back: "{{version}} went back to {{to}}")",
                                R"(rolled_back: { text: "{{version}} went back", to: [pager] })") +
                               "channels: { pager: { run: [./page], retries: 0 } }\n");
  place.script("page", "exit 1");
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"rollback", "-y"}).code == 0);
  for (const auto& words : {std::vector<std::string>{"rollback", "-y"}, {"advance"}}) {
    const Ran again = place.relctl(words);
    CAPTURE(words, again.err);
    CHECK(contains(again.err, "relctl: not delivered: rolled_back of p5 to pager: "));
    CHECK(contains(again.err, "; send it with `relctl --release demo-1.4.0 notify --resend`\n"));
  }
  const Ran alone = place.relctl({"notify", "--resend"});
  CHECK(alone.code == 1);
  CHECK_FALSE(contains(alone.err, "send it with"));
  CHECK_FALSE(contains(alone.err, ", too"));
  place.script("page", "exit 0");
  REQUIRE(place.relctl({"start", "plan.yaml", "--version", "v1.5.0", "--check", "uat"}).code == 0);
  const Ran other = place.relctl({"notify", "--resend"});
  CHECK(other.code == 0);
  CHECK(other.out == "demo-1.5.0: everything is delivered\n");
  CHECK(contains(other.err, "demo-1.4.0 has messages that are not delivered, too; send them with "
                            "`relctl --release demo-1.4.0 notify --resend`"));
  CHECK(place.relctl({"--release", "demo-1.4.0", "notify", "--resend"}).code == 0);
  CHECK_FALSE(contains(place.relctl({"notify", "--resend"}).err, ", too"));
}

TEST_CASE("an answer that goes into a file never takes the place of a log or a plan") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.start();
  for (const char* file : {"log.db", "plan.yaml", "log.db-wal", "log.db.lock-demo-1.4.0"}) {
    const Ran report = place.relctl({"report", "--out", file});
    INFO(file);
    CHECK(report.code == 2);
    CHECK(contains(report.err, "is not overwritten; name another file"));
  }
  CHECK(place.relctl({"audit", "verify"}).code == 0);
  REQUIRE(place.relctl({"report", "--out", "report.md"}).code == 0);
  CHECK(place.relctl({"report", "--out", "report.md"}).code == 0);
}

TEST_CASE(
    "an incident before the first phase keeps it from being entered, and is told with its end") {
  const Workplace place;
  place.write("plan.yaml", quick_plan());
  place.start();
  REQUIRE(place.relctl({"incident", "open", "--severity", "P1", "--summary", "no login"}).code ==
          0);
  const Ran ahead = place.relctl({"status"});
  CHECK(contains(ahead.out, "P1 is open: no login"));
  CHECK(contains(ahead.out, "relctl incident close inc-1"));
  const Ran blocked = place.relctl({"advance"});
  CHECK(blocked.code == 8);
  CHECK(place.trace().empty());
  REQUIRE(
      place.relctl({"incident", "close", "inc-1", "--reason", "mended", "--as", "alice"}).code ==
      0);
  CHECK(place.relctl({"advance"}).code == 0);
}
