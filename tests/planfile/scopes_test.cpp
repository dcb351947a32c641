// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"

#include <catch2/catch.hpp>

namespace relctl::planfile {

namespace {

const std::string k_verify = "  verify:\n    - { id: smoke, run: [./smoke] }\n";
const std::string k_scopes = R"yaml(  scopes:
    plugin:
      title: The plugin
      steps:
        - { id: down, run: [./down], scope: plugin }
      verify:
        - { id: down-smoke, use: shift }
)yaml";

} // namespace

TEST_CASE("the rollback has scopes, and thresholds and steps name them") {
  std::string text = sound_plan_with(k_verify, k_verify + k_scopes);
  const std::string then = "for: 5m, then: rollback";
  text.replace(text.find(then), then.size(), then + "/plugin");
  const auto loaded = load_plan(text, environment_of({}));
  CHECK(loaded.diagnostics.empty());
  const auto& scopes = loaded.plan.rollback.scopes;
  REQUIRE(scopes.size() == 1);
  CHECK(scopes[0].title == "The plugin");
  CHECK(scopes[0].steps[0].scope == "plugin");
  CHECK(scopes[0].verify[0].id == "down-smoke");
  CHECK(loaded.plan.thresholds[0].then.scope == "plugin");
  CHECK(loaded.plan.thresholds[0].then.kind == plan::Consequence::Kind::rollback);
}

TEST_CASE("what comes after the way back has steps and a time in which it is watched") {
  const auto loaded = load_plan(
      sound_plan_with(k_verify, k_verify + "  after:\n    steps:\n      - { id: mend, run: "
                                           "[./mend] }\n    observe: 2h\n"),
      environment_of({}));
  CHECK(loaded.diagnostics.empty());
  REQUIRE(loaded.plan.rollback.after);
  CHECK(loaded.plan.rollback.after->steps[0].id == "mend");
  CHECK(loaded.plan.rollback.after->observe == hours(2));
}

TEST_CASE("a consequence with a slash is the rollback of a scope and nothing else") {
  const auto mistake = [](const std::string& then) {
    return mistake_of("for: 5m, then: rollback", "for: 5m, then: " + then);
  };
  CHECK(mistake("rollback/plugin").find("unknown-scope") != std::string::npos);
  CHECK(mistake("hold/plugin").find("write rollback/plugin to take back that scope") !=
        std::string::npos);
  CHECK(mistake("rollback/").find("bad-id") != std::string::npos);
}

} // namespace relctl::planfile
