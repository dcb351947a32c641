// SPDX-License-Identifier: Apache-2.0
#include "host/clock.hpp"
#include "host/live_world.hpp"

#include <catch2/catch.hpp>

#include <ctime>

using namespace relctl;

TEST_CASE("the wall clock stands still against the time since boot while nobody sets it") {
  const auto before = host::clock_now();
  const auto after = host::clock_now();
  REQUIRE(before.has_value());
  CHECK(before->boot.size() >= 36);
  CHECK(before->boot == after->boot);
  CHECK(std::abs((after->booted_at - before->booted_at).ms) <= 20);
  CHECK(before->booted_at < host::system_now());
}

TEST_CASE("the live world's clock is the system's") {
  CHECK(std::abs(host::system_now().ms / 1000 - std::time(nullptr)) <= 1);
}

TEST_CASE("a wait until a wall-clock time lasts as long on the clock that nobody sets") {
  const std::int64_t before = host::boot_ms();
  const std::int64_t at = host::boot_ms_at(host::system_now() + seconds(10));
  CHECK(at >= before + 9'990);
  CHECK(at <= host::boot_ms() + 10'000);
}

TEST_CASE("the past is now and never is far away") {
  CHECK(host::boot_ms_at({0}) <= host::boot_ms());
  CHECK(host::boot_ms_at({INT64_MIN}) <= host::boot_ms());
  CHECK(host::boot_ms_at(k_never) > host::boot_ms() + 300LL * 24 * 3'600'000);
}
