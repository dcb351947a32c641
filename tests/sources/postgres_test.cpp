// SPDX-License-Identifier: Apache-2.0
#include "sources/bench.hpp"
#include "sources/postgres_server.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using testing::begins;
using testing::Bench;
using testing::PostgresServer;

namespace {

/// One server for all cases, with five events of 1.4.0 and one of 1.3.2.
const PostgresServer& events_server() {
  static const PostgresServer running;
  static const bool filled = [] {
    running.execute("CREATE TABLE events (version text, shop int, at timestamptz);"
                    "INSERT INTO events SELECT '1.4.0', n, now() - n * interval '1 minute'"
                    " FROM generate_series(1, 5) n;"
                    "INSERT INTO events VALUES ('1.3.2', 9, now())");
    return true;
  }();
  CHECK(filled);
  return running;
}

core::MeasurementRequest request_for(const Bench& bench, const std::string& sql) {
  auto request = bench.request(plan::SourceKind::postgres, sql);
  request.connection = events_server().connection();
  request.values = {{"version", "1.4.0"}, {"shop", "3"}, {"hostile", "1.4.0' OR '1'='1"}};
  request.timeout = seconds(20);
  return request;
}

std::string answer(const std::string& sql) {
  Bench bench;
  return bench.say(request_for(bench, sql));
}

} // namespace

TEST_CASE("postgres: parameters are bound, whatever they hold, and are of the column's type") {
  CHECK(answer("SELECT count(*) FROM events WHERE version = :version") == "5.000000");
  CHECK(answer("SELECT count(*) FROM events WHERE version = :hostile") == "0.000000");
  CHECK(answer("SELECT count(*) FROM events WHERE shop = :shop AND version = :version") ==
        "1.000000");
  CHECK(answer("SELECT 0.25::numeric -- of :nobody\n WHERE ':x' <> '::y'") == "0.250000");
}

TEST_CASE("postgres: times are those of the release, the phase and the reading") {
  Bench bench;
  auto request = request_for(
      bench, "SELECT count(*) FROM events WHERE version = :version AND at >= :phase_start");
  request.phase_start = request.from - seconds(150);
  CHECK(bench.say(request) == "2.000000");
  request.query = "SELECT extract(epoch FROM :at - interval '10 seconds') - "
                  "extract(epoch FROM :window_start)";
  CHECK(bench.say(request) == "50.000000");
  request.query = "SELECT extract(epoch FROM :phase_start - :release_start)";
  request.release_start = request.phase_start - seconds(7);
  CHECK(bench.say(request) == "7.000000");
}

TEST_CASE("postgres: each cause is told apart") {
  CHECK(answer("SELECT NULL::float") == "nodata: the query gave NULL");
  CHECK(answer("SELECT 1 WHERE false") == "nodata: no row");
  CHECK(answer("SELECT 'NaN'::float8") == "nan: the query gave NaN");
  CHECK(answer("SELECT 'Infinity'::float8") == "nan: the query gave +Inf");
  CHECK(answer("SELECT 1e400::numeric") == "nan: the query gave +Inf");
  CHECK(answer("SELECT -1e400::numeric") == "nan: the query gave -Inf");
  CHECK(answer("SELECT 1e-400::numeric") == "0.000000");
  CHECK(answer("SELECT shop FROM events") == "many: 6 rows where one is due");
  CHECK(answer("SELECT 1, 2") == "many: 2 columns where one is due");
  CHECK(answer("SELECT 'low'") ==
        "provider_error: the query gave 'low', which is not of a number type; cast it");
  CHECK(begins(answer("SELECT true"), "provider_error: the query gave 't'"));
  CHECK(begins(answer("SELEC 1"), "provider_error: ERROR: syntax error"));
  CHECK(begins(answer("SELECT 1; SELECT 2"), "provider_error: ERROR: cannot insert multiple"));
  CHECK(answer("SELECT count(*) FROM events WHERE version = :eta") ==
        "provider_error: parameter 1 of the query has no value here");
}

TEST_CASE("postgres: nothing is changed") {
  CHECK(answer("INSERT INTO events VALUES ('x', 1, now()) RETURNING 1")
            .find("read-only transaction") != std::string::npos);
  CHECK(answer("SELECT set_config('transaction_read_only', 'off', false)::int")
            .find("provider_error: ") == 0);
  CHECK(answer("SELECT count(*) FROM events") == "6.000000");
}

TEST_CASE("postgres: stale and thin data, and a query that fails beside one that does not") {
  Bench bench;
  auto request = request_for(bench, "SELECT 0.5");
  request.volume_query = "SELECT count(*) FROM events WHERE version = :version";
  request.volume_at_least = 10;
  CHECK(bench.say(request) == "thin: volume 5 is below 10");
  request.volume_at_least = 5;
  CHECK(bench.say(request) == "0.500000");
  request.fresh_query = "SELECT extract(epoch FROM max(at)) FROM events WHERE version = :version";
  request.max_age = seconds(30);
  CHECK(begins(bench.say(request), "stale: "));
  request.max_age = minutes(10);
  request.reference_queries["broken"] = "SELECT 1 / 0";
  const auto reading = bench.measure(request).at(0);
  CHECK(reading.value == 0.5);
  CHECK(reading.baseline_cause.find("ERROR: division by zero") != std::string::npos);
}

TEST_CASE("postgres: a query that says which time it asks about answers for past grid times") {
  Bench bench;
  auto request =
      request_for(bench, "SELECT count(*) FROM events WHERE version = :version AND at <= :at");
  request.from = request.to - seconds(120);
  const auto dated = bench.measure(request);
  REQUIRE(dated.size() == 5);
  CHECK(*dated.front().value < *dated.back().value);
  CHECK(dated.back().value == 5.0);
  CHECK(dated.front().backfilled);
  request.query = "SELECT count(*) FROM events";
  const auto undated = bench.measure(request);
  REQUIRE(undated.size() == 5);
  CHECK(begins(Bench::text_of(undated.front()), "nodata: polled too late"));
  CHECK(undated.back().value == 6.0);
}

TEST_CASE("postgres: a query that takes too long is ended at the server, and a timeout") {
  Bench bench;
  auto request = request_for(bench, "SELECT 1 FROM pg_sleep(30)");
  request.timeout = seconds(1);
  CHECK(begins(bench.say(request), "timeout: "));
  CHECK(answer("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(30)%' AND state "
               "= 'active' AND pid <> pg_backend_pid()") == "0.000000");
}

TEST_CASE("postgres: a range that takes too long is answered as far as the time went") {
  Bench bench;
  auto request = request_for(bench, "SELECT 1 FROM pg_sleep(0.3) WHERE :at::timestamptz < now()");
  request.reference_queries["two"] = "SELECT 2 FROM pg_sleep(0.1) WHERE :at::timestamptz < now()";
  request.timeout = seconds(4);
  request.from = request.to - 29 * request.every;
  const auto readings = bench.measure(request);
  REQUIRE(readings.size() == 30);
  CHECK(readings.front().value == 1.0);
  CHECK(readings.front().references.at("two") == 2.0);
  CHECK(begins(Bench::text_of(readings.back()), "timeout: "));
  for (const core::Reading& reading : readings)
    CHECK((reading.is_unanswered() || reading.references.count("two") == 1));
}

TEST_CASE("postgres: a server that is not there, and what is secret about it") {
  Bench bench;
  auto request = request_for(bench, "SELECT 1");
  request.connection = "host=/nowhere user=owner password=" + Bench::secret;
  const std::string gone = bench.say(request);
  CHECK(begins(gone, "provider_error: cannot connect: "));
  CHECK(gone.find(Bench::secret) == std::string::npos);
  request.connection = "nonsense " + Bench::secret;
  CHECK(bench.say(request) == "provider_error: the connection string cannot be read; write "
                              "postgresql://USER@HOST/DATABASE or key=value pairs");
  request.connection = events_server().connection() + " user='nobody here'";
  CHECK(begins(bench.say(request), "provider_error: cannot connect: "));
}
