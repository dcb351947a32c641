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

} // namespace

TEST_CASE("whatever happens and wherever relctl dies, the invariants hold and the release ends") {
  const std::uint64_t first = number_from("RELCTL_FIRST_SEED", 1);
  const std::uint64_t seeds = number_from("RELCTL_SEEDS", 10'000);
  std::int64_t events = 0;
  for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
    Simulation simulation(seed);
    const std::string wrong = simulation.run();
    events += simulation.events();
    if (!wrong.empty())
      FAIL("seed " << seed << ": " << wrong << "\n" << simulation.history());
  }
  std::cout << "simulated " << seeds << " seeds from " << first << ", " << events << " events\n";
}
