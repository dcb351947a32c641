// SPDX-License-Identifier: Apache-2.0
#include "core/ledger.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

namespace {

void put(core::Ledger& ledger, core::Event event) {
  core::apply(ledger,
              {ledger.position + 1, ledger.version + 1, {1000}, "tester", std::move(event)});
}

} // namespace

TEST_CASE("the ledger keeps known, stable and refused versions of each plan") {
  core::Ledger ledger;
  put(ledger, core::VersionKnown{"shop", "1.1.0", "r"});
  put(ledger, core::VersionStable{"shop", "1.0.0", "r"});
  put(ledger, core::VersionRefused{"shop", "1.1.0", "r", "breached"});
  const auto& shop = core::versions_of(ledger, "shop");
  CHECK(shop.known == std::set<std::string>{"1.0.0", "1.1.0"});
  CHECK(shop.stable == "1.0.0");
  CHECK(shop.refused.at("1.1.0") == "breached");
  CHECK(core::versions_of(ledger, "mail").known.empty());
  put(ledger, core::VersionReadmitted{"shop", "1.1.0", "replayed"});
  CHECK(core::versions_of(ledger, "shop").refused.empty());
}

TEST_CASE("a freeze holds until it is lifted or over") {
  core::Ledger ledger;
  CHECK_FALSE(core::holds(ledger.frozen, {0}));
  put(ledger, core::Frozen{"holiday", "owner", Instant{5000}});
  CHECK(core::holds(ledger.frozen, {4999}));
  CHECK_FALSE(core::holds(ledger.frozen, {5000}));
  put(ledger, core::Frozen{"incident", "owner", {}});
  CHECK(core::holds(ledger.frozen, {9'000'000}));
  put(ledger, core::Unfrozen{"", "owner"});
  CHECK_FALSE(core::holds(ledger.frozen, {0}));
}

TEST_CASE("a release's own events do not move the ledger") {
  core::Ledger ledger;
  put(ledger, core::PhaseEntered{"main", "p5", 0.05});
  CHECK(ledger.version == 0);
}
