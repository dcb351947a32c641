// SPDX-License-Identifier: Apache-2.0
#include "audit/fixture.hpp"
#include "audit/verify.hpp"

#include <catch2/catch.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <iostream>

using namespace relctl;
using namespace relctl::audit;
using ports::Slice;

namespace {

/// The fastest of several runs, in microseconds: what the code costs, not what the machine did.
double best_us(const std::function<void()>& work) {
  double best = 1e9;
  for (int i = 0; i < 20; ++i) {
    const auto start = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - start;
    best = std::min(best, took.count());
  }
  return best;
}

/// A release that was watched for weeks: ten control events and very many readings.
void fill_with_readings(ports::AuditLog& log, int readings) {
  REQUIRE(log.append(request("alpha-1.0.0", {}, {"A", "B", "C", "D", "E"})));
  std::int64_t version = 5;
  const std::vector<std::string> tick(1000, "ReadingsTaken");
  for (; version < readings; version += 1000)
    REQUIRE(log.append(request("alpha-1.0.0", {version, 0}, tick)));
  REQUIRE(log.append(request("alpha-1.0.0", {version, 0}, {"F", "G", "H", "I", "J"})));
}

} // namespace

TEST_CASE("status does not depend on how many readings were taken") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  {
    const auto log = writable(path);
    fill_with_readings(*log, 100'000);
  }
  const auto log = open_log(path, OpenMode::read_only);
  REQUIRE(log);
  auto& read = **log;
  const std::int64_t last = read.head()->position;
  const double head = best_us([&] { REQUIRE(read.head()->position == last); });
  const double control = best_us([&] {
    REQUIRE(read.read({"alpha-1.0.0", 0, Slice::control})->size() == 10);
  });
  const double window = best_us([&] {
    REQUIRE(read.read({"alpha-1.0.0", last - 65, Slice::readings})->size() == 60);
  });
  const double whole = best_us([&] {
    REQUIRE(read.read({"alpha-1.0.0", last - 65, Slice::all})->size() == 65);
  });
  INFO("head " << head << " us, control " << control << " us, window " << window << " us, all "
               << whole << " us");
  // A scan of 100,000 rows takes 20,000 us and more; an index takes less than 100 us.
  CHECK(std::max({head, control, window, whole}) < 1000);
}

TEST_CASE("the time of an append and of a verification", "[.measure]") {
  TempFolder folder;
  const std::string path = folder / "relctl.db";
  const auto log = writable(path);
  fill_with_readings(*log, 1'000'000);
  std::int64_t version = log->head()->position;
  const double append = best_us([&] {
    REQUIRE(log->append(request("alpha-1.0.0", {version++, 0}, {"ReadingsTaken"})));
  });
  const auto start = std::chrono::steady_clock::now();
  const auto report = verify(path, std::nullopt);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  REQUIRE(report);
  CHECK(report->intact);
  std::cout << "append " << append << " us; verify "
            << static_cast<double>(report->events) / took.count() / 1e6
            << " million events a second\n";
}
