// SPDX-License-Identifier: Apache-2.0
#include "plan/environment_name.hpp"
#include "plan/variables.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::plan;

namespace {

Plan plan_with(VariableType type, std::optional<std::string> default_value, std::string env = "") {
  Plan plan = test::a_plan();
  plan.vars = {{"ratio", type, std::move(default_value), std::move(env), {}}};
  return plan;
}

Environment environment(const Values& values) {
  return [values](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  };
}

const Environment k_empty = environment({});

} // namespace

TEST_CASE("--set comes before the environment, the environment before the default") {
  const Plan plan = plan_with(VariableType::percent, "20%", "RATIO");
  CHECK(pin_variables(plan, {}, k_empty)->at("ratio") == "20%");
  CHECK(pin_variables(plan, {}, environment({{"RATIO", "30%"}}))->at("ratio") == "30%");
  CHECK(pin_variables(plan, {{"ratio", "40%"}}, environment({{"RATIO", "30%"}}))->at("ratio") ==
        "40%");
  CHECK(pin_variables(plan, {}, environment({{"RATIO", ""}}))->at("ratio") == "20%");
}

TEST_CASE("a variable without any value is refused with the ways to give one") {
  const auto values =
      pin_variables(plan_with(VariableType::text, std::nullopt, "RATIO"), {}, k_empty);
  REQUIRE_FALSE(values);
  CHECK_THAT(values.error().message, Catch::Contains("variable 'ratio' has no value"));
  CHECK_THAT(values.error().message, Catch::Contains("--set ratio=VALUE"));
  CHECK_THAT(values.error().message, Catch::Contains("environment variable RATIO"));
}

TEST_CASE("a value of the wrong type is refused with its origin") {
  const auto [type, value] =
      GENERATE(table<VariableType, const char*>({{VariableType::percent, "20"},
                                                 {VariableType::percent, "120%"},
                                                 {VariableType::percent, "-1%"},
                                                 {VariableType::percent, "20ms"},
                                                 {VariableType::duration, "10"},
                                                 {VariableType::duration, "ten minutes"},
                                                 {VariableType::number, "1%"},
                                                 {VariableType::number, "nan"},
                                                 {VariableType::boolean, "yes"},
                                                 {VariableType::boolean, "True"},
                                                 {VariableType::text, "a\x1b[31mb"},
                                                 {VariableType::text, "a\xFF"}}));
  INFO(value);
  const Plan plan = plan_with(type, std::nullopt, "RATIO");
  const auto by_set = pin_variables(plan, {{"ratio", value}}, k_empty);
  REQUIRE_FALSE(by_set);
  CHECK_THAT(by_set.error().message, Catch::Contains("variable 'ratio' (from --set)"));
  const auto by_environment = pin_variables(plan, {}, environment({{"RATIO", value}}));
  REQUIRE_FALSE(by_environment);
  CHECK_THAT(by_environment.error().message, Catch::Contains("environment variable RATIO"));
  const auto by_default = pin_variables(plan_with(type, value), {}, k_empty);
  REQUIRE_FALSE(by_default);
  CHECK_THAT(by_default.error().message, Catch::Contains("the plan's default"));
}

TEST_CASE("values of the right type are kept as given") {
  const auto [type, value] =
      GENERATE(table<VariableType, const char*>({{VariableType::percent, "0%"},
                                                 {VariableType::percent, "100%"},
                                                 {VariableType::percent, "12.5 %"},
                                                 {VariableType::duration, "1h30m"},
                                                 {VariableType::number, "-0.5"},
                                                 {VariableType::boolean, "true"},
                                                 {VariableType::boolean, "false"},
                                                 {VariableType::text, ""},
                                                 {VariableType::text, "后端值班\n第二行"}}));
  const auto values = pin_variables(plan_with(type, std::nullopt), {{"ratio", value}}, k_empty);
  INFO(value);
  REQUIRE(values);
  CHECK(values->at("ratio") == value);
}

TEST_CASE("an unknown name is refused with the nearest known one") {
  const Plan plan = plan_with(VariableType::percent, "20%");
  const auto values = pin_variables(plan, {{"ration", "20%"}}, k_empty);
  REQUIRE_FALSE(values);
  CHECK_THAT(values.error().message, Catch::Contains("'ration'"));
  CHECK_THAT(values.error().message, Catch::Contains("did you mean 'ratio'?"));
  CHECK_THAT(pin_variables(plan, {{"colour", "x"}}, k_empty).error().message,
             Catch::Contains("the plan knows ratio, eta, impact"));
}

TEST_CASE("what a person hands over needs no declaration") {
  const Plan plan = plan_with(VariableType::percent, "20%");
  const auto values = pin_variables(plan, {{"eta", "18:00"}}, k_empty);
  REQUIRE(values);
  CHECK(*values == Values{{"eta", "18:00"}, {"ratio", "20%"}});
  CHECK_FALSE(pin_variables(plan, {{"impact", "a\x01"}}, k_empty));
}

TEST_CASE("a name becomes one that the environment may hold") {
  CHECK(environment_name("ratio") == "RELCTL_RATIO");
  CHECK(environment_name("team-a.size") == "RELCTL_TEAM_A_SIZE");
}
