// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/start_reasons.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Decision;
using plan::Cause;

namespace {

plan::Plan a_train_plan() {
  plan::Plan plan = a_plan();
  plan.vars = {{"changes", plan::VariableType::text, {}, "", {}, "Changes", true}};
  plan.components = {{"core", std::nullopt, {}}, {"orders", std::nullopt, {}}};
  plan.compatible = {
      {{{"core", *parse_semver_range("^1.0.0")}, {"orders", *parse_semver_range("^2.0.0")}}, {}}};
  plan.signoff = {{"business", {}}, {"owner", {}}};
  plan.trains = {{"hotfix", {}, 0, {}, {"owner", "second-line"}, {}}};
  return plan;
}

Given opened(const plan::Plan& plan) {
  Given given(plan);
  core::ReleaseOpened opened;
  opened.plan = plan.name;
  opened.plan_path = "train.yaml";
  opened.version = "1.1.0";
  opened.stable = "1.0.0";
  opened.train = "hotfix";
  return given.event(opened);
}

std::vector<std::string> subjects(const std::vector<core::Reason>& reasons) {
  std::vector<std::string> names;
  for (const core::Reason& reason : reasons)
    names.push_back(reason.subject);
  return names;
}

using Names = std::vector<std::string>;

} // namespace

TEST_CASE("what the manifest lacks is a no-go that lists all of it, before any check runs") {
  plan::Plan plan = a_train_plan();
  plan::Check check;
  check.id = "ready";
  check.step = a_step("ready", {"./ready", "{{changes}}"});
  plan.before = {check};
  Given given = opened(plan);
  const Decision decision = given.decide_at({});
  const auto decided = first_of<core::StartDecided>(decision.events);
  CHECK_FALSE(decided.go);
  CHECK(subjects(decided.reasons) == Names{"changes", "core", "orders"});
  CHECK(decided.reasons[0].cause == Cause::variable);
  CHECK(decided.reasons[0].text == "has no value (Changes)");
  CHECK_FALSE(has<core::StepStarted>(decision.events));
}

TEST_CASE("traffic that comes to no percentage is a no-go, and no phase without traffic") {
  plan::Plan plan = a_plan();
  plan.vars = {{"points", plan::VariableType::number, {}, "", {}}};
  plan.phases[0].traffic = {"{{points}}%", {}};
  Given given(plan);
  core::ReleaseOpened opened;
  opened.plan = plan.name;
  opened.version = "1.1.0";
  opened.stable = "1.0.0";
  const auto [points, said] = GENERATE(table<std::string, std::string>(
      {{"20", ""},
       {"150", "traffic {{points}}% comes to '150%', which is no percentage"},
       {"", ""}}));
  opened.vars = {{"points", points}};
  if (points.empty())
    opened.vars.clear();
  given.event(opened);
  const auto reasons = core::manifest_reasons(given.plan, given.state, k_noon);
  CAPTURE(points);
  CHECK(reasons.empty() == (points == "20"));
  if (!said.empty()) {
    CHECK(reasons.at(0).text.starts_with(said));
    CHECK(core::no_go_command(given.plan, given.state, reasons[0], "relctl") ==
          "relctl abort --reason WHY");
  }
}

TEST_CASE("what is handed in later fills the manifest") {
  Given given = opened(a_train_plan());
  given.event(core::ManifestFilled{{{"changes", "a"}}, {{"core", "1.1.0"}}, "ann"});
  CHECK(subjects(core::manifest_reasons(given.plan, given.state, k_noon)) == Names{"orders"});
  given.event(core::ManifestFilled{{}, {{"orders", "3.0.0"}}, "ann"});
  const auto reasons = core::manifest_reasons(given.plan, given.state, k_noon);
  REQUIRE(subjects(reasons) == Names{"compatible"});
  CHECK(reasons[0].text.find("orders 3.0.0 is not ^2.0.0") != std::string::npos);
  given.event(core::ManifestFilled{{}, {{"orders", "2.0.0"}}, "ann"});
  CHECK(core::manifest_reasons(given.plan, given.state, k_noon).empty());
}

TEST_CASE("the start waits for every sign-off, the train's among them, each role once") {
  Given given = opened(a_train_plan());
  given.event(
      core::ManifestFilled{{{"changes", "a"}}, {{"core", "1.1.0"}, {"orders", "2.0.0"}}, "ann"});
  CHECK(core::signoff_roles(given.plan, given.state) == Names{"business", "owner", "second-line"});
  const Decision missing = given.decide_at({});
  CHECK(subjects(first_of<core::StartDecided>(missing.events).reasons) ==
        Names{"business", "owner", "second-line"});
  for (const char* role : {"business", "owner", "second-line"})
    given.event(core::ApprovalGiven{"start", role, "ann", "", {}});
  CHECK(core::find_signoff(given.state, "owner")->as == "ann");
  CHECK(first_of<core::StartDecided>(given.decide_at({}).events).go);
}

TEST_CASE("every reason of a no-go comes with the command that settles it") {
  Given given = opened(a_train_plan());
  const auto command = [&](Cause cause, const std::string& subject) {
    return core::no_go_command(given.plan, given.state, {cause, subject, "", {}, true}, "relctl");
  };
  CHECK(command(Cause::variable, "changes") ==
        "relctl start train.yaml --version v1.1.0 --set changes=VALUE");
  CHECK(command(Cause::component, "core") ==
        "relctl start train.yaml --version v1.1.0 --component core=VERSION");
  CHECK(command(Cause::component, "compatible") == "relctl abort --reason WHY");
  CHECK(command(Cause::approval, "owner") == "relctl approve start --role owner");
  CHECK(command(Cause::check, "migration") == "relctl advance");
  CHECK(command(Cause::item, "$(id)") == "relctl item close '$(id)' --reason WHY");
  given.state.opened.plan_path = "my plans/train.yaml";
  CHECK(command(Cause::variable, "changes") ==
        "relctl start 'my plans/train.yaml' --version v1.1.0 --set changes=VALUE");
}
