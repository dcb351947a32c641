// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/steps.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Outcome;
using core::StepProgress;
using Kind = StepProgress::Kind;

namespace {

/// A step of the plan's entry, `deploy`, driven by hand.
struct Driven {
  explicit Driven(plan::Step step)
      : given([&] {
          plan::Plan plan = a_plan();
          plan.steps.push_back(step);
          return plan;
        }()) {
    given.ready().event(core::PhaseEntered{"main", "p5", 0.05});
  }

  core::Situation situation(Duration at) {
    return {given.plan,   given.state, given.ledger,  given.windows,
            given.inputs, k_noon + at, given.mandate, ""};
  }
  StepProgress ask(Duration at) {
    return core::advance_step(situation(at), given.plan.steps.back(), address);
  }
  /// Asks, and takes what follows onto the record.
  core::StepStarted begin(Duration at) {
    const StepProgress progress = ask(at);
    REQUIRE(progress.events.size() == 1);
    given.event(progress.events[0], at);
    return std::get<core::StepStarted>(progress.events[0]);
  }
  void end(Duration at, Outcome outcome, const std::string& output = {}) {
    const core::StepState& state = *core::find_step(given.state, address);
    core::EffectEnded ended{"", outcome, "detail", output, {}, {}};
    given.event(core::end_of_step(situation(at), given.plan.steps.back(), state, ended), at);
  }

  Given given;
  core::StepAddress address{"main", "p5", "enter", "deploy"};
};

plan::Step deploy() {
  return a_step("deploy", {"./deploy", "{{version}}"});
}

plan::Step deploy_with_verify() {
  plan::Step step = deploy();
  step.verify = plan::Verify{a_step("", {"./healthy"}).action, seconds(30), {}};
  return step;
}

} // namespace

TEST_CASE("a step that succeeds is done") {
  Driven driven(deploy());
  CHECK(driven.begin({}).action == "run ./deploy 1.1.0");
  driven.end(seconds(1), Outcome::succeeded);
  CHECK(driven.ask(seconds(1)).kind == Kind::done);
}

TEST_CASE("a failed step is retried after a back-off that doubles, with the same operation key, "
          "and then fails") {
  plan::Step step = deploy();
  step.retries = 2;
  step.backoff = seconds(2);
  Driven driven(step);
  const auto first = driven.begin({});
  driven.end(seconds(1), Outcome::failed);
  CHECK(driven.ask(seconds(2)).wake == k_noon + seconds(3));
  const auto second = driven.begin(seconds(3));
  CHECK(second.attempt == 2);
  CHECK(second.operation_key == first.operation_key);
  driven.end(seconds(4), Outcome::timed_out);
  CHECK(driven.ask(seconds(5)).wake == k_noon + seconds(8));
  CHECK(driven.begin(seconds(8)).attempt == 3);
  driven.end(seconds(9), Outcome::failed);
  CHECK(driven.ask(seconds(9)).kind == Kind::failed);
}

TEST_CASE("a verify is tried until its time is over, and its failure is the step's") {
  Driven driven(deploy_with_verify());
  driven.begin({});
  driven.end(seconds(1), Outcome::succeeded);
  CHECK(driven.begin(seconds(1)).part == core::Part::verify);
  driven.end(seconds(2), Outcome::failed);
  CHECK(driven.ask(seconds(2)).kind == Kind::busy);
  CHECK(driven.begin(seconds(5)).part == core::Part::verify);
  driven.end(seconds(6), Outcome::succeeded);
  CHECK(driven.ask(seconds(6)).kind == Kind::done);

  Driven failing(deploy_with_verify());
  failing.begin({});
  failing.end(seconds(1), Outcome::succeeded);
  failing.begin(seconds(1));
  failing.end(seconds(32), Outcome::failed);
  CHECK(failing.ask(seconds(32)).kind == Kind::failed);
}

TEST_CASE("a doubt is settled by the step's verify") {
  Driven driven(deploy_with_verify());
  driven.begin({});
  driven.given.event(core::StepInDoubt{driven.address, "gone"}, seconds(5));
  CHECK(driven.begin(seconds(6)).part == core::Part::verify);
  driven.end(seconds(7), Outcome::succeeded);
  CHECK(driven.ask(seconds(7)).kind == Kind::done);
}

TEST_CASE("a doubt that its verify does not settle is a person's, unless the step is idempotent") {
  const bool idempotent = GENERATE(true, false);
  plan::Step step = deploy_with_verify();
  step.idempotent = idempotent;
  step.retries = 1;
  Driven driven(step);
  driven.begin({});
  driven.given.event(core::StepInDoubt{driven.address, "gone"}, seconds(5));
  driven.begin(seconds(6));
  driven.end(seconds(60), Outcome::failed);
  if (idempotent) {
    const auto again = driven.begin(seconds(70));
    CHECK(again.part == core::Part::act);
    CHECK(again.attempt == 2);
  } else {
    CHECK(driven.ask(seconds(70)).kind == Kind::in_doubt);
  }
}

TEST_CASE("a doubt about an idempotent step is settled by doing it again under the same key") {
  plan::Step step = deploy();
  step.idempotent = true;
  Driven driven(step);
  const auto first = driven.begin({});
  driven.given.event(core::StepInDoubt{driven.address, "gone"}, seconds(5));
  const auto second = driven.begin(seconds(6));
  CHECK(second.attempt == 2);
  CHECK(second.operation_key == first.operation_key);
}

TEST_CASE("a doubt about anything else is a person's") {
  Driven driven(deploy());
  driven.begin({});
  driven.given.event(core::StepInDoubt{driven.address, "gone"}, seconds(5));
  CHECK(driven.ask(seconds(6)).kind == Kind::in_doubt);
  driven.given.event(core::StepResolved{driven.address, "done", "seen it"}, seconds(7));
  CHECK(driven.ask(seconds(7)).kind == Kind::done);
}

TEST_CASE("going forward a doubt holds, also where a failure does not") {
  plan::Step step = deploy();
  step.on_failure = plan::OnFailure::go_on;
  Driven driven(step);
  driven.begin({});
  SECTION("a failure") {
    driven.end(seconds(1), Outcome::failed);
    CHECK(driven.ask(seconds(1)).kind == Kind::done);
  }
  SECTION("a doubt") {
    driven.end(seconds(1), Outcome::lost);
    CHECK(driven.ask(seconds(1)).kind == Kind::in_doubt);
  }
}

TEST_CASE("a cancelled step is in doubt: its work may have been done") {
  Driven driven(deploy());
  driven.begin({});
  driven.end(seconds(1), Outcome::cancelled);
  CHECK(driven.ask(seconds(1)).kind == Kind::in_doubt);
}

TEST_CASE("a step whose answer is lost is in doubt; an idempotent one failed, with its pauses and "
          "limit") {
  Driven deployed(deploy());
  deployed.begin({});
  deployed.end(seconds(1), Outcome::lost);
  CHECK(deployed.ask(seconds(1)).kind == Kind::in_doubt);

  plan::Step step = deploy();
  step.idempotent = true;
  step.retries = 1;
  step.backoff = seconds(2);
  Driven again(step);
  again.begin({});
  again.end(seconds(1), Outcome::lost);
  CHECK(again.ask(seconds(1)).events.empty());
  CHECK(again.ask(seconds(1)).wake == k_noon + seconds(3));
  CHECK(again.begin(seconds(3)).attempt == 2);
  again.end(seconds(4), Outcome::lost);
  CHECK(again.ask(seconds(4)).kind == Kind::failed);
}

TEST_CASE("an orphan of an earlier relctl is watched, and stopped at its deadline") {
  plan::Step step = deploy();
  step.timeout = seconds(60);
  Driven driven(step);
  driven.begin({});
  CHECK(driven.ask(seconds(69)).stop.empty()); // Who began it would have ended it by now.
  CHECK(driven.ask(seconds(70)).stop.size() == 1);
}

TEST_CASE("a failed command is known by its last words, a successful one is not") {
  Driven driven(deploy());
  driven.begin({});
  const std::string words = "trying\ncannot reach " + std::string(200, 'x') + "\n\n";
  SECTION("failed") {
    driven.end(seconds(1), Outcome::failed, words);
    const std::string detail = core::find_step(driven.given.state, driven.address)->detail;
    CHECK(detail.starts_with("detail: cannot reach xxx"));
    CHECK(detail.size() < 180);
  }
  SECTION("succeeded") {
    driven.end(seconds(1), Outcome::succeeded, words);
    CHECK(core::find_step(driven.given.state, driven.address)->detail == "detail");
  }
}

TEST_CASE("a step whose verification failed says so") {
  Driven driven(deploy_with_verify());
  driven.begin({});
  driven.end(seconds(1), Outcome::succeeded);
  driven.begin(seconds(1));
  driven.end(seconds(40), Outcome::failed, "version is 1.0.0\n");
  CHECK(core::find_step(driven.given.state, driven.address)->detail ==
        "verification failed: detail: version is 1.0.0");
}
