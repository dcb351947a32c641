// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/stops.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Standing;

namespace {

core::Advice advice_on(const Given& given, Duration after) {
  return core::advise(given.plan, given.state, given.ledger, k_noon + after, "relctl");
}

} // namespace

TEST_CASE("a freeze that keeps the first phase back is the reason, with its end and the way out") {
  Given given(a_plan());
  given.ready();
  given.ledger.frozen = core::Frozen{"holiday", "carol", k_noon + hours(2)};
  CHECK(core::standing_of(given.plan, given.state, given.ledger, k_noon) == Standing::pending);
  CHECK(core::stop_ahead(given.plan, given.state, given.ledger, k_noon)->until ==
        k_noon + hours(2));
  const core::Advice advice = advice_on(given, {});
  CHECK(advice.why == "go: nothing is exposed yet, but all releases are frozen by carol until " +
                          format_instant(k_noon + hours(2)) + ": holiday");
  CHECK(advice.who == "carol");
  CHECK(advice.command == "relctl unfreeze");
  CHECK(advice.remark == "or wait until " + format_instant(k_noon + hours(2)));
  CHECK(core::standing_of(given.plan, given.state, given.ledger, k_noon + hours(2)) ==
        Standing::ok);
  CHECK(advice_on(given, hours(2)).command == "relctl advance --wait");
}

TEST_CASE("with a pause and a freeze both have to end") {
  Given given(a_plan());
  given.ready().event(core::Paused{"lunch", "bob", k_noon + hours(1)});
  given.ledger.frozen = core::Frozen{"holiday", "carol", {}};
  const auto stop = core::stop_ahead(given.plan, given.state, given.ledger, k_noon);
  REQUIRE(stop);
  CHECK(stop->command == "resume");
  CHECK_FALSE(stop->until);
  CHECK(stop->why.find("carol") != std::string::npos);
}

TEST_CASE("a phase under observation is decided all the same, and a rollback is never stopped") {
  Given given(a_plan());
  given.ready().started("p5").event(core::Paused{"lunch", "bob", {}});
  CHECK_FALSE(core::stop_ahead(given.plan, given.state, given.ledger, k_noon));
  given.event(core::RollbackRequested{"1.0.0", "bad", "bob", false, false});
  CHECK_FALSE(core::stop_ahead(given.plan, given.state, given.ledger, k_noon));
  CHECK(advice_on(given, {}).command == "relctl rollback -y");
}

TEST_CASE("a closed window is waited for, and the next command says so") {
  plan::Plan plan = a_plan();
  plan.windows = plan::ChangeWindows{
      {}, {{{true, true, true, true, true, true, true}, 14 * 60, 16 * 60}}, {}, {}};
  Given given(plan);
  given.ready();
  CHECK(core::standing_of(given.plan, given.state, given.ledger, k_noon) == Standing::pending);
  CHECK(core::stop_ahead(given.plan, given.state, given.ledger, k_noon)->until ==
        k_noon + hours(2));
  CHECK(advice_on(given, {}).command == "relctl advance --wait");
  CHECK(advice_on(given, {}).why.find("outside the change windows") != std::string::npos);
}
