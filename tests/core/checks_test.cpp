// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/standing.hpp"

#include <fmt/format.h>

using namespace relctl;
using namespace relctl::test;

namespace {

const core::StepAddress k_shadow{"main", "p5", "check", "shadow"};

/// A release under observation in a first phase of 30 minutes with that check, every grid point
/// good.
struct CheckedPhase {
  explicit CheckedPhase(plan::Check check)
      : given([&] {
          plan::Plan plan = a_plan();
          plan.phases[0].checks.push_back(std::move(check));
          return plan;
        }()) {
    given.ready().started("p5");
    given.inputs.live.insert("everything");
  }
  /// The whole phase so far is measured and good, so that only the check matters.
  core::Decision decide_at(Duration after) {
    given.window().clear();
    given.readings(minutes(1), after, 0.001);
    return given.decide_at(after);
  }
  void run(Duration at, core::Outcome outcome, std::vector<core::ReportedItem> items = {}) {
    const core::Decision begun = decide_at(at);
    const auto started = first_of<core::StepStarted>(begun.events);
    REQUIRE(started.address == k_shadow);
    given.event(started, at);
    given.inputs.ended = {{core::effect_id(given.state, *core::find_step(given.state, k_shadow)),
                           outcome,
                           "detail",
                           "",
                           0,
                           {},
                           std::move(items)}};
    for (const core::Event& event : decide_at(at + seconds(1)).events)
      given.event(event, at + seconds(1));
    given.inputs.ended.clear();
  }
  /// Whether there is a reason of that cause about `subject`.
  static bool holds_for(const core::Decision& decision, plan::Cause cause,
                        const std::string& subject) {
    const core::GateNow* gate = core::gate_of(decision, plan::k_main_track);
    REQUIRE(gate != nullptr);
    return std::any_of(gate->reasons.begin(), gate->reasons.end(), [&](const core::Reason& reason) {
      return reason.cause == cause && reason.subject == subject;
    });
  }

  Given given;
};

plan::Check shadow(std::optional<Duration> repeat, bool items = false) {
  plan::Check check;
  check.id = "shadow";
  check.step = a_step("shadow", {"./compare"});
  check.step->idempotent = true;
  check.repeat = repeat;
  check.items = items;
  return check;
}

plan::Check eyes(std::optional<Duration> repeat) {
  plan::Check check;
  check.id = "eyes";
  check.ask = "All quiet?";
  check.repeat = repeat;
  return check;
}

} // namespace

TEST_CASE("a check without repeat waits for the end of the observation") {
  CheckedPhase it(shadow({}));
  CHECK_FALSE(has<core::StepStarted>(it.decide_at(minutes(5)).events));
  CHECK(has<core::StepStarted>(it.decide_at(minutes(30)).events));
}

TEST_CASE("a repeated check runs when the phase starts and again after each of its spans") {
  CheckedPhase it(shadow(minutes(10)));
  it.run(seconds(1), core::Outcome::succeeded);
  CHECK_FALSE(has<core::StepResolved>(it.decide_at(minutes(9)).events));
  const auto again = first_of<core::StepResolved>(it.decide_at(minutes(11)).events);
  CHECK(again.resolution == "rerun");
}

TEST_CASE("a failure of a repeated check holds, and is tried again") {
  CheckedPhase it(shadow(minutes(10)));
  it.run(seconds(1), core::Outcome::failed);
  CHECK(CheckedPhase::holds_for(it.decide_at(seconds(30)), plan::Cause::check, "shadow"));
  CHECK(has<core::StepResolved>(it.decide_at(minutes(2)).events));
}

TEST_CASE("a failure of a repeated check is told of; one that is asked at the end may still hold") {
  const auto tells = [](const core::Decision& decision) {
    return std::any_of(decision.events.begin(), decision.events.end(),
                       [](const core::Event& event) {
                         const auto* message = std::get_if<core::MessagePrepared>(&event);
                         return message != nullptr && message->comms == "held";
                       });
  };
  CheckedPhase it(shadow(minutes(10)));
  CHECK_FALSE(tells(it.decide_at({})));
  it.run(seconds(1), core::Outcome::failed);
  CHECK(tells(it.decide_at(seconds(30))));
  CheckedPhase asked(eyes(minutes(10)));
  CHECK_FALSE(tells(asked.decide_at(minutes(1))));
  asked.given.event(core::CheckAnswered{"p5", "eyes", false, "alice", "", {}}, minutes(2));
  CHECK(tells(asked.decide_at(minutes(3))));
  CheckedPhase late(shadow({}));
  late.run(minutes(30), core::Outcome::failed);
  CHECK_FALSE(tells(late.decide_at(minutes(31))));
}

TEST_CASE("a person's yes lasts for the span of its repeat") {
  CheckedPhase it(eyes(minutes(20)));
  CHECK(CheckedPhase::holds_for(it.decide_at(minutes(1)), plan::Cause::check, "eyes"));
  it.given.event(core::CheckAnswered{"p5", "eyes", true, "alice", "", {}}, minutes(5));
  CHECK_FALSE(CheckedPhase::holds_for(it.decide_at(minutes(24)), plan::Cause::check, "eyes"));
  CHECK(CheckedPhase::holds_for(it.decide_at(minutes(26)), plan::Cause::check, "eyes"));
  it.given.event(core::CheckAnswered{"p5", "eyes", true, "alice", "", {}}, minutes(27));
  CHECK_FALSE(CheckedPhase::holds_for(it.decide_at(minutes(31)), plan::Cause::check, "eyes"));
}

TEST_CASE("what a person has answered is what holds the phase from then on") {
  CheckedPhase it(eyes(minutes(10)));
  for (const auto& event : it.decide_at(minutes(2)).events)
    it.given.event(event, minutes(2));
  CHECK(core::advise(it.given.plan, it.given.state, "relctl").why.find("not answered") !=
        std::string::npos);
  it.given.event(core::CheckAnswered{"p5", "eyes", false, "alice", "a smear", {}}, minutes(3));
  for (const auto& event : it.decide_at(minutes(3)).events)
    it.given.event(event, minutes(3));
  CHECK(core::advise(it.given.plan, it.given.state, "relctl")
            .why.find("answered no by alice: a smear") != std::string::npos);
  CHECK(it.decide_at(minutes(4)).events.empty());
}

TEST_CASE("a number outside the limit is no yes, whoever recorded it as one") {
  plan::Check coverage = eyes({});
  coverage.limit = a_limit(">= 80%");
  CheckedPhase it(coverage);
  it.given.event(core::CheckAnswered{"p5", "eyes", true, "alice", "", {{"value", "75%"}}});
  CHECK(CheckedPhase::holds_for(it.decide_at(minutes(31)), plan::Cause::check, "eyes"));
  it.given.event(core::CheckAnswered{"p5", "eyes", true, "alice", "", {{"value", "85%"}}});
  CHECK_FALSE(CheckedPhase::holds_for(it.decide_at(minutes(31)), plan::Cause::check, "eyes"));
}

TEST_CASE("each difference that a check finds holds by its name until a person closes it") {
  CheckedPhase it(shadow(minutes(10), true));
  it.run(seconds(1), core::Outcome::succeeded, {{"o-1", "amount differs"}, {"o-2", "is missing"}});
  const core::Decision held = it.decide_at(seconds(30));
  CHECK(CheckedPhase::holds_for(held, plan::Cause::item, "o-1"));
  CHECK(CheckedPhase::holds_for(held, plan::Cause::item, "o-2"));
  it.given.event(core::ItemClosed{"p5", "shadow", "o-1", "alice", "a test order"}, minutes(1));
  const core::Decision then = it.decide_at(minutes(2));
  CHECK_FALSE(CheckedPhase::holds_for(then, plan::Cause::item, "o-1"));
  CHECK(CheckedPhase::holds_for(then, plan::Cause::item, "o-2"));
}

TEST_CASE("of very many differences each that is told can be closed, and the rest are counted") {
  CheckedPhase it(shadow(minutes(10), true));
  std::vector<core::ReportedItem> items;
  for (int i = 0; i < 12; ++i)
    items.push_back({fmt::format("order-{:02}", i), "is missing"});
  it.run(seconds(1), core::Outcome::succeeded, items);
  std::vector<core::Reason> told = core::gate_of(it.decide_at(seconds(30)), "main")->reasons;
  std::erase_if(told, [](const core::Reason& reason) { return reason.cause != plan::Cause::item; });
  REQUIRE(told.size() == 10);
  for (const core::Reason& reason : told)
    CHECK(it.given.state.items.contains("p5/shadow/" + reason.subject));
  CHECK(told.front().text == "shadow found: is missing");
  CHECK(told.back().text == "shadow found: is missing; 2 more differences are open");
}

TEST_CASE("a closed difference is opened again only when it says something else") {
  CheckedPhase it(shadow(minutes(10), true));
  it.run(seconds(1), core::Outcome::succeeded, {{"o-1", "amount differs"}});
  it.given.event(core::ItemClosed{"p5", "shadow", "o-1", "alice", "a test order"}, minutes(1));
  it.given.event(core::StepResolved{k_shadow, "rerun", ""}, minutes(2));
  it.run(minutes(2), core::Outcome::succeeded, {{"o-1", "amount differs"}});
  CHECK_FALSE(CheckedPhase::holds_for(it.decide_at(minutes(3)), plan::Cause::item, "o-1"));
  it.given.event(core::StepResolved{k_shadow, "rerun", ""}, minutes(4));
  it.run(minutes(4), core::Outcome::succeeded, {{"o-1", "currency differs"}});
  CHECK(CheckedPhase::holds_for(it.decide_at(minutes(5)), plan::Cause::item, "o-1"));
}

TEST_CASE("a precondition with an open difference is a no-go that says how to close it") {
  plan::Plan plan = a_plan();
  plan.before.push_back(shadow({}, true));
  Given given(plan);
  core::ReleaseOpened opened;
  opened.version = "1.1.0";
  opened.stable = "1.0.0";
  given.event(opened);
  given.event(core::ItemOpened{"before", "shadow", "o-1", "amount differs"});
  const core::StepAddress address{"", "before", "before", "shadow"};
  given.event(core::StepStarted{address, 1, core::Part::act, "key", "", seconds(10), {}});
  core::StepEnded ended;
  ended.address = address;
  ended.outcome = core::Outcome::succeeded;
  given.event(ended);
  const auto decided = first_of<core::StartDecided>(given.decide_at({}).events);
  CHECK_FALSE(decided.go);
  given.event(decided);
  CHECK(core::advise(given.plan, given.state, "relctl").command ==
        "relctl item close o-1 --reason WHY");
}
