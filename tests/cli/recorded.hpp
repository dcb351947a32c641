// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <string>
#include <vector>

namespace relctl::test {

inline constexpr long k_begin = 1'790'812'800; // 2026-10-01T00:00:00Z

inline const std::string k_plan = R"PLAN(relctl: 1
name: shop
title: Shop
sources: { prom: { prometheus: "${PROM_URL:-http://127.0.0.1:9}" } }
metrics:
  error_rate: { source: prom, query: "job:error_rate", unit: ratio, every: 1m }
  p95: { source: prom, query: "job:p95", unit: ms, every: 1m, volume: { query: n, at_least: 50 } }
thresholds:
  error-rate: { metric: error_rate, breach: "> 1%", for: 3m, then: rollback }
  p95: { metric: p95, breach: "> 300ms", for: 3m, then: rollback }
phases:
  - { id: p5, traffic: 5%, observe: 20m, enter: [shift] }
  - { id: full, traffic: 100%, observe: 40m, enter: [shift] }
steps: { shift: { run: [./shift] } }
rollback: { steps: [ { id: back, run: [./back] } ], verify: [ { id: smoke, run: [./smoke] } ] }
)PLAN";

/// A line a minute of both metrics; error_rate is high for ten minutes from minute 100 on.
inline std::string recorded(int minutes) {
  std::string text = "time,metric,value,volume\n";
  for (int i = 0; i < minutes; ++i) {
    const std::string time = std::to_string(k_begin + 60L * i);
    text += time + ",error_rate," + (i >= 100 && i < 110 ? "0.05" : "0.002") + ",\n";
    text += time + ",p95,120,500\n";
  }
  return text;
}

struct Recorded : Workplace {
  Recorded() {
    write("plan.yaml", k_plan);
    write("day.csv", recorded(240));
  }
  [[nodiscard]] Ran backtest(std::vector<std::string> more) const {
    more.insert(more.begin(), {"backtest", "plan.yaml"});
    return relctl(more);
  }
  /// The one line with which a recording is refused.
  [[nodiscard]] std::string refusal(const std::string& text,
                                    std::vector<std::string> more = {}) const {
    write("bad.csv", text);
    more.insert(more.begin(), {"--data", "bad.csv"});
    const Ran ran = backtest(more);
    CHECK(ran.code == 2);
    CHECK(ran.out.empty());
    CHECK(lines_in(ran.err) == 1);
    return ran.err;
  }
};

} // namespace relctl::test
