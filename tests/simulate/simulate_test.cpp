// SPDX-License-Identifier: Apache-2.0
#include "simulate/simulation.hpp"

#include <catch2/catch.hpp>

#include <cstdlib>
#include <iostream>

using namespace relctl::test;

namespace {

std::uint64_t number_from(const char* name, std::uint64_t fallback) {
  const char* text = std::getenv(name);
  return text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
}

/// Every `of`-th seed, beginning with the `index`-th: `RELCTL_SHARD=1/2`.
struct Shard {
  std::uint64_t index = 1;
  std::uint64_t of = 1;
};

Shard shard_from(const char* name) {
  const char* text = std::getenv(name);
  Shard shard;
  if (text == nullptr)
    return shard;
  char* slash = nullptr;
  shard.index = std::strtoull(text, &slash, 10);
  if (*slash == '/')
    shard.of = std::strtoull(slash + 1, nullptr, 10);
  if (shard.index == 0 || shard.index > shard.of)
    FAIL(name << " is not like 1/2: " << text);
  return shard;
}

} // namespace

TEST_CASE("whatever happens and wherever relctl dies, the invariants hold and the release ends") {
  const std::uint64_t first = number_from("RELCTL_FIRST_SEED", 1);
  const std::uint64_t seeds = number_from("RELCTL_SEEDS", 4'000);
  const Shard shard = shard_from("RELCTL_SHARD");
  Tally all;
  std::uint64_t simulated = 0;
  for (std::uint64_t seed = first + shard.index - 1; seed < first + seeds; seed += shard.of) {
    Simulation simulation(seed);
    const std::string wrong = simulation.run();
    all.events += simulation.tally().events;
    all.deaths += simulation.tally().deaths;
    all.full_disks += simulation.tally().full_disks;
    all.rivals += simulation.tally().rivals;
    all.hung_steps += simulation.tally().hung_steps;
    ++simulated;
    if (!wrong.empty())
      FAIL("seed " << seed << ": " << wrong << "\n"
                   << simulation.history() << "rerun this seed alone: RELCTL_FIRST_SEED=" << seed
                   << " RELCTL_SEEDS=1 RELCTL_SHARD=1/1 test_simulate");
  }
  std::cout << "simulated " << simulated << " seeds from " << first << ": " << all.events
            << " events, " << all.deaths << " deaths, " << all.full_disks << " full disks, "
            << all.rivals << " rivals, " << all.hung_steps << " hung steps\n";
}
