// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_yaml.hpp"
#include "sim/surprises.hpp"

#include <random>

using namespace relctl;

namespace {

/// A limit of each shape, on grids that do not meet, in phases of several kinds.
const plan::Plan& many_shapes() {
  static const planfile::LoadedPlan loaded = planfile::load_plan(
      R"PLAN(relctl: 1
name: shop
roles: { owner: { members: [release-owner] } }
sources: { prom: { prometheus: "http://127.0.0.1:9090" } }
metrics:
  errors: { source: prom, query: e, unit: ratio, every: 15s, volume: { query: v, at_least: 50 } }
  p95: { source: prom, query: p, unit: s, every: 20s, baseline: { query: b } }
  lag: { source: prom, query: l, every: 1m, coverage: 80%, max_gap: 3m }
  queue: { source: prom, query: q, every: 45s }
  burnt: { source: prom, query: u, unit: ratio, every: 30s }
thresholds:
  errors: { metric: errors, breach: "> 1%", for: 2m, then: rollback }
  p95: { metric: p95, breach: "> 3 * baseline", target: "< 2 * baseline", n_of_m: 3/5, then: hold }
  lag: { metric: lag, breach: "> 5", windows: 2, then: hold }
  queue: { metric: queue, breach: "> 5", trend: { for: 3m }, then: warn }
  burnt: { metric: burnt, breach: "> 5%", burn_rate: { objective: 99%, short: 2m, long: 10m, factor: 2 }, then: hold }
phases:
  - { id: p5, traffic: 5%, observe: 40m, enter: [shift], checks: { slow: { run: [./slow], every: 7m } } }
  - { id: half, traffic: 50%, observe: 30m, enter: [shift] }
  - { id: full, traffic: 100%, observe: 1h, enter: [shift], approve: [owner] }
bake: { observe: 40m }
steps: { shift: { haproxy: { socket: /run/haproxy.sock, backend: b, canary: c, stable: s } } }
rollback:
  observe: 5m
  steps: [ { id: back, run: [./back], idempotent: true } ]
  verify: [ { id: smoke, run: [./smoke] } ]
comms: { held: "{{version}} is held" }
)PLAN",
      [](const std::string&) { return std::nullopt; });
  for (const auto& diagnostic : loaded.diagnostics)
    UNSCOPED_INFO(plan::format_diagnostic("plan", diagnostic));
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  return loaded.plan;
}

class Dice {
public:
  explicit Dice(unsigned seed) : m_random(seed) {}
  int up_to(int most) { return static_cast<int>(m_random() % static_cast<unsigned>(most + 1)); }
  bool one_in(int n) { return up_to(n - 1) == 0; }
  const std::string& of(const std::vector<std::string>& some) {
    return some[static_cast<std::size_t>(up_to(static_cast<int>(some.size()) - 1))];
  }

private:
  std::mt19937 m_random;
};

/// Mostly good, for a while, and then something for a moment or longer.
std::string some_values(Dice& dice, const std::string& good,
                        const std::vector<std::string>& other) {
  std::string text = "'";
  for (int i = dice.up_to(5); i > 0; --i)
    text += good + "x" + std::to_string(dice.up_to(90)) + " " + dice.of(other) + "x" +
            std::to_string(dice.one_in(3) ? dice.up_to(20) : dice.up_to(2)) + " ";
  return text + good + "x*'";
}

std::string some_series(Dice& dice) {
  const auto of = [&](const std::string& metric, const std::string& good,
                      const std::vector<std::string>& other) {
    return dice.one_in(2) ? "  " + metric + ": { values: " + some_values(dice, good, other) + " }\n"
                          : "";
  };
  return of("errors", "0.002", {"_", "0.02", "0.011", "NaN", "thin"}) +
         of("p95", "0.1", {"0.9", "_", "timeout", "1.9"}) + of("lag", "1", {"6", "_", "stale"}) +
         of("queue", "1", {"6", "1+1", "_"}) + of("burnt", "0.001", {"0.03", "0.5", "_", "0.019"});
}

/// Each once, since two of a kind must not overlap.
std::string some_events(Dice& dice) {
  std::vector<std::string> possible = {"outage: prom, for: 3m",
                                       "crash: true, away: 4m",
                                       "pause: wait, for: 6m",
                                       "rollback: by hand",
                                       "incident: P1",
                                       "waive: lag, for: 12m, reason: known",
                                       "waive: errors, for: 5m, reason: known"};
  std::string text;
  for (int i = dice.up_to(3); i > 0; --i) {
    const std::string what = dice.of(possible);
    std::erase(possible, what);
    text += "  - { at: " + dice.of({"p5", "half", "full", "bake"}) + " + " +
            std::to_string(dice.up_to(50)) + "m" + std::to_string(dice.up_to(59)) + "s, " + what +
            " }\n";
  }
  return text;
}

std::string some_scenario(unsigned seed) {
  Dice dice(seed);
  const std::string series = some_series(dice);
  const std::string events = some_events(dice);
  return "horizon: 8h\n" + (series.empty() ? "" : "series:\n" + series) +
         (events.empty() ? "" : "events:\n" + events) +
         (dice.one_in(4) ? "steps: { slow: { fails: 2 } }\n" : "") +
         (dice.one_in(4) ? "people: { answer: 25m }\n" : "") + "expect: [ { ends: complete } ]\n";
}

void rehearse_both_ways(unsigned first, unsigned last) {
  for (unsigned seed = first; seed <= last; ++seed) {
    const std::string text = some_scenario(seed);
    INFO("seed " << seed << "\n" << text);
    (void)test::rehearsed(many_shapes(), test::sound_scenario(many_shapes(), text));
  }
}

/// How often something was put on record.
std::int64_t appended(const plan::Plan& plan, const std::string& text, test::Looks looks) {
  return test::rehearsed(plan, test::sound_scenario(plan, text), looks).events.back().position;
}

} // namespace

TEST_CASE("what comes of a release does not hang on passing over what is quiet") {
  rehearse_both_ways(1, 15);
}

TEST_CASE("nor does it in thousands of them", "[.soak]") {
  rehearse_both_ways(16, 3'000);
}

TEST_CASE("a quiet hour is looked at a few times, not at each grid time") {
  const std::string text = "expect: [ { ends: complete } ]\n";
  CHECK(appended(many_shapes(), text, test::Looks::each) > 1'000);
  CHECK(appended(many_shapes(), text, test::Looks::some) < 150);
}

TEST_CASE("no more is passed over than a source can be asked for at once") {
  const auto loaded = planfile::load_plan(
      R"PLAN(relctl: 1
name: shop
sources: { prom: { prometheus: "http://127.0.0.1:9090" } }
metrics: { errors: { source: prom, query: e, unit: ratio, every: 1s, window: 5s } }
thresholds: { errors: { metric: errors, breach: "> 1%", for: 10m, then: rollback } }
phases: [ { id: full, traffic: 100%, observe: 190m } ]
rollback: { steps: [ { id: back, run: [./back] } ], verify: [ { id: smoke, run: [./smoke] } ] }
)PLAN",
      [](const std::string&) { return std::nullopt; });
  REQUIRE_FALSE(plan::has_errors(loaded.diagnostics));
  const auto went = test::rehearsed(
      loaded.plan, test::sound_scenario(loaded.plan, "expect: [ { ends: complete } ]\n"));
  CHECK(went.events.back().at == went.events.front().at + minutes(190));
  CHECK(went.events.back().position < 40);
}
