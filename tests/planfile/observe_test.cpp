// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/plan_yaml.hpp"
#include "planfile/url.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

namespace {

std::string plan_observing(const std::string& observe) {
  return "relctl: 1\nname: seen\nroles: { owner: { title: Owner } }\n"
         "vars: { n: { type: number, default: \"3\", env: MAX_SAMPLES } }\n"
         "sources: { app: { exposition: \"http://127.0.0.1:9\" } }\n"
         "metrics: { errors: { source: app, query: errors, watch: true } }\n"
         "steps: { look: { run: [./look] } }\nobserve:\n" +
         observe;
}

std::vector<std::string> rules_of(const std::string& observe) {
  std::vector<std::string> rules;
  for (const auto& diagnostic : load_plan(plan_observing(observe), environment_of({})).diagnostics)
    rules.push_back(diagnostic.rule);
  return rules;
}

using Rules = std::vector<std::string>;

} // namespace

TEST_CASE("a plan with observe alone needs no phases and no way back") {
  const auto loaded =
      load_plan(plan_observing("  samples: \"{{n}}\"\n  every: 10m\n"), environment_of({}));
  CHECK(loaded.diagnostics.empty());
  CHECK(plan::is_observation_only(loaded.plan));
  CHECK(loaded.plan.observe->samples.text == "{{n}}");
}

TEST_CASE("observe reads all its keys") {
  const auto loaded = load_plan(
      plan_observing(
          "  samples: 12\n  every: 10m\n  zone: \"+08:00\"\n"
          "  before: { ready: { ask: \"ready?\" } }\n"
          "  checkpoints: [ { at: 4, ask: fine, role: owner }, { at: \"09:40\", ask: ok } ]\n"
          "  families: [reload_total]\n  source: app\n  on_miss: [look]\n"
          "  alive: { probe: \"GET http://127.0.0.1:9/live\", retries: 1, backoff: 2s }\n"
          "  schedule: [ { at: \"08:30\", title: look }, { at: \"09:00\", title: go, begins: "
          "true } ]\n  snippets: { line: \"{{conclusion}} {{mean_errors}} {{n}}\" }\n"),
      environment_of({}));
  for (const auto& diagnostic : loaded.diagnostics)
    FAIL(plan::format_diagnostic("plan", diagnostic));
  const plan::Observation& observe = *loaded.plan.observe;
  CHECK(observe.zone == hours(8));
  CHECK(observe.before.size() == 1);
  REQUIRE(observe.checkpoints.size() == 2);
  CHECK(observe.checkpoints[0].id == "checkpoint-4");
  CHECK(observe.checkpoints[0].sample == 4);
  CHECK(observe.checkpoints[1].id == "checkpoint-0940");
  CHECK(observe.checkpoints[1].at->minute == 9 * 60 + 40);
  CHECK(observe.alive->retries == 1);
  CHECK(observe.schedule[1].begins);
}

TEST_CASE("mistakes in observe are named where they stand") {
  CHECK(rules_of("  samples: 0\n  every: 10m\n") == Rules{"not-a-whole-number"});
  CHECK(rules_of("  samples: 3\n  every: soon\n") == Rules{"bad-duration"});
  CHECK(rules_of("  samples: 3\n  every: 1m\n  zone: Mars\n") == Rules{"bad-zone"});
  CHECK(rules_of("  schedule: [ { at: \"25:00\", title: x } ]\n") == Rules{"bad-clock-time"});
  CHECK(rules_of("  alive: { timeout: 1s }\n") == Rules{"missing-key"});
  CHECK(rules_of("  on_miss: [lok]\n") == Rules{"unknown-step"});
  CHECK(rules_of("  checkpoints: [ { at: 1, ask: x, role: qa } ]\n") == Rules{"unknown-role"});
  CHECK(rules_of("  samples: 3\n  checkpoints: [ { at: 4, ask: x } ]\n") ==
        Rules{"checkpoint-unreachable"});
  CHECK(rules_of("  checkpoints: [ { at: 1, ask: x }, { at: 1, ask: y } ]\n") ==
        Rules{"duplicate-id"});
  CHECK(rules_of("  families: [a]\n  source: other\n") == Rules{"unknown-source"});
  CHECK(rules_of("  schedule: [ { at: \"09:00\", title: x, begins: true }, { at: \"08:00\", title: "
                 "y, begins: true } ]\n") == Rules{"schedule-begins-twice", "schedule-order"});
  CHECK(rules_of("  snippets: { a: \"{{mean_errrs}}\" }\n") == Rules{"unknown-variable"});
  CHECK(rules_of("  smples: 3\n") == Rules{"unknown-key"});
}

TEST_CASE("what is asked before an observation is judged like every other check") {
  const std::string begin = "  samples: 3\n  every: 10m\n  before: { a: ";
  CHECK(rules_of(begin + "{ ask: \"ready?\", role: nobody } }\n") == Rules{"unknown-role"});
  CHECK(rules_of(begin + "{ run: [/bin/true, \"{{nope}}\"] } }\n") == Rules{"unknown-variable"});
  CHECK(rules_of(begin + "{ run: [/bin/true], limit: \"> baseline\" } }\n") ==
        Rules{"unknown-operand"});
  CHECK(rules_of(begin + "{ run: [/bin/true], unit: \"%\" } }\n") == Rules{"unit-without-limit"});
  CHECK(rules_of(begin + "{ run: [/bin/true], repeat: 1m } }\n") == Rules{"repeat-before-start"});
  CHECK(rules_of(begin + "{ ask: \"ready?\", role: owner } }\n").empty());
}

TEST_CASE("the address that stands in for a source's is judged like the plan's own") {
  CHECK_FALSE(check_url("http://127.0.0.1:4000/metrics", "x", false));
  CHECK(check_url("ftp://127.0.0.1/", "x", false)->rule == "bad-url");
  CHECK(check_url("http://u:p@127.0.0.1/", "x", false)->rule == "url-userinfo");
}
