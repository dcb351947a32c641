// SPDX-License-Identifier: Apache-2.0
#include "cli/metric_server.hpp"
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

using namespace relctl::test;

namespace {

/// A page read without any server between: success ratio and latency are gauges, and one family.
std::string observation_plan() {
  return R"(relctl: 1
name: baseline
title: Baseline
roles:
  owner: { title: Owner, members: [alice] }
vars:
  samples: { type: number, default: "3", env: MAX_SAMPLES }
  interval: { type: number, default: "1", env: INTERVAL_SECONDS }
sources:
  app: { exposition: "${METRICS_URL}", timeout: 1s }
metrics:
  success: { source: app, query: "success_ratio", unit: ratio }
  p99: { source: app, query: "p99_seconds", unit: s }
thresholds:
  success: { metric: success, breach: "< 95%", target: ">= 98%", then: warn }
  p99: { metric: p99, breach: "> 5s", target: "<= 2s", then: warn }
observe:
  samples: "{{samples}}"
  every: "{{interval}}s"
  checkpoints: [ { at: 2, ask: "no alert?", role: owner } ]
  families: [reload_total, reload_seconds]
  on_miss: [look]
  snippets:
    roadmap: "{{conclusion}}: success {{mean_success}} ({{met_success}}), {{samples}} samples"
steps:
  look: { run: [./look], timeout: 5s }
)";
}

constexpr const char* k_good_page = "success_ratio 0.995\np99_seconds 1.5\nreload_total 3\n"
                                    "reload_seconds_bucket{le=\"+Inf\"} 1\n";
constexpr const char* k_bad_page = "success_ratio 0.9\np99_seconds 1.5\nreload_total 3\n";

struct Observatory {
  Observatory() {
    place.write("observe.yaml", observation_plan());
    place.script("look", "echo 'status 502: 17'");
    place.environment["METRICS_URL"] = server.url();
    server.page = [] { return std::string(k_good_page); };
  }
  MetricServer server;
  Workplace place;
};

} // namespace

TEST_CASE("a plan that is only observed validates, and is not started as a release") {
  const Observatory here;
  const Ran valid = here.place.relctl({"validate", "--strict", "observe.yaml"});
  CAPTURE(valid.out, valid.err);
  CHECK(valid.code == 0);
  const Ran start = here.place.relctl({"start", "observe.yaml", "--version", "v1.0.0"});
  CHECK(start.code == 3);
  CHECK(contains(start.err, "relctl observe"));
}

TEST_CASE("a name that no plan could give a baseline is refused before a sample is taken") {
  const Observatory here;
  const Ran ran = here.place.relctl({"observe", "observe.yaml", "--record", "bad name"});
  CHECK(ran.code == 2);
  CHECK(contains(ran.err, "--record: 'bad name' is not an id"));
  CHECK(here.place.read("log.db").empty());
  REQUIRE(here.place.relctl({"observe", "observe.yaml", "--samples", "1"}).code != 2);
  const Ran log = here.place.relctl({"log"});
  CHECK(log.code == 2);
  CHECK(contains(log.err, "only observations; name one with --release: observe-"));
}

TEST_CASE("an observation samples a raw page, reports, records a baseline and is signed") {
  const Observatory here;
  const Ran ran = here.place.relctl({"observe", "observe.yaml", "--check", "checkpoint-2", "--as",
                                     "alice", "--record", "weekly", "--sign-as", "alice",
                                     "--finding", "low: slow page"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.err, "recorded as baseline weekly: success, p99"));
  CHECK(
      contains(ran.out, "# p99: no limit can be proposed, mean 1.5s: all 3 samples are the same"));
  CHECK(contains(ran.out, "| success | \\>= 98% | 99.5% | 99.5% | 99.5% | 3 of 3 | met |"));
  CHECK(contains(ran.out, "passed: success 99.5% (met), 3 samples"));
  CHECK(contains(ran.out, "yes, since sample 1"));
  CHECK(contains(ran.out, "slow page"));
  CHECK(contains(ran.out, "signed by alice"));
  CHECK(contains(ran.err, "sample 2: "));
  CHECK(contains(here.place.relctl({"audit", "export"}).out, "BaselineRecorded"));
  CHECK(contains(here.place.relctl({"status"}).err, "no release")); // None is open by it.
}

TEST_CASE("a missed objective fails, with the diagnosis as evidence; an unanswered checkpoint is "
          "open") {
  Observatory here;
  here.server.page = [] { return std::string(k_bad_page); };
  const Ran ran =
      here.place.relctl({"observe", "observe.yaml", "--samples", "2", "--record", "weekly"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 10);
  CHECK(contains(ran.err,
                 "nothing is recorded as baseline weekly: the observation failed (success: "
                 "mean 90% misses"));
  CHECK(contains(ran.out, "mean 90% misses the objective"));
  CHECK(contains(ran.out, "the alert limit was passed, first at sample 1, 2 times"));
  CHECK(contains(ran.out, "status 502: 17"));
  CHECK(contains(ran.out, "checkpoint-2 is open"));
  CHECK(contains(ran.out, "reload_seconds is not exposed"));
}

TEST_CASE("a page that cannot be read leaves everything unknown and goes nowhere") {
  const Observatory here;
  const Ran ran = here.place.relctl({"observe", "observe.yaml", "--url", "http://127.0.0.1:9",
                                     "--check", "checkpoint-2", "--as", "alice", "-o", "json"});
  CAPTURE(ran.out, ran.err);
  CHECK(ran.code == 11);
  CHECK(contains(ran.out, R"("met":"not known")"));
}

TEST_CASE("an interrupted observation goes on where it was") {
  const Observatory here;
  const Ran first =
      here.place.relctl({"observe", "observe.yaml", "--every", "2s", "--timeout", "3s"});
  CAPTURE(first.out, first.err);
  REQUIRE(first.code == 124);
  const Ran second = here.place.relctl({"observe", "observe.yaml"});
  CAPTURE(second.out, second.err);
  CHECK(contains(second.err, "going on with observe-baseline-1"));
  CHECK(second.code == 8); // The checkpoint is open.
  CHECK(lines_in(
            here.place.relctl({"log", "--release", "observe-baseline-1", "--kind", "SampleTaken"})
                .out) == 3);
  CHECK(here.place.relctl({"finding", "later insight", "--impact", "low"}).code == 0);
  CHECK(here.place.relctl({"sign", "--as", "alice"}).code == 0);
  const Ran report = here.place.relctl({"report", "observe-baseline-1"});
  CHECK(contains(report.out, "later insight"));
  CHECK(contains(report.out, "signed by alice"));
}

TEST_CASE("on a terminal the first sample, checkpoints and misses are asked about") {
  Observatory here;
  here.server.page = [] { return std::string(k_bad_page); };
  Launch launch = here.place.launch({"observe", "observe.yaml", "--as", "alice"});
  launch.environment["TERM"] = "xterm";
  launch.typed = "y as expected\nc wait and see\ny none\n";
  const Ran ran = run_program(launch);
  CAPTURE(ran.out);
  CHECK(ran.code == 10);
  CHECK(contains(ran.out, "is it as expected?"));
  CHECK(contains(ran.out, "[c]ontinue, [e]xtend or [s]top"));
  CHECK(contains(ran.out, "wait and see"));
  CHECK_FALSE(contains(ran.out, "checkpoint-2 is open"));
}

TEST_CASE("only a failing liveness probe brings a release back, and only where one is named") {
  Observatory here;
  here.place.write("plan.yaml", quick_plan());
  here.place.start();
  REQUIRE(here.place.relctl({"advance"}).code == 0);
  here.place.script("alive", "exit 1");
  here.place.write("observe.yaml",
                   with(observation_plan(), "  on_miss: [look]\n",
                        "  on_miss: [look]\n  alive: { run: [./alive], retries: 0 }\n"));
  const Ran without = here.place.relctl({"observe", "observe.yaml"});
  CAPTURE(without.out, without.err);
  CHECK(without.code == 10);
  CHECK(here.place.trace() == std::vector<std::string>{"shift 5%"});
  const Ran named = here.place.relctl({"observe", "observe.yaml", "--release", "demo-1.4.0"});
  CAPTURE(named.out, named.err);
  CHECK(named.code == 20);
  CHECK(here.place.trace() == std::vector<std::string>{"shift 5%", "back 1.3.2"});
}

TEST_CASE("a release is judged by what was recorded, and does not start without it") {
  Observatory here;
  const std::string plan = with(with(demo_plan(), "every: 1s, window: 1s }",
                                     "every: 1s, window: 1s, baseline: { recorded: weekly } }"),
                                "breach: \"> 1%\"", "breach: \"> 2 * baseline\"");
  here.place.write("plan.yaml", plan);
  const Ran none = here.place.relctl(
      {"start", "plan.yaml", "--version", "v1.4.0", "--from", "v1.3.2", "--check", "uat"});
  CAPTURE(none.out, none.err);
  CHECK(none.code == 3);
  CHECK(contains(none.out, "no baseline is recorded as 'weekly'"));
  here.server.page = [] { return std::string("errors 0.002\n"); };
  here.place.write("seen.yaml",
                   "relctl: 1\nname: seen\nsources: { app: { exposition: \"${METRICS_URL}\" } }\n"
                   "metrics: { error_rate: { source: app, query: errors, unit: ratio, watch: true "
                   "} }\nobserve: { samples: 2, every: 1s }\n");
  const Ran seen = here.place.relctl({"observe", "seen.yaml", "--record", "weekly"});
  CAPTURE(seen.out, seen.err);
  REQUIRE(seen.code == 0);
  CHECK(here.place.relctl({"advance"}).code != 3);
  CHECK(contains(here.place.relctl({"log", "--kind", "BaselinePinned"}).out,
                 "recorded by observe-seen-1"));
}
