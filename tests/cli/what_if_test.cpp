// SPDX-License-Identifier: Apache-2.0
#include "cli/metric_server.hpp"
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <filesystem>
#include <functional>

using namespace relctl::test;

namespace {

struct WhatIf : Workplace {
  MetricServer metrics;

  explicit WhatIf(const std::function<void(const WhatIf&)>& arrange = {}) {
    source = metrics.url();
    if (arrange)
      arrange(*this);
    start();
  }
  [[nodiscard]] Ran ask(const std::vector<std::string>& changes,
                        std::vector<std::string> words = {}) const {
    words.insert(words.begin(), "explain");
    for (const std::string& change : changes) {
      words.emplace_back("--what-if");
      words.push_back(change);
    }
    return relctl(words);
  }
};

} // namespace

TEST_CASE("a live release that was completed is decided anew as it was, and otherwise") {
  const WhatIf place;
  REQUIRE(place.relctl({"advance", "--wait"}).code == 0);
  REQUIRE(place.relctl({"advance", "--wait"}).code == 8);
  REQUIRE(place.relctl({"approve", "--as", "alice"}).code == 0);
  REQUIRE(place.relctl({"advance"}).code == 0);
  const Ran same = place.ask({"error-rate.breach = \"> 1%\""});
  INFO(same.out << same.err);
  CHECK(same.code == 0);
  CHECK(contains(same.out, "Every decision stands as it is on record."));
  CHECK(contains(same.out, "when the release was over."));
  const Ran longer = place.ask({"p5.observe = 1m"});
  INFO(longer.out << longer.err);
  CHECK(contains(longer.out, "- only on record, + only with the change"));
  CHECK(contains(longer.out, "p5 has passed"));
  CHECK(contains(longer.out, "with the change: in p5, hold"));
  CHECK(contains(longer.out, ": on record full was entered then, so that there are no readings"));
  const Ran tighter = place.ask({"error-rate.breach = > 0.01%"});
  INFO(tighter.out << tighter.err);
  CHECK(contains(tighter.out, "rollback to 1.3.2 asked for by relctl"));
  CHECK(contains(tighter.out, "the rollback would have begun then"));
  const Ran json = place.ask({"error-rate.breach = > 0.01%"}, {"-o", "json"});
  CHECK(json.out.starts_with("{\"schema\":\"relctl.what_if/1\",\"release\":\"demo-1.4.0\""));
  CHECK(contains(json.out, "\"only\":\"with_change\",\"kind\":\"RollbackRequested\""));
  CHECK(place.relctl({"audit", "verify"}).code == 0);
}

TEST_CASE("a live release that was rolled back is decided anew as it was, and otherwise") {
  WhatIf place;
  place.metrics.value = 0.05;
  REQUIRE(place.relctl({"run", "--timeout", "30s"}).code == 20);
  const Ran same = place.ask({"error-rate.then = rollback"});
  INFO(same.out << same.err);
  CHECK(contains(same.out, "Every decision stands as it is on record."));
  const Ran wider = place.ask({"error-rate.breach = > 10%"});
  INFO(wider.out << wider.err);
  CHECK(contains(wider.out, "- only on record"));
  CHECK(contains(wider.out, ": on record the rollback began then"));
}

TEST_CASE("checks that a second start asked again are decided anew as they were") {
  const WhatIf place([](const WhatIf& folder) {
    folder.script("ready", "test ! -e unready");
    folder.write("plan.yaml",
                 with(demo_plan(), "before:\n", "before:\n  ready: { run: [./ready] }\n"));
  });
  const std::vector<std::string> again{"start",  "plan.yaml", "--version", "v1.4.0",
                                       "--from", "v1.3.2",    "--check",   "uat"};
  place.write("unready", "");
  REQUIRE(place.relctl(again).code == 3);
  std::filesystem::remove(place.file("unready"));
  REQUIRE(place.relctl(again).code == 0);
  REQUIRE(place.relctl({"advance", "--wait"}).code == 0);
  const Ran same = place.ask({"error-rate.then = rollback"});
  INFO(same.out << same.err);
  CHECK(contains(same.out, "Every decision stands as it is on record."));
  CHECK(contains(same.out, "where the record ends."));
}

TEST_CASE("a change that cannot be tried is one line, and nothing is asked without a release") {
  const WhatIf place;
  const Ran wrong = place.ask({"errors.breach = > 2%"});
  CHECK(wrong.code == 2);
  CHECK(wrong.err ==
        "relctl: --what-if: 'errors.breach = > 2%': the plan has no threshold, phase or "
        "metric of that name; there are: threshold error-rate, phase p5, phase full, "
        "metric error_rate\n");
  CHECK(place.ask({"error-rate.breach = > 2%"}, {"3"}).code == 2);
  CHECK(place.ask({"error-rate.breach = > 2%"}, {"--release", "none"}).code == 2);
}
