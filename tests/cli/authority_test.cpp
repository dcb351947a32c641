// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

using namespace relctl::test;

namespace {

/// Two phases that the owner, alice, approves; backend is on call for a P1 and has dana; nobody is
/// for a P2.
void expose_with_oncall(const Workplace& place) {
  std::string plan = quick_plan();
  plan = with(plan, "members: [alice] }\n",
              "members: [alice] }\n  backend: { title: Backend, members: [dana] }\n");
  plan = with(plan, "before:\n",
              "incidents:\n  levels:\n    P1: { respond: 15m, then: warn, oncall: backend }\n"
              "    P2: { respond: 1h, then: warn }\nbefore:\n");
  plan = with(plan, "traffic: 5%, enter: [shift]", "traffic: 5%, enter: [shift], approve: [owner]");
  plan = with(plan, "traffic: 100%, enter: [shift]",
              "traffic: 100%, enter: [shift], approve: [owner]");
  place.write("plan.yaml", plan);
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
}

} // namespace

TEST_CASE("an incident is opened by anybody, and acknowledged and closed by those on call") {
  const Workplace place;
  expose_with_oncall(place);
  REQUIRE(place.relctl({"incident", "open", "--severity", "P1", "--as", "mallory"}).code == 0);
  for (const char* act : {"ack", "close"}) {
    const Ran stranger = place.relctl({"incident", act, "--as", "mallory"});
    CAPTURE(stranger.out, stranger.err);
    CHECK(stranger.code == 3);
    CHECK(contains(stranger.err, "mallory is not a member of role backend (dana)"));
    CHECK(lines_in(stranger.err) == 1);
  }
  CHECK(place.relctl({"log", "--kind", "IncidentAcknowledged"}).out.empty());
  CHECK(place.relctl({"incident", "ack", "--as", "dana"}).code == 0);
  CHECK(place.relctl({"incident", "ack", "--as", "mallory"}).code == 3);
  CHECK(place.relctl({"incident", "close", "--as", "dana"}).code == 0);
}

TEST_CASE("an incident that no role is on call for is anybody's to answer, the owner's to close") {
  const Workplace place;
  expose_with_oncall(place);
  REQUIRE(place.relctl({"incident", "open", "--severity", "P2"}).code == 0);
  CHECK(place.relctl({"incident", "ack", "--as", "mallory"}).code == 0);
  const Ran stranger = place.relctl({"incident", "close", "--as", "mallory"});
  CHECK(stranger.code == 3);
  CHECK(contains(stranger.err, "mallory is not a member of role owner (alice)"));
  CHECK(place.relctl({"incident", "close", "--as", "alice"}).code == 0);
}

TEST_CASE("a phase is approved once it is entered, not ahead of what it is to show") {
  const Workplace place;
  expose_with_oncall(place);
  const Ran early = place.relctl({"approve", "full", "--as", "alice"});
  CAPTURE(early.out, early.err);
  CHECK(early.code == 3);
  CHECK(contains(early.err, "phase full is not entered yet"));
  CHECK(contains(early.err, "what waits for one now is p5"));
  CHECK(place.relctl({"log", "--kind", "ApprovalGiven"}).out.empty());
  CHECK(place.relctl({"approve", "p5", "--as", "alice"}).code == 0);
  REQUIRE(place.relctl({"advance"}).code == 0);
  CHECK(place.relctl({"advance", "--wait"}).code == 8);
  CHECK(place.relctl({"approve", "full", "--as", "alice"}).code == 0);
}

TEST_CASE("a part that was taken back is let go by the plan's owner alone") {
  const Workplace place;
  place.write("plan.yaml",
              with(with(quick_plan(), "members: [alice] }\n",
                        "members: [alice] }\n  backend: { title: Backend, members: [dana] }\n"),
                   "rollback:\n",
                   "rollback:\n  scopes:\n    plugin:\n      steps:\n"
                   "        - { id: plugin-back, run: [./back, plugin], idempotent: true }\n"));
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  REQUIRE(place.relctl({"rollback", "--scope", "plugin", "--reason", "slow"}).code == 0);
  const Ran stranger = place.relctl({"approve", "scope/plugin", "--as", "dana"});
  CHECK(stranger.code == 3);
  CHECK(contains(stranger.err, "dana is not a member of role owner (alice)"));
  const Ran other = place.relctl({"approve", "scope/plugin", "--role", "backend", "--as", "dana"});
  CHECK(other.code == 2);
  CHECK(contains(other.err, "going on without plugin is approved by owner, not by role backend"));
  CHECK(place.relctl({"advance"}).code == 8);
  CHECK(place.relctl({"approve", "scope/plugin", "--as", "alice"}).code == 0);
  CHECK(place.relctl({"advance"}).code == 0);
}

TEST_CASE("a waiver names what the plan has, and a series of it that there is") {
  const Workplace place;
  place.write("plan.yaml", with(demo_plan(), "query: errors,",
                                "query: \"errors{shop='{{shop}}'}\", each: { shop: [s1, s2] },"));
  place.start();
  const auto waive = [&](const char* subject) {
    return place.relctl({"waive", subject, "--reason", "x", "--for", "1h", "--as", "alice"});
  };
  const Ran series = waive("error-rate[s3]");
  CAPTURE(series.out, series.err);
  CHECK(series.code == 2);
  CHECK(contains(series.err, "what can be waived of it is error-rate[s1], "
                             "error-rate[s2], or all of it: error-rate"));
  CHECK(waive("error-rate[s1").code == 2);
  CHECK(waive("error-rate[]").code == 2);
  const Ran unknown = waive("latency");
  CHECK(unknown.code == 2);
  CHECK(contains(unknown.err, "what can be waived is error-rate, error_rate, uat"));
  CHECK(waive("error-rate[s2]").code == 0);
  // Role qa has no members: anybody could act in it.
  const Ran other = place.relctl(
      {"waive", "error-rate", "--reason", "x", "--for", "1h", "--role", "qa", "--as", "mallory"});
  CHECK(other.code == 3);
  CHECK(contains(other.err, "error-rate is answered for by role owner, not by qa"));
}

TEST_CASE("one person approves a phase in one role only") {
  const Workplace place;
  place.write(
      "plan.yaml",
      with(with(quick_plan(), "members: [alice] }\n", "members: [alice] }\n  qa: { title: QA }\n"),
           "traffic: 5%, enter: [shift]", "traffic: 5%, enter: [shift], approve: [owner, qa]"));
  place.start();
  REQUIRE(place.relctl({"advance"}).code == 0);
  CHECK(place.relctl({"approve", "p5", "--role", "owner", "--as", "alice"}).code == 0);
  const Ran twice = place.relctl({"approve", "p5", "--role", "qa", "--as", "alice"});
  CHECK(twice.code == 3);
  CHECK(contains(twice.err, "alice has signed as owner already; another person must sign as qa"));
  CHECK(place.relctl({"approve", "p5", "--role", "qa", "--as", "bob"}).code == 0);
}
