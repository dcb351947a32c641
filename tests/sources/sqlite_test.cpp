// SPDX-License-Identifier: Apache-2.0
#include "host/temp_folder.hpp"
#include "sources/bench.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>

#include <fstream>

using namespace relctl;
using testing::begins;
using testing::Bench;

namespace {

/// A database with five orders of 1.4.0, a minute apart, and one of 1.3.2.
class Orders {
public:
  Orders() {
    execute("CREATE TABLE orders (version TEXT, amount, at TEXT)");
    execute("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) "
            "INSERT INTO orders SELECT '1.4.0', i, strftime('%Y-%m-%dT%H:%M:%SZ', 'now', "
            "'-' || i || ' minutes') FROM n");
    execute("INSERT INTO orders VALUES ('1.3.2', 9, '2026-01-01T00:00:00Z')");
  }
  ~Orders() { sqlite3_close(m_database); }
  Orders(const Orders&) = delete;
  Orders& operator=(const Orders&) = delete;

  void execute(const std::string& sql) {
    if (m_database == nullptr)
      REQUIRE(sqlite3_open(file().c_str(), &m_database) == SQLITE_OK);
    REQUIRE(sqlite3_exec(m_database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
  }
  [[nodiscard]] std::string file() const { return m_folder.file("orders.db"); }

  core::MeasurementRequest request(const std::string& sql) const {
    auto request = bench.request(plan::SourceKind::sqlite, sql);
    request.file = file();
    request.values = {{"version", "1.4.0"}, {"least", "3"}, {"hostile", "1.4.0' OR '1'='1"}};
    request.numbers = {"least"};
    request.timeout = seconds(20);
    return request;
  }
  std::string answer(const std::string& sql) { return bench.say(request(sql)); }

  Bench bench;

private:
  testing::TempFolder m_folder;
  sqlite3* m_database = nullptr;
};

} // namespace

TEST_CASE("sqlite: parameters are bound, whatever they hold; plain numbers as numbers") {
  Orders orders;
  CHECK(orders.answer("SELECT count(*) FROM orders WHERE version = :version") == "5.000000");
  CHECK(orders.answer("SELECT count(*) FROM orders WHERE version = :hostile") == "0.000000");
  CHECK(orders.answer("SELECT count(*) FROM orders WHERE amount >= :least "
                      "AND version = :version") == "3.000000");
  CHECK(orders.answer("SELECT typeof(:least) = 'real'") == "1.000000");
}

TEST_CASE("sqlite: times are RFC 3339 texts that its own functions read") {
  Orders orders;
  auto request =
      orders.request("SELECT count(*) FROM orders WHERE version = :version AND at >= :phase_start");
  request.phase_start = request.from - seconds(150);
  CHECK(orders.bench.say(request) == "2.000000");
  request.query = "SELECT unixepoch(:at) - unixepoch(:window_start)";
  CHECK(orders.bench.say(request) == "60.000000");
}

TEST_CASE("sqlite: each cause is told apart") {
  Orders orders;
  CHECK(orders.answer("SELECT NULL") == "nodata: the query gave NULL");
  CHECK(orders.answer("SELECT 1 WHERE 0") == "nodata: no row");
  CHECK(orders.answer("SELECT 9e999") == "nan: the query gave +Inf");
  CHECK(orders.answer("SELECT amount FROM orders") == "many: several rows where one is due");
  CHECK(orders.answer("SELECT 1, 2") == "many: 2 columns where one is due");
  CHECK(orders.answer("SELECT '0.5'") ==
        "provider_error: the query gave the text '0.5', not a number");
  CHECK(orders.answer("SELECT x'00'") == "provider_error: the query gave bytes, not a number");
  CHECK(begins(orders.answer("SELEC 1"), "provider_error: near \"SELEC\": syntax error"));
  CHECK(begins(orders.answer("SELECT 1; SELECT 2"), "provider_error: the query is several"));
  CHECK(begins(orders.answer("SELECT ?5"), "provider_error: the query has parameters"));
  CHECK(begins(orders.answer("SELECT :eta"), "provider_error: parameter 1"));
  CHECK(orders.answer(" ") == "provider_error: the query is empty");
}

TEST_CASE("sqlite: the query only reads, and this file alone") {
  Orders orders;
  for (const char* sql :
       {"DELETE FROM orders", "ATTACH '/tmp/x.db' AS x", "PRAGMA user_version = 3",
        "CREATE TABLE t (a)", "VACUUM INTO '/tmp/y.db'"}) {
    CAPTURE(sql);
    CHECK(begins(orders.answer(sql), "provider_error: "));
  }
  CHECK(orders.answer("SELECT count(*) FROM orders") == "6.000000");
}

TEST_CASE("sqlite: stale, thin and past") {
  Orders orders;
  auto request = orders.request("SELECT count(*) FROM orders WHERE at <= :at");
  request.from = request.to - seconds(90);
  const auto readings = orders.bench.measure(request);
  REQUIRE(readings.size() == 4);
  CHECK(readings.front().backfilled);
  CHECK(*readings.front().value < *readings.back().value);
  request.from = request.to;
  request.fresh_query = "SELECT unixepoch(max(at)) FROM orders WHERE at <= :at";
  request.max_age = seconds(30);
  CHECK(begins(orders.bench.say(request), "stale: "));
  request.max_age = minutes(5);
  request.volume_query = "SELECT count(*) FROM orders WHERE version = :version AND at <= :at";
  request.volume_at_least = 50;
  CHECK(orders.bench.say(request) == "thin: volume 5 is below 50");
}

TEST_CASE("sqlite: a query that never ends and a file that stays locked are timeouts") {
  Orders orders;
  auto request = orders.request("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) "
                                "SELECT count(*) FROM n");
  request.timeout = milliseconds(500);
  CHECK(begins(orders.bench.say(request), "timeout: "));
  orders.execute("BEGIN EXCLUSIVE");
  request.query = "SELECT count(*) FROM orders";
  CHECK(orders.bench.say(request) == "timeout: database is locked");
}

TEST_CASE("sqlite: a file that is not there, or is none, is a provider error and stays as it is") {
  Orders orders;
  auto request = orders.request("SELECT 1");
  request.file = orders.file() + ".gone";
  CHECK(orders.bench.say(request) == "provider_error: unable to open database file");
  CHECK_FALSE(std::ifstream(request.file).good());
  std::ofstream(orders.file() + ".text") << std::string(4096, 'x');
  request.file = orders.file() + ".text";
  CHECK(orders.bench.say(request) == "provider_error: file is not a database");
}
