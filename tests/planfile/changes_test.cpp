// SPDX-License-Identifier: Apache-2.0
#include "plan/diagnostic.hpp"
#include "planfile/expect.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

namespace relctl::planfile {

namespace {

plan::Plan changed(const std::vector<std::string>& changes) {
  const auto loaded = load_plan(sound_plan(), environment_of({}), changes);
  for (const auto& diagnostic : loaded.diagnostics)
    UNSCOPED_INFO(diagnostic.message << "; " << diagnostic.remedy);
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  return loaded.plan;
}

std::string refusal(const std::string& change) {
  const auto loaded = load_plan(sound_plan(), environment_of({}), {change});
  REQUIRE(plan::has_errors(loaded.diagnostics));
  return fmt::format("{}; {}", loaded.diagnostics.front().message,
                     loaded.diagnostics.front().remedy);
}

} // namespace

TEST_CASE("a change to a plan that has nothing to change says so") {
  const auto loaded = load_plan("relctl: 1\n", environment_of({}), {"errors.breach = > 2%"});
  CHECK(loaded.diagnostics.front().remedy == "declare one in the plan");
}

TEST_CASE("a change names a threshold, a phase or a metric, a field of it and its value") {
  CHECK(changed({"errors.breach = \"> 2%\""}).thresholds[0].breach->text == "> 2%");
  CHECK(changed({"errors.breach=> 2%"}).thresholds[0].breach->text == "> 2%");
  CHECK(changed({"errors.then = hold"}).thresholds[0].then.kind == plan::Consequence::Kind::hold);
  CHECK(changed({"first.observe = 20m"}).phases[0].observe == minutes(20));
  CHECK(changed({"bake.observe = 2h"}).phases[2].observe == hours(2));
  CHECK(changed({"full.approve = []"}).phases[1].approve.empty());
  CHECK(changed({"errors.volume.at_least = 200"}).metrics[0].volume->at_least == 200);
  CHECK(changed({"errors.coverage = 50%"}).metrics[0].coverage == 0.5);
  CHECK(changed({"errors.unknown.thin = { within: 2h, then: hold }"})
            .thresholds[0]
            .unknown.at(plan::Cause::thin)
            .within == hours(2));
  const plan::Plan both = changed({"errors.breach = > 3%", "errors.target = < 1%"});
  CHECK(both.thresholds[0].breach->text == "> 3%");
  CHECK(both.thresholds[0].target->text == "< 1%");
}

TEST_CASE("one way in which a breach is complete replaces another") {
  const plan::Plan plan = changed({"errors.windows = 3"});
  CHECK(std::get<plan::Consecutive>(plan.thresholds[0].shape).count == 3);
  const plan::Plan trend = changed({"errors.trend.for = 5m"});
  CHECK(std::get<plan::Trend>(trend.thresholds[0].shape).span == minutes(5));
}

TEST_CASE("two changes of the same are refused, since the later would take back the earlier") {
  const auto is_refused = [](const std::string& first, const std::string& second) {
    const auto loaded = load_plan(sound_plan(), environment_of({}), {first, second});
    return plan::has_errors(loaded.diagnostics) &&
           loaded.diagnostics.front().message ==
               fmt::format("'{}': '{}' changes the same", second, first) &&
           loaded.diagnostics.front().remedy == "give one of them";
  };
  CHECK(is_refused("errors.breach = > 2%", "errors.breach = > 3%"));
  CHECK(is_refused("errors.windows = 3", "errors.for = 5m"));
  CHECK(is_refused("errors.unknown.thin = hold", "errors.unknown = {}"));
  CHECK(is_refused("errors.unknown = {}", "errors.unknown.thin = hold"));
  CHECK_FALSE(is_refused("errors.breach = > 2%", "errors.target = < 1%"));
  CHECK_FALSE(is_refused("errors.coverage = 50%", "errors.breach = > 3%"));
}

TEST_CASE("a change that cannot be tried is refused in one line that says what there is") {
  CHECK(refusal("errors.breach") == "'errors.breach': it does not say what to change to what; "
                                    "write it as 'error-rate.breach = \"> 2%\"'");
  CHECK(refusal("errors.breach =") ==
        "'errors.breach =': it gives no value; write one behind the '='");
  CHECK(refusal("errors.breach = \"> 2%") == "'errors.breach = \"> 2%': its value \"> 2% cannot be "
                                             "read; close quotes, brackets and braces");
  CHECK(refusal("error-rate.breach = > 2%") ==
        "'error-rate.breach = > 2%': the plan has no threshold, phase or metric of that name; "
        "there are: threshold errors, threshold sharing, phase first, phase full, phase bake, "
        "metric errors");
  CHECK(refusal("errors.brech = > 2%")
            .starts_with("'errors.brech = > 2%': threshold errors has no 'brech' that readings on "
                         "record can be judged "
                         "by anew; there are: errors.breach, errors.target, errors.for,"));
  CHECK(refusal("errors.every = 10s").find("errors.volume.at_least") != std::string::npos);
  CHECK(refusal("first.traffic = 10%").find("there are: first.observe") != std::string::npos);
  CHECK(refusal("errors.breach = 2%").find("breach") != std::string::npos);
  CHECK(refusal("errors.breach = \"> 2 * p50\"").find("p50") != std::string::npos);
  CHECK(refusal("first.observe = soon").find("'observe' of phase 'first'") != std::string::npos);
}

TEST_CASE("a phase that several tracks have is named with its track") {
  const std::string text = R"yaml(relctl: 1
name: shop
tracks:
  read: { phases: [ { id: p5, traffic: 5%, observe: 10m, enter: [shift] } ] }
  write: { phases: [ { id: p5, traffic: 5%, observe: 10m, enter: [shift] } ] }
steps: { shift: { run: [./shift] } }
rollback: { steps: [ { id: back, run: [./back] } ], verify: [ { id: smoke, run: [./smoke] } ] }
)yaml";
  const auto loaded = load_plan(text, environment_of({}), {"write/p5.observe = 20m"});
  CHECK_FALSE(plan::has_errors(loaded.diagnostics));
  CHECK(loaded.plan.phases[0].observe == minutes(10));
  CHECK(loaded.plan.phases[1].observe == minutes(20));
  const auto either = load_plan(text, environment_of({}), {"p5.observe = 20m"});
  REQUIRE(plan::has_errors(either.diagnostics));
  CHECK(either.diagnostics.front().remedy == "write one of: read/p5, write/p5");
}

} // namespace relctl::planfile
