// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"
#include "planfile/sections.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

namespace {

plan::Plan load_with(const std::string& find, const std::string& with) {
  const auto loaded = load_plan(sound_plan_with(find, with), environment_of({}));
  INFO(with);
  for (const auto& diagnostic : loaded.diagnostics)
    REQUIRE(plan::format_diagnostic("plan", diagnostic).find(": warning: ") != std::string::npos);
  return loaded.plan;
}

} // namespace

TEST_CASE("a metric without further keys has the defaults") {
  const auto plan = load_with("    every: 30s\n    window: 1m\n", "");
  const auto& metric = plan.metrics.front();
  CHECK(metric.title == "errors");
  CHECK(metric.every == seconds(30));
  CHECK(metric.window == seconds(30));
  CHECK(metric.window_mark == plan::Mark{0, 0});
  CHECK(metric.max_gap == seconds(150));
  CHECK(metric.coverage == Approx(0.95));
  CHECK_FALSE(metric.watch);
}

TEST_CASE("window and max_gap follow every where the plan gives none") {
  const auto plan = load_with("    every: 30s\n    window: 1m\n", "    every: 1m\n");
  CHECK(plan.metrics.front().window == minutes(1));
  CHECK(plan.metrics.front().max_gap == minutes(5));
}

TEST_CASE("a metric reads all its keys") {
  const auto plan =
      load_with("    window: 1m\n",
                "    window: 2m\n    title: 错误率\n    max_gap: 3m\n    coverage: 90%\n"
                "    each: { route: [a, b] }\n"
                "    fresh_by: { query: \"timestamp(errors)\", max_age: 10m }\n"
                "    references: { mean_7d: { query: \"avg_over_time(errors[7d])\" } }\n");
  const auto& metric = plan.metrics.front();
  CHECK(metric.title == "错误率");
  CHECK(metric.window == minutes(2));
  CHECK(metric.window_mark == plan::Mark{15, 13});
  CHECK(metric.max_gap == minutes(3));
  CHECK(metric.coverage == Approx(0.9));
  REQUIRE(metric.each);
  CHECK(metric.each->label == "route");
  CHECK(metric.each->values == std::vector<std::string>{"a", "b"});
  REQUIRE(metric.volume);
  CHECK(metric.volume->at_least == 100.0);
  REQUIRE(metric.fresh_by);
  CHECK(metric.fresh_by->max_age == minutes(10));
  REQUIRE(metric.references.size() == 1);
  CHECK(metric.references.front().id == "mean_7d");
  CHECK(metric.unit.symbol == "ratio");
}

TEST_CASE("a baseline is a query or a value") {
  const auto plan =
      load_with("baseline: { query: \"sum(rate(errors{version='{{stable}}'}[1m]))\" }",
                "baseline: { value: 2% }");
  REQUIRE(plan.metrics.front().baseline);
  REQUIRE(plan.metrics.front().baseline->fixed);
  CHECK(plan.metrics.front().baseline->fixed->value == Approx(0.02));
  check_mistakes({
      {"{ query: \"sum(rate(errors{version='{{stable}}'}[1m]))\" }", "{ value: two }", "two }",
       "bad-quantity"},
      {"{ query: \"sum(rate(errors{version='{{stable}}'}[1m]))\" }", "{}", "{}", "missing-key"},
  });
}

TEST_CASE("a baseline can be recorded, or an earlier one of the same series") {
  const std::string query = "baseline: { query: \"sum(rate(errors{version='{{stable}}'}[1m]))\" }";
  const auto recorded = load_with(query, "baseline: { recorded: weekly }");
  CHECK(recorded.metrics.front().baseline->recorded == "weekly");
  const auto earlier = load_with(query, "baseline: { earlier: 7d }");
  CHECK(earlier.metrics.front().baseline->earlier == hours(168));
}

TEST_CASE("a burn rate has the windows of a page by default, and the budget as its limit") {
  const auto plan = load_with("breach: \"> 1%\", target: \"< 0.5%\", for: 5m",
                              "target: \"< 0.5%\", burn_rate: { objective: 99% }");
  const auto& burn = std::get<plan::BurnRate>(plan.thresholds.front().shape);
  CHECK(burn.objective == Approx(0.99));
  CHECK(burn.short_window == minutes(5));
  CHECK(burn.long_window == hours(1));
  CHECK(burn.factor == 14.4);
  CHECK(plan.thresholds.front().breach->text == "> 1%");
}

TEST_CASE("a threshold may be an objective alone, and then holds while it is missed") {
  const auto plan = load_with("breach: \"> 1%\", target: \"< 0.5%\", for: 5m, then: rollback",
                              "target: \"< 0.5%\"");
  const plan::Threshold& objective = plan.thresholds.front();
  CHECK_FALSE(objective.breach);
  CHECK(objective.then.kind == plan::Consequence::Kind::hold);
  check_mistakes({
      {"breach: \"> 1%\", target: \"< 0.5%\", for: 5m", "target: \"< 0.5%\", for: 5m",
       "{ metric: errors, target", "missing-key"},
      {"breach: \"> 1%\", target: \"< 0.5%\", for: 5m, then: rollback", "then: hold",
       "{ metric: errors, then", "missing-key"},
  });
}

TEST_CASE("a trend names its span") {
  const auto plan = load_with("for: 5m", "trend: { for: 6m }");
  CHECK(std::get<plan::Trend>(plan.thresholds.front().shape).span == minutes(6));
  check_mistakes({{"for: 5m", "trend: {}", "{}, then", "missing-key"}});
}

TEST_CASE("each names one label with values") {
  check_mistakes({
      {"    window: 1m\n", "    window: 1m\n    each: { a: [b], c: [d] }\n", "{ a: [b], c: [",
       "bad-each"},
      {"    window: 1m\n", "    window: 1m\n    each: { a: [] }\n", "[] }", "bad-each"},
      {"    window: 1m\n", "    window: 1m\n    each: { a-b: [c] }\n", "a-b: [c] }", "bad-name"},
      {"    window: 1m\n", "    window: 1m\n    references: { max: { query: \"rate(x[1m])\" } }\n",
       "max: { query: ", "bad-name"},
  });
}

TEST_CASE("a threshold reads its shape and consequence") {
  const auto shape = [](const char* key) {
    return load_with("for: 5m", key).thresholds.front().shape;
  };
  CHECK(std::get<plan::Sustained>(shape("for: 6m")).span == minutes(6));
  CHECK(std::get<plan::Consecutive>(shape("windows: 2")).count == 2);
  CHECK(std::get<plan::CountOf>(shape("n_of_m: 3/5")).count == 3);
  CHECK(std::get<plan::CountOf>(shape("n_of_m: 3/5")).of == 5);
  const auto plain = load_with(" for: 5m,", "").thresholds.front();
  CHECK(std::holds_alternative<plan::Plain>(plain.shape));
  CHECK(plain.shape_mark == plan::Mark{0, 0});
  const auto step = load_with("for: 5m, then: rollback", "then: shift").thresholds.front();
  CHECK(step.then.kind == plan::Consequence::Kind::run_step);
  CHECK(step.then.step == "shift");
  const auto hold =
      load_with("for: 5m, then: rollback",
                "then: hold, scope: [full], unknown: { nan: { within: 5m, then: rollback } }")
          .thresholds.front();
  CHECK(hold.then.kind == plan::Consequence::Kind::hold);
  CHECK(hold.phases == std::vector<std::string>{"full"});
  CHECK(hold.unknown.at(plan::Cause::nan).then == plan::HoldPolicy::Then::rollback);
}

TEST_CASE("a wrong shape is refused") {
  check_mistakes({
      {"for: 5m", "n_of_m: 5/3", "5/3, then: rol", "bad-shape"},
      {"for: 5m", "n_of_m: 3", "3, then: rollb", "bad-shape"},
      {"for: 5m", "n_of_m: 03/5", "03/5, then: ro", "bad-shape"},
      {"for: 5m", "n_of_m: 0/5", "0/5, then: rol", "bad-shape"},
      {"for: 5m", "n_of_m: 3/", "3/, then: roll", "bad-shape"},
      {"for: 5m", "windows: 0", "0, then: rollb", "not-a-whole-number"},
  });
}

TEST_CASE("an incident threshold has a severity and a scope, and nothing of a metric's") {
  const auto plan = load_plan(sound_plan(), environment_of({})).plan;
  CHECK(plan.thresholds[1].incident_severity == "P0");
  CHECK(plan.thresholds[1].incident_scope == "sharing");
  CHECK(plan.thresholds[1].metric.empty());
  check_mistakes({
      {"incident: P0", "incident: P9", "P9, scope: sha", "bad-choice"},
      {"scope: sharing", "scope: [sharing]", "[sharing], the", "wrong-type"},
      {"scope: sharing", "scope: sharing, for: 5m", "for: 5m, then:", "unknown-key"},
  });
}

TEST_CASE("holds name a known cause") {
  const auto plan = load_plan(sound_plan(), environment_of({})).plan;
  CHECK(plan.holds.at(plan::Cause::nodata).within == hours(1));
  CHECK(plan.holds.at(plan::Cause::nodata).then == plan::HoldPolicy::Then::rollback);
  check_mistakes({
      {"  nodata: {", "  nodta: {", "nodta: { withi",
       "unknown-cause: 'nodta' is no cause of a hold; did you mean 'nodata'?"},
      {"within: 1h, then: rollback", "within: 1h, then: wait", "wait }", "bad-choice"},
  });
}

TEST_CASE("a hold that never has a deadline is not given one in silence") {
  const auto loaded = load_plan(sound_plan_with("  nodata: {", "  paused: {"), environment_of({}));
  REQUIRE(loaded.diagnostics.size() == 1);
  CHECK(loaded.diagnostics[0].severity == plan::Severity::warning);
  CHECK(loaded.diagnostics[0].rule == "hold-without-deadline");
  CHECK(loaded.diagnostics[0].mark.line > 1);
}

TEST_CASE("blocking incidents are P0 and P1 unless the plan says otherwise") {
  CHECK(load_plan(sound_plan(), environment_of({})).plan.blocking_incidents ==
        std::vector<std::string>{"P0"});
  CHECK(load_with("incidents: { blocking: [P0] }\n", "").blocking_incidents ==
        std::vector<std::string>{"P0", "P1"});
  check_mistakes({
      {"blocking: [P0]", "blocking: [P7]", "P7] }", "bad-choice"},
  });
}

TEST_CASE("the bake is the last phase and keeps the traffic of the one before") {
  const auto plan = load_plan(sound_plan(), environment_of({})).plan;
  REQUIRE(plan.phases.size() == 3);
  const auto& bake = plan.phases.back();
  CHECK(bake.id == "bake");
  CHECK(bake.bake);
  CHECK(bake.traffic.text == "100%");
  CHECK(bake.observe == hours(24));
  CHECK(bake.enter.empty());
  CHECK(bake.mark == plan::Mark{26, 7});
  check_mistakes({
      {"id: full", "id: bake", "bake, traffic:", "reserved-id"},
  });
}

TEST_CASE("a phase reads its gate") {
  const auto plan = load_with("observe: 30m, enter: [shift] }",
                              "observe: 30m, enter: [shift], cohort: { users: whitelist }, "
                              "checks: { eyes: { ask: \"OK?\", role: owner }, up: { probe: \"GET "
                              "http://h/\", every: 5s } } }");
  const auto& phase = plan.phases.front();
  CHECK(phase.enter == std::vector<std::string>{"shift"});
  CHECK(phase.cohort == std::vector<std::pair<std::string, std::string>>{{"users", "whitelist"}});
  REQUIRE(phase.checks.size() == 2);
  CHECK(phase.checks[0].ask == "OK?");
  CHECK(phase.checks[0].role == "owner");
  REQUIRE(phase.checks[1].step);
  CHECK(phase.checks[1].step->id == "up");
  CHECK(phase.checks[1].every == seconds(5));
  REQUIRE(plan.phases[1].approve.size() == 1);
  CHECK(plan.phases[1].approve.front().role == "owner");
  CHECK(plan.phases[1].approve.front().mark == plan::Mark{25, 77});
}

TEST_CASE("a role is only for a question") {
  check_mistakes({{"{ ask: \"UAT passed\", role: owner }", "{ run: [a], role: owner }",
                   "role: owner", "unknown-key"}});
}

TEST_CASE("a check asks what a step does, under its own name") {
  const auto plan = load_with(
      "bake: { observe: 24h }\nsteps:\n",
      "bake: { observe: 24h, checks: { alive: { use: ask-it, timeout: 5s, every: 10s } } }\n"
      "steps:\n  ask-it: { run: [./ask-it], timeout: 20s, retries: 3 }\n");
  const auto& check = plan.phases.back().checks.at(0);
  REQUIRE(check.step);
  CHECK(check.step->id == "alive");
  CHECK(std::get<plan::CommandAction>(check.step->action).argv.front().text == "./ask-it");
  CHECK(check.step->timeout == seconds(5));
  CHECK(check.step->retries == 0); // A check is asked again at its own pace.
  CHECK(check.every == seconds(10));
  check_mistakes({
      {"{ ask: \"UAT passed\", role: owner }", "{ use: migrat }", "migrat }", "unknown-step"},
      {"{ ask: \"UAT passed\", role: owner }", "{ use: shift }", "shift }",
       "check-changes-traffic"},
  });
}

TEST_CASE("variables are typed and their defaults are of the type") {
  const auto plan = load_with(
      "  share: { type: percent, default: 20% }",
      "  share: { type: percent, default: 20%, env: SHARE }\n  t: { type: text, default: \"\" }\n"
      "  b: { type: boolean, default: true }\n  n: { type: number, default: -1.5 }\n"
      "  d: { type: duration }");
  REQUIRE(plan.vars.size() == 5);
  CHECK(plan.vars[0].env == "SHARE");
  CHECK(plan.vars[0].default_value == "20%");
  CHECK(plan.vars[1].default_value == "");
  CHECK(plan.vars[2].type == plan::VariableType::boolean);
  CHECK_FALSE(plan.vars[4].default_value);
  check_mistakes({
      {"type: percent, default: 20%", "type: boolean, default: yes", "yes }", "not-a-boolean"},
      {"type: percent, default: 20%", "type: number, default: 010", "010 }", "bad-number"},
      {"type: percent, default: 20%", "type: duration, default: 20", "20 }", "bad-duration"},
      {"type: percent, default: 20%", "type: duration, default: soon", "soon }", "bad-duration"},
      {"type: percent, default: 20%", "type: percentage, default: 20%", "percentage, de",
       "bad-choice"},
      {"type: percent, default: 20%", "default: 20%", "{ default: 20%", "missing-key"},
  });
}

TEST_CASE("the plan may give a variable what a person may") {
  CHECK(mistake_of("type: percent, default: 20%", "type: duration, default: 0s") == "");
}
