// SPDX-License-Identifier: Apache-2.0
#include "host/clock.hpp"
#include "host/fake_measurement_protocol.hpp"
#include "host/faulty_server.hpp"
#include "host/measurements.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using host::Measurements;
using testing::FakeMeasurementProtocol;
using testing::faulty_url;
using testing::measurement;

namespace {

struct MeasurementsBench {
  FakeMeasurementProtocol protocol;
  std::vector<core::Reading> readings;
  int ends = 0;
  host::Http http{[](const std::string&) {}};
  Measurements measurements{http, &protocol, milliseconds(300),
                            [this](std::vector<core::Reading> came) {
                              ++ends;
                              readings.insert(readings.end(), came.begin(), came.end());
                            }};

  void wait_for(int wanted) {
    measurements.advance();
    while (ends < wanted) {
      host::Watch watch;
      measurements.watch(watch);
      http.wait(watch);
      http.advance();
      measurements.advance();
    }
  }
  [[nodiscard]] std::set<std::string> measuring() const {
    std::set<std::string> names;
    measurements.add_measuring(names);
    return names;
  }
};

} // namespace

TEST_CASE("the requests of a batch run at the same time") {
  MeasurementsBench bench;
  const std::int64_t began = host::boot_ms();
  bench.measurements.ask({measurement("a", {faulty_url("/sleep/700?a")}),
                          measurement("b", {faulty_url("/sleep/700?b")}),
                          measurement("c", {faulty_url("/sleep/700?c")})});
  CHECK(bench.measuring() == std::set<std::string>{"main/a[]", "main/b[]", "main/c[]"});
  bench.wait_for(3);
  CHECK(host::boot_ms() - began >= 700);
  CHECK(host::boot_ms() - began < 1900);
  CHECK(bench.readings.size() == 3);
  CHECK(bench.measuring().empty());
}

TEST_CASE("a measurement is read once all of its answers are there, in the order of its requests") {
  MeasurementsBench bench;
  bench.measurements.ask(
      {measurement("a", {faulty_url("/sleep/200?first"), faulty_url("/sleep/0?second")})});
  bench.wait_for(1);
  REQUIRE(bench.readings.size() == 1);
  CHECK(bench.readings[0].detail == "/sleep/200?first /sleep/0?second ");
  CHECK(std::abs(bench.readings[0].sampled_at->ms / 1000 - std::time(nullptr)) <= 1);
}

TEST_CASE("the same question of several measurements is sent once and answered to all") {
  MeasurementsBench bench;
  bench.measurements.ask(
      {measurement("a", {faulty_url("/sleep/1?same"), faulty_url("/sleep/1?other")}),
       measurement("b", {faulty_url("/sleep/1?same")}),
       measurement("c", {faulty_url("/sleep/1?same"), faulty_url("/sleep/1?same")})});
  bench.wait_for(3);
  CHECK(testing::times_asked("/sleep/1?same") == "1");
  CHECK(testing::times_asked("/sleep/1?other") == "1");
  for (const core::Reading& reading : bench.readings)
    CHECK(reading.detail.starts_with("/sleep/1?same "));
  bench.measurements.ask({measurement("a", {faulty_url("/sleep/1?same")})});
  bench.wait_for(4);
  CHECK(testing::times_asked("/sleep/1?same") == "2");
}

TEST_CASE("requests that change something, or differ in credentials, are each sent") {
  MeasurementsBench bench;
  bench.protocol.method = "POST";
  bench.measurements.ask({measurement("a", {faulty_url("/sleep/2?post")}),
                          measurement("b", {faulty_url("/sleep/2?post")})});
  bench.wait_for(2);
  CHECK(testing::times_asked("/sleep/2?post") == "2");
  bench.protocol.method = "GET";
  auto other = measurement("b", {faulty_url("/sleep/2?user")});
  other.credentials.username = "other";
  bench.measurements.ask({measurement("a", {faulty_url("/sleep/2?user")}), other});
  bench.wait_for(4);
  CHECK(testing::times_asked("/sleep/2?user") == "2");
}

TEST_CASE("a measurement that is under way is not asked for again") {
  MeasurementsBench bench;
  const auto request = measurement("a", {faulty_url("/sleep/100?again")});
  bench.measurements.ask({request, request});
  bench.measurements.ask({request});
  bench.wait_for(1);
  CHECK(bench.measuring().empty());
  CHECK(testing::times_asked("/sleep/100?again") == "1");
  auto later = request;
  later.from = later.to = {1000};
  bench.measurements.ask({request, later});
  bench.wait_for(3);
  CHECK(testing::times_asked("/sleep/100?again") == "2");
}

TEST_CASE("a measurement without a question is read at once, and a failed one too") {
  MeasurementsBench bench;
  const std::string closed = "http://127.0.0.1:" + std::to_string(testing::closed_port()) + "/";
  bench.measurements.ask({measurement("none", {}), measurement("closed", {closed})});
  bench.wait_for(2);
  REQUIRE(bench.readings.size() == 2);
  CHECK(bench.readings[0].metric == "none");
  CHECK(bench.readings[1].detail.starts_with("connection refused"));
}

TEST_CASE("processes run beside exchanges, with stderr apart") {
  MeasurementsBench bench;
  bench.measurements.ask(
      {measurement("a", {"!echo out; echo err >&2", faulty_url("/sleep/0?beside"), "!exit 3",
                         "!no-such-program"})});
  CHECK(bench.measuring() == std::set<std::string>{"main/a[]"});
  bench.wait_for(1);
  REQUIRE(bench.readings.size() == 1);
  CHECK(bench.readings[0].detail.starts_with("out\nerrors: err\n /sleep/0?beside  "));
}

TEST_CASE("a measurement asks on with what came, and is read when it has no more to ask") {
  MeasurementsBench bench;
  bench.protocol.rounds = 3;
  bench.measurements.ask({measurement("a", {faulty_url("/sleep/0?on")})});
  bench.wait_for(1);
  REQUIRE(bench.readings.size() == 1);
  CHECK(bench.readings[0].detail == "/sleep/0?on /sleep/0?onon\n /sleep/0?onon\non\n ");
  CHECK(bench.measuring().empty());
}
