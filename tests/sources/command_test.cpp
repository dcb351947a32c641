// SPDX-License-Identifier: Apache-2.0
#include "host/temp_folder.hpp"
#include "sources/bench.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using testing::begins;
using testing::Bench;

namespace {

/// A script `measure` in a folder of its own.
struct Script {
  testing::TempFolder folder;
  Bench bench{{RELCTL_READER_PATH, {{"PATH", "/usr/bin:/bin"}}, {}}};

  core::MeasurementRequest request(const std::string& body, const std::string& query = "orders") {
    static_cast<void>(folder.write("measure", "#!/bin/sh\n" + body + "\n", 0700));
    auto request = bench.request(plan::SourceKind::command, query);
    request.argv = {"./measure", "--json"};
    request.directory = folder.path();
    request.values = {{"version", "1.4.0"}, {"shop-id", "s1"}};
    return request;
  }
  std::string answer(const std::string& body) { return bench.say(request(body)); }
};

} // namespace

TEST_CASE("command: the query is the last argument, what it is about in the environment") {
  Script script;
  CHECK(script.answer("echo 12.5; echo chatter >&2") == "12.500000");
  CHECK(script.answer("[ \"$*\" = '--json orders' ] && [ -x measure ] && "
                      "[ $RELCTL_VERSION = 1.4.0 ] && [ $RELCTL_SHOP_ID = s1 ] && "
                      "[ $RELCTL_METRIC = m ] && echo 1") == "1.000000");
  auto request = script.request("date -u -d \"$RELCTL_AT\" +%s.%3N");
  const auto reading = script.bench.measure(request).at(0);
  CHECK(*reading.value == Approx(static_cast<double>(request.to.ms) / 1000).epsilon(1e-12));
  CHECK(script.answer(
            "echo $(( $(date -d $RELCTL_AT +%s) - $(date -d $RELCTL_WINDOW_START +%s) ))") ==
        "60.000000");
}

TEST_CASE("command: an object says the volume and the age of its data as well") {
  Script script;
  auto request =
      script.request(R"(echo '{"value": 0.25, "volume": 400, "at": "2026-11-22T02:15:53Z"}')");
  request.volume_due = true;
  request.volume_at_least = 100;
  auto reading = script.bench.measure(request).at(0);
  CHECK(reading.value == 0.25);
  CHECK(reading.volume == 400.0);
  request.volume_at_least = 500;
  CHECK(script.bench.say(request) == "thin: volume 400 is below 500");
  request.max_age = minutes(5);
  CHECK(begins(script.bench.say(request), "stale: "));
  request = script.request("echo '{\"value\": 1}'");
  request.volume_due = true;
  CHECK(
      begins(script.bench.say(request), "thin: volume unknown; the command printed no \"volume\""));
  request.volume_due = false;
  request.max_age = minutes(5);
  CHECK(begins(script.bench.say(request), "nodata: freshness unknown: the command printed no"));
}

TEST_CASE("command: every query is a run of its own") {
  Script script;
  auto request = script.request("case $2 in orders) echo 8;; seen) echo 40;; *) exit 2;; esac");
  request.volume_query = "seen";
  request.volume_at_least = 50;
  request.reference_queries["other"] = "other";
  const auto reading = script.bench.measure(request).at(0);
  CHECK(Bench::text_of(reading) == "thin: volume 40 is below 50");
  CHECK(reading.baseline_cause.find("other") == 0);
  CHECK(reading.baseline_cause.find("the command ./measure ended with exit code 2") !=
        std::string::npos);
}

TEST_CASE("command: each cause is told apart") {
  Script script;
  CHECK(script.answer("true") == "nodata: the command printed nothing");
  CHECK(script.answer("echo null") == "nodata: the command printed null");
  CHECK(script.answer("echo '{\"value\": null}'") == "nodata: \"value\" is null");
  CHECK(script.answer("echo NaN") == "nan: the command printed NaN");
  CHECK(script.answer("echo 1; echo 2") == "many: the command printed 2 numbers where one is due");
  CHECK(script.answer("echo fine") == "provider_error: the command printed \"fine\", not a number");
  CHECK(begins(script.answer("echo '{\"value\": \"1\"}'"), "provider_error: \"value\" is \"1\""));
  CHECK(begins(script.answer("echo '{\"volume\": 1}'"), "provider_error: the command printed no "));
  CHECK(
      begins(script.answer("echo '{\"value\": 1'"), "provider_error: the command printed no JSON"));
  CHECK(begins(script.answer("echo '{\"value\": 0.001, \"val\\\\u0075e\": 0.9}'"),
               "provider_error: the command printed \"value\" twice"));
  CHECK(script.answer("echo '{\"value\": 1, \"a\": {\"value\": 2}}'") == "1.000000");
  CHECK(script.answer("echo 1; echo no disk >&2; exit 3") ==
        "provider_error: the command ./measure ended with exit code 3: no disk");
  CHECK(begins(script.answer("kill -9 $$"),
               "provider_error: the command ./measure was ended by signal 9"));
  auto request = script.request("echo waiting >&2; sleep 30");
  request.timeout = milliseconds(500);
  CHECK(script.bench.say(request) ==
        "timeout: the command ./measure did not end within 500ms: waiting");
  request = script.request("");
  request.argv = {"./gone"};
  CHECK(begins(script.bench.say(request), "provider_error: cannot run '"));
}
