// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"

#include <catch2/catch.hpp>

using namespace relctl::planfile;

namespace {

constexpr const char* k_query = R"(sum(rate(errors{version="{{version}}"}[1m])))";
constexpr const char* k_breach = R"(breach: "> 1%", target: "< 0.5%", for: 5m)";
constexpr const char* k_other = "  sharing: {";

/// Each makes of the sound plan one that is as sound.
struct GoodRow {
  const char* find;
  std::string with;
};

} // namespace

TEST_CASE("a limit over 100% of a check that is no share of events is nothing to warn of") {
  const auto rules = [](const std::string& check) {
    std::vector<std::string> found;
    for (const auto& diagnostic :
         load_plan(sound_plan_with("before:\n", "before:\n  " + check + "\n"), environment_of({}))
             .diagnostics)
      found.push_back(diagnostic.rule);
    return found;
  };
  CHECK(rules("load: { run: [./load], limit: \"< 120%\" }").empty());
  CHECK(rules("growth: { run: [./growth], limit: \">= 0%\" }").empty());
  CHECK(rules("success: { run: [./ask], limit: \"< 120%\" }") ==
        std::vector<std::string>{"limit-without-effect"});
}

TEST_CASE("what a plan means and cannot mean is found at its place, by a name that stays") {
  check_mistakes({
      // A limit that lets half of everything fail.
      {k_breach, R"(breach: "> 95%", for: 5m)", "\"> 95%\"",
       "limit-implausible: breach '> 95%' of threshold 'errors' lets half of everything fail"},
      // A limit that says the same of every number.
      {k_breach, R"(breach: "> 100%", for: 5m)", "\"> 100%\"",
       "limit-without-effect: breach '> 100%' of threshold 'errors' can never hold; write"},
      {k_breach, R"(breach: ">= 0%", for: 5m)", "\">= 0%\"",
       "limit-without-effect: breach '>= 0%' of threshold 'errors' always holds; write"},
      {R"(uat: { ask: "UAT passed", role: owner })",
       R"(coverage: { ask: "Covered?", limit: ">= 0%" })", "\">= 0%\"",
       "limit-without-effect: limit '>= 0%' of check 'coverage' always holds; write"},
      {"    window: 1m\n", "    window: 1m\n    coverage: 0%\n",
       "errors:", "coverage-without-effect: coverage of metric 'errors' is 0%"},
      // A milder limit behind a harder one.
      {k_other,
       "  mild: { metric: errors, breach: \"> 5%\", for: 5m, then: hold }\n" + std::string(k_other),
       "\"> 5%\"",
       "limit-overtaken: breach '> 5%' of threshold 'mild' comes to nothing: "
       "threshold 'errors' rolls back at '> 1%'; put"},
      // PromQL.
      {k_query, R"(sum(rate(errors{version="{{version}}",code~"5.*"}[1m])))", "sum(",
       "query-syntax: query of metric 'errors': 'code~' is no way to match a label; write code=~"},
      {k_query, R"(sum(rate(errors{version="{{version}}"}[1m]))", "sum(",
       "query-syntax: query of metric 'errors': a '(' is never closed; close it with ')'"},
      {k_query, R"(sum(rate(errors{version="{{version}}}[1m])))", "sum(",
       "query-syntax: query of metric 'errors': a quote is never closed"},
      {k_query, R"(rate(errors{version="{{version}}"}[1m]))", "rate(",
       "query-without-aggregation: query of metric 'errors' adds nothing up"},
      {k_query, R"(histogram_quantile(0.9, sum(rate(errors_bucket{version="{{version}}"}[1m]))))",
       "histogram_quantile(", "quantile-without-le: query of metric 'errors' takes a quantile"},
      {k_query, R"(1 - sum(rate(errors{version="{{version}}"}[1m])) / sum(rate(all[1m])))", "1 - ",
       "name-query-mismatch: metric 'errors' is good when it is low by its name, but its query"},
      // Things that were written and count for nothing.
      {"members: [ann]", "members: []", "[]",
       "empty-value: 'members' of role 'owner' names nobody; name who may act in the role, or "
       "take"},
      {"traffic: 5%", "traffic: 5%, cohort: { shops: [s1, s2, s1] }", "s1] }",
       "duplicate-value: cohort 'shops' has 's1' twice; take one of them out"},
      {"approve: [owner]", "approve: [owner, owner]", "owner]",
       "duplicate-value: approve of phase 'full' has 'owner' twice; take one of them out"},
      {"enter: [shift] }", "enter: [shift, shift] }", "{ id: first",
       "duplicate-value: enter of phase 'first' has 'shift' twice"},
      {"before:\n",
       "components: { api: {} }\ncompatible: [ { api: \">=2.0.0 <1.0.0\" } ]\nbefore:\n",
       "{ api: \">=2",
       "range-impossible: no version of 'api' is '>=2.0.0 <1.0.0': the row never "
       "fits; turn the bounds round"},
  });
}

TEST_CASE("a number where there are no data is suspicious unless a volume shows them") {
  const std::string volume =
      "    volume: { query: \"sum(increase(requests[1m]))\", at_least: 100 }\n";
  std::string text = sound_plan_with(volume, "");
  text.replace(text.find(k_query), std::string(k_query).size(),
               R"(sum(rate(errors{version="{{version}}"}[1m])) or vector(0))");
  const auto found = load_plan(text, environment_of({})).diagnostics;
  REQUIRE(places(found) == std::vector<std::string>{"12:12 missing-as-number"});
  CHECK_FALSE(found[0].remedy.empty());
}

TEST_CASE("what looks like a slip and may be meant is let pass") {
  const GoodRow rows[] = {
      {k_breach, R"(breach: "> 40%", for: 5m)"},
      {k_breach, R"(breach: "> 2 * baseline", for: 5m)"},
      {R"(uat: { ask: "UAT passed", role: owner })",
       R"(coverage: { ask: "Covered?", limit: ">= 80%" })"},
      {R"(uat: { ask: "UAT passed", role: owner })", R"(drift: { ask: "Drift?", limit: ">= 0" })"},
      {"    window: 1m\n", "    window: 1m\n    coverage: 50%\n"},
      {k_other,
       "  mild: { metric: errors, breach: \"> 5%\", then: hold }\n" + std::string(k_other)},
      {k_other, "  mild: { metric: errors, breach: \"> 0.8%\", for: 5m, then: hold }\n" +
                    std::string(k_other)},
      {k_query, R"(sum(rate(errors{version="{{version}}",code=~"5.*",path!~"a|b(c"}[1m])))"},
      {k_query, R"(errors:rate{version="{{version}}"} * count(up))"},
      {k_query, R"(sum by (le) (rate(errors_bucket{version="{{version}}"}[1m])))"},
      {k_query, R"(1 - sum(rate(successes{version="{{version}}"}[1m])) / sum(rate(all[1m])))"},
      {k_query,
       R"((sum(rate(errors{version="{{version}}"}[1m])) or vector(0)) / sum(rate(all[1m])))"},
      {k_query, R"(sum(rate(errors{version="{{version}}"}[1m])) or vector(0))"},
      {"traffic: 5%", "traffic: 5%, cohort: { shops: [s1, s2] }"},
      {"before:\n", "components: { api: {} }\ncompatible: [ { api: \">=1.0.0 <2.0.0\" }, "
                    "{ api: \"<1.0.0 || ^3.0.0\" }, { api: \"=1.0.0-rc.1\" } ]\nbefore:\n"},
  };
  for (const GoodRow& row : rows) {
    INFO(row.with);
    CHECK(places(load_plan(sound_plan_with(row.find, row.with), environment_of({})).diagnostics)
              .empty());
  }
}

TEST_CASE("a query in SQL is one statement") {
  const std::string source = "prom: { prometheus: \"http://127.0.0.1:9090\", timeout: 5s }";
  const auto rules_of = [&](const std::string& sql) {
    std::string text = sound_plan_with(source, "db: { sqlite: ./x.db }");
    text.replace(text.find("source: prom"), 12, "source: db");
    const auto begin = text.find("    query: ");
    text.replace(begin, text.find("thresholds:") - begin,
                 "    query: \"" + sql + "\"\n    unit: ratio\n    every: 30s\n    window: 1m\n");
    return places(load_plan(text, environment_of({})).diagnostics);
  };
  CHECK(rules_of("SELECT 1; SELECT 2") == std::vector<std::string>{"12:13 sql-several"});
  CHECK(rules_of("SELECT 1; DROP TABLE t;") == std::vector<std::string>{"12:13 sql-several"});
  for (const char* one : {"SELECT 1", "SELECT 1;", "SELECT ';x' ; -- done", "SELECT 1 /* ; */ ;"})
    CHECK(rules_of(one).empty());
}
