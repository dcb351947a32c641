// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_yaml.hpp"
#include "sim/injection.hpp"
#include "sim/sweep.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::sim;

namespace {

const plan::Plan& faulty_plan() {
  static const planfile::LoadedPlan loaded = planfile::load_plan(
      R"PLAN(relctl: 1
name: shop
sources: { prom: { prometheus: "http://127.0.0.1:9090" } }
metrics:
  errors: { source: prom, query: e, unit: ratio, every: 1m }
  p95: { source: prom, query: p, unit: ms, every: 1m, each: { route: [cart, pay] }, baseline: { query: b } }
thresholds:
  errors: { metric: errors, breach: "> 1%", target: "< 0.5%", for: 3m, then: rollback }
  p95: { metric: p95, breach: "> max(2 * baseline, 300ms)", then: rollback }
  ratio: { metric: p95, breach: "> 1.5 * baseline", then: warn }
phases: [ { id: full, traffic: 100%, observe: 1h } ]
rollback: { steps: [ { id: back, run: [./back] } ], verify: [ { id: smoke, run: [./smoke] } ] }
)PLAN",
      [](const std::string&) { return std::nullopt; });
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  return loaded.plan;
}

const Instant k_noon = *parse_instant("2026-10-01T12:00:00Z");

Injection read(const std::string& text) {
  const auto fault = parse_injection(faulty_plan(), text, k_noon);
  UNSCOPED_INFO((fault ? "" : fault.error().message));
  REQUIRE(fault);
  return *fault;
}

std::string refusal(const std::string& text) {
  const auto fault = parse_injection(faulty_plan(), text, k_noon);
  CHECK((!fault && fault.error().kind == ErrorKind::usage));
  return fault ? "" : fault.error().message;
}

std::string sweep_refusal(const std::string& text) {
  const auto sweep = parse_sweep(faulty_plan(), text);
  return sweep ? "" : sweep.error().message;
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("a fault says what changes, by how much, when and for how long") {
  const Injection added = read("errors += 2% at 14:00");
  CHECK(added.kind == Injection::Kind::add);
  CHECK(added.amount == Approx(0.02));
  CHECK(format_instant(added.from) == "2026-10-01T14:00:00Z");
  CHECK_FALSE(added.span);
  CHECK(read("errors -= 1% at 14:00").amount == Approx(-0.01));
  CHECK(read("p95[cart] *= 3 at 13:00 for 90s").series == "cart");
  CHECK(read("p95[cart] *= 3 at 13:00 for 90s").span == seconds(90));
  CHECK(read("p95 = 2s at 2026-10-03T01:00:00+02:00").amount == Approx(2.0));
  CHECK(format_instant(read("p95=2s at 2026-10-03T01:00:00+02:00").from) == "2026-10-02T23:00:00Z");
}

TEST_CASE("a time of day is the first one that is in the history") {
  CHECK(format_instant(read("errors += 2% at 12:00").from) == "2026-10-01T12:00:00Z");
  CHECK(format_instant(read("errors += 2% at 11:59").from) == "2026-10-02T11:59:00Z");
}

TEST_CASE("a fault that cannot be is refused with what is wrong and how to write it") {
  CHECK(contains(refusal("errors += 2%"), "does not say 'at'"));
  CHECK(contains(refusal("errors 2% at 14:00"), "none of +="));
  CHECK(contains(refusal("latency += 2% at 14:00"), "no metric 'latency', it has errors, p95"));
  CHECK(contains(refusal("p95[list] += 1s at 14:00"), "no series 'list'"));
  CHECK(contains(refusal("errors += 2 at 14:00"), "'2' is not a ratio with its unit"));
  CHECK(contains(refusal("errors += 2ms at 14:00"), "not a ratio"));
  CHECK(contains(refusal("errors *= 2% at 14:00"), "not a bare number"));
  CHECK(contains(refusal("errors += 2% at 24:00"), "neither a time of day"));
  CHECK(contains(refusal("errors += 2% at noon"), "write it as 'errors *= 2 at 14:00 for 1h'"));
  CHECK(contains(refusal("p95[cart] += 1s at noon"), "write it as 'p95 *= 2 at 14:00 for 1h'"));
  CHECK(contains(refusal("p95=2s"), "write it as 'p95 *= 2 at 14:00 for 1h'"));
  CHECK(contains(refusal("latency += 2%"), "write it as 'errors *= 2 at 14:00 for 1h'"));
  CHECK(contains(refusal("errors += 2% at 14:00 for ever"), "not a length of time"));
}

TEST_CASE("only a good reading of its metric, series and time is changed") {
  const Injection fault = read("p95[cart] += 1s at 14:00 for 1h");
  core::Reading reading;
  reading.metric = "p95";
  reading.series = "cart";
  reading.value = 0.5;
  const auto value_at = [&](const std::string& clock) {
    core::Reading changed = reading;
    changed.at = *parse_instant("2026-10-01T" + clock + ":00Z");
    inject(fault, changed);
    return changed.value.value_or(-1.0);
  };
  CHECK(value_at("13:59") == 0.5);
  CHECK(value_at("14:00") == 1.5);
  CHECK(value_at("14:59") == 1.5);
  CHECK(value_at("15:00") == 0.5);
  reading.series = "pay";
  CHECK(value_at("14:30") == 0.5);
  reading.series = "cart";
  reading.value.reset();
  CHECK(value_at("14:30") == -1.0);
}

TEST_CASE("a sweep varies the only number of a limit and keeps the rest") {
  const auto limits = parse_sweep(faulty_plan(), "errors.breach=0.5%..2% by 0.5%").value();
  REQUIRE(limits.values.size() == 4);
  CHECK(limits.values[0].text == "> 0.5%");
  CHECK(limits.values[3].text == "> 2%");
  CHECK(limits.values[3].threshold.breach->right.number.value == Approx(0.02));
  CHECK(limits.values[3].threshold.target->text == "< 0.5%");
  const auto factors = parse_sweep(faulty_plan(), "ratio.breach=1..2 by 0.25").value();
  REQUIRE(factors.values.size() == 5);
  CHECK(factors.values[1].text == "> 1.25 * baseline");
  plan::Plan spaced = faulty_plan();
  for (plan::Threshold& threshold : spaced.thresholds)
    if (threshold.id == "errors")
      threshold.breach = plan::parse_limit("> max(2 %, baseline)").value();
  CHECK(parse_sweep(spaced, "errors.breach=3%..4% by 1%").value().values[0].text ==
        "> max(3%, baseline)");
  const auto spans = parse_sweep(faulty_plan(), "errors.for=1m..3m by 1m").value();
  REQUIRE(spans.values.size() == 3);
  CHECK(std::get<plan::Sustained>(spans.values[2].threshold.shape).span == minutes(3));
}

TEST_CASE("a sweep that cannot be is refused") {
  CHECK(
      contains(sweep_refusal("error.breach=1%..2% by 1%"), "no threshold 'error', it has errors"));
  CHECK(contains(sweep_refusal("errors.shape=1%..2% by 1%"), "none of breach, target and for"));
  CHECK(contains(sweep_refusal("p95.breach=1..2 by 1"), "has 2 numbers where one is to be varied"));
  CHECK(contains(sweep_refusal("p95.for=1m..2m by 1m"), "has no 'for'"));
  CHECK(contains(sweep_refusal("p95.target=1..2 by 1"), "has no target"));
  CHECK(contains(sweep_refusal("errors.breach=1..2 by 1"), "has a ratio there"));
  CHECK(contains(sweep_refusal("errors.breach=1%..2%"),
                 "FIRST..LAST by STEP; write it as 'errors.breach=0.5%..2% by 0.5%'"));
  CHECK(contains(sweep_refusal("errors.breach=2%..1% by 1%"), "not above the last"));
  CHECK(contains(sweep_refusal("errors.breach=1%..2% by 0%"), "above zero"));
  CHECK(contains(sweep_refusal("errors.breach=0%..100% by 0.01%"), "more than 1000 values"));
}
