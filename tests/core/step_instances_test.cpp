// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/measure.hpp"
#include "core/rendering.hpp"
#include "core/standing.hpp"
#include "core/step_instances.hpp"
#include "core/steps.hpp"

using namespace relctl;
using namespace relctl::test;
using core::Outcome;
using core::StepProgress;
using Kind = StepProgress::Kind;

namespace {

const core::StepAddress k_enter{"main", "p5", "enter", "deploy"};
const core::StepAddress k_back{"", "rollback", "rollback", "undo"};

core::StepAddress at(core::StepAddress address, const std::string& name) {
  address.step = name;
  return address;
}

plan::Step on_nodes(plan::Step step, bool parallel = false) {
  step.each = plan::Each{"node", {"n1", "n2", "n3"}};
  step.parallel = parallel;
  return step;
}

/// A release in its first phase whose plan has `deploy`, `by-hand` and the rollback step `undo`.
struct FannedOut {
  explicit FannedOut(plan::Step deploy, plan::Step undo = a_step("undo", {"./undo"}))
      : given([&] {
          plan::Plan plan = a_plan();
          plan.steps.push_back(a_step("by-hand", {"./by-hand", "{{node}}"}));
          plan.steps.push_back(std::move(deploy));
          plan.rollback.steps = {std::move(undo)};
          return plan;
        }()) {
    given.ready().event(core::PhaseEntered{"main", "p5", 0.05});
  }

  core::Situation situation() {
    return {given.plan,   given.state, given.ledger,  given.windows,
            given.inputs, k_noon,      given.mandate, ""};
  }
  StepProgress forward() {
    return core::advance_step(situation(), given.plan.steps.back(), k_enter);
  }
  StepProgress back() {
    return core::advance_step(situation(), given.plan.rollback.steps.front(), k_back);
  }
  /// Takes what follows onto the record; the names of the steps that begin.
  std::vector<std::string> record(const StepProgress& progress) {
    std::vector<std::string> begun;
    for (const core::Event& event : progress.events) {
      given.event(event);
      if (const auto* started = std::get_if<core::StepStarted>(&event))
        begun.push_back(started->address.step);
      if (const auto* skipped = std::get_if<core::StepSkipped>(&event))
        begun.push_back(skipped->address.step + " skipped");
    }
    return begun;
  }
  void end(const core::StepAddress& address, Outcome outcome) {
    const core::StepState& state = *core::find_step(given.state, address);
    const plan::Step& step = *core::step_at(given.plan, address);
    given.event(
        core::end_of_step(situation(), step, state, {"", outcome, "detail", "", {}, {}, {}}));
  }

  Given given;
};

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("an instance is named by its step and, in brackets, its value") {
  CHECK(core::instance_name("deploy", "10.0.0.1:8080") == "deploy[10.0.0.1:8080]");
  CHECK(core::parse_instance("deploy[n1]").step == "deploy");
  CHECK(core::parse_instance("deploy[n1]").value == "n1");
  CHECK(core::parse_instance("deploy").value.empty());
  CHECK(core::instances_of(a_step("deploy", {"x"}), k_enter).size() == 1);
}

TEST_CASE("a fanned-out step is done in order, each instance with its own intent, key and value") {
  FannedOut it(on_nodes(a_step("deploy", {"./deploy", "{{node}}"})));
  const StepProgress first = it.forward();
  const auto& intent = std::get<core::StepStarted>(first.events.at(0));
  CHECK(intent.action == "run ./deploy n1");
  CHECK(it.record(first) == Names{"deploy[n1]"});
  it.end(at(k_enter, "deploy[n1]"), Outcome::succeeded);
  const StepProgress second = it.forward();
  CHECK(std::get<core::StepStarted>(second.events.at(0)).operation_key != intent.operation_key);
  CHECK(it.record(second) == Names{"deploy[n2]"});
  it.end(at(k_enter, "deploy[n2]"), Outcome::failed);
  CHECK(it.forward().kind == Kind::failed);
  CHECK(it.forward().step == "deploy[n2]");
  it.given.event(core::StepResolved{at(k_enter, "deploy[n2]"), "rerun", ""});
  CHECK(it.record(it.forward()) == Names{"deploy[n2]"});
  it.end(at(k_enter, "deploy[n2]"), Outcome::succeeded);
  CHECK(it.record(it.forward()) == Names{"deploy[n3]"});
  it.end(at(k_enter, "deploy[n3]"), Outcome::succeeded);
  CHECK(it.forward().kind == Kind::done);
}

TEST_CASE("a command sees the value of its instance as a variable of its environment") {
  FannedOut it(on_nodes(a_step("deploy", {"./deploy"})));
  const StepProgress first = it.forward();
  it.record(first);
  const auto effect = core::effect_of(it.given.plan, it.given.state,
                                      std::get<core::StepStarted>(first.events.at(0)));
  CHECK(std::get<core::CommandCall>(effect.call).variables.at("RELCTL_NODE") == "n1");
}

TEST_CASE(
    "in parallel all instances begin at once, and nobody is asked before the last has ended") {
  FannedOut it(on_nodes(a_step("deploy", {"./deploy"}), true));
  CHECK(it.record(it.forward()) == Names{"deploy[n1]", "deploy[n2]", "deploy[n3]"});
  it.end(at(k_enter, "deploy[n1]"), Outcome::succeeded);
  it.end(at(k_enter, "deploy[n2]"), Outcome::failed);
  CHECK(it.forward().kind == Kind::busy);
  it.end(at(k_enter, "deploy[n3]"), Outcome::failed);
  const StepProgress stuck = it.forward();
  CHECK(stuck.kind == Kind::failed);
  CHECK(stuck.step == "deploy[n2]");
  CHECK(stuck.detail == "detail; deploy[n3]: detail");
}

TEST_CASE("an instance in doubt is settled by itself, whatever became of the others") {
  FannedOut it(on_nodes(a_step("deploy", {"./deploy"}), true));
  it.record(it.forward());
  it.given.event(core::StepInDoubt{at(k_enter, "deploy[n2]"), "gone"});
  it.end(at(k_enter, "deploy[n1]"), Outcome::succeeded);
  it.end(at(k_enter, "deploy[n3]"), Outcome::succeeded);
  CHECK(it.forward().kind == Kind::in_doubt);
  CHECK(it.forward().step == "deploy[n2]");
  it.given.event(core::StepResolved{at(k_enter, "deploy[n2]"), "done", ""});
  CHECK(it.forward().kind == Kind::done);
}

TEST_CASE("the alternative of a failed step is done in its place, with the same value") {
  plan::Step deploy = on_nodes(a_step("deploy", {"./deploy"}));
  deploy.otherwise = "by-hand";
  FannedOut it(deploy);
  it.record(it.forward());
  it.end(at(k_enter, "deploy[n1]"), Outcome::failed);
  const StepProgress instead = it.forward();
  CHECK(std::get<core::StepStarted>(instead.events.at(0)).action == "run ./by-hand n1");
  CHECK(std::get<core::StepStarted>(instead.events.at(0)).stands_in_for == "deploy[n1]");
  CHECK(it.record(instead) == Names{"by-hand[n1]"});
  SECTION("its success counts as the step's") {
    it.end(at(k_enter, "by-hand[n1]"), Outcome::succeeded);
    CHECK(it.record(it.forward()) == Names{"deploy[n2]"});
  }
  SECTION("its failure is the step's") {
    it.end(at(k_enter, "by-hand[n1]"), Outcome::failed);
    CHECK(it.forward().kind == Kind::failed);
    CHECK(it.forward().step == "by-hand[n1]");
  }
}

TEST_CASE("a doubt about a step is settled before its alternative is thought of") {
  plan::Step deploy = a_step("deploy", {"./deploy"});
  deploy.otherwise = "by-hand";
  FannedOut it(deploy);
  it.record(it.forward());
  it.given.event(core::StepInDoubt{k_enter, "gone"});
  CHECK(it.forward().kind == Kind::in_doubt);
  it.given.event(core::StepResolved{k_enter, "failed", "looked"});
  CHECK(it.record(it.forward()) == Names{"by-hand"});
}

TEST_CASE("only_if between two steps with the same label is asked value by value") {
  plan::Step undo = on_nodes(a_step("undo", {"./undo"}));
  undo.only_if = "deploy";
  FannedOut it(on_nodes(a_step("deploy", {"./deploy"})), undo);
  it.record(it.forward());
  it.end(at(k_enter, "deploy[n1]"), Outcome::succeeded);
  it.given.event(core::RollbackRequested{"1.0.0", "", "owner", false, true});
  CHECK(it.record(it.back()) == Names{"undo[n1]"});
  it.end(at(k_back, "undo[n1]"), Outcome::succeeded);
  CHECK(it.record(it.back()) == Names{"undo[n2] skipped"});
}

TEST_CASE("only_if of a step without each asks for any instance, and for an alternative as well") {
  plan::Step deploy = on_nodes(a_step("deploy", {"./deploy"}));
  deploy.otherwise = "by-hand";
  plan::Step undo = a_step("undo", {"./undo"});
  undo.only_if = "deploy";
  FannedOut it(deploy, undo);
  const auto wanted = [&] {
    return core::is_wanted(it.given.plan, it.given.state, it.given.plan.rollback.steps[0], k_back);
  };
  it.record(it.forward());
  it.end(at(k_enter, "deploy[n1]"), Outcome::failed);
  CHECK_FALSE(wanted());
  it.record(it.forward());
  it.end(at(k_enter, "by-hand[n1]"), Outcome::succeeded);
  CHECK(wanted());
}

TEST_CASE("a rollback waits for approval before an alternative that is a point of no return") {
  plan::Step undo = a_step("undo", {"./undo"});
  undo.otherwise = "by-hand";
  FannedOut it(a_step("deploy", {"./deploy"}), undo);
  it.given.plan.steps[1].point_of_no_return = true;
  it.given.event(core::RollbackRequested{"1.0.0", "", "relctl", true, false});
  it.record(it.back());
  it.end(k_back, Outcome::failed);
  CHECK(it.back().kind == Kind::awaiting);
  CHECK(core::advise(it.given.plan, it.given.state, "relctl").command ==
        "relctl approve rollback/by-hand");
  it.given.event(core::ApprovalGiven{"rollback/by-hand", "", "owner", ""});
  CHECK(it.record(it.back()) == Names{"by-hand"});
}

TEST_CASE("a resumed rollback runs failed instances again, but nothing that its alternative did") {
  plan::Step undo = on_nodes(a_step("undo", {"./undo"}));
  undo.otherwise = "by-hand";
  FannedOut it(a_step("deploy", {"./deploy"}), undo);
  it.given.event(core::RollbackRequested{"1.0.0", "", "owner", false, true});
  it.record(it.back());
  it.end(at(k_back, "undo[n1]"), Outcome::failed);
  it.record(it.back());
  it.end(at(k_back, "by-hand[n1]"), Outcome::succeeded);
  it.record(it.back());
  it.end(at(k_back, "undo[n2]"), Outcome::failed);
  it.record(it.back());
  it.end(at(k_back, "by-hand[n2]"), Outcome::failed);
  it.given.event(core::RollbackResumed{"owner", ""});
  CHECK(it.record(it.back()) == Names{"undo[n2]"});
}

TEST_CASE("traffic is read back on every proxy that a fanned-out step sets") {
  FannedOut it(a_step("deploy", {"./deploy"}));
  plan::Step& shift = it.given.plan.steps.front();
  shift.each = plan::Each{"proxy", {"a", "b"}};
  std::get<plan::HaproxyAction>(shift.action).socket.text = "{{proxy}}.sock";
  const auto steps = core::exposing_steps(it.given.plan, it.given.plan.phases.front());
  REQUIRE(steps.size() == 2);
  const auto probe = core::exposure_probe(it.given.plan, it.given.state, steps[1],
                                          it.given.plan.phases.front(), k_noon);
  CHECK(std::get<core::HaproxyCall>(probe.call).socket == "/srv/shop/b.sock");
  CHECK(core::parse_probe_id(probe.id)->step == "shift[b]");
}
