// SPDX-License-Identifier: Apache-2.0
#include "base/percent_encode.hpp"
#include "effects/protocol.hpp"
#include "host/child.hpp"
#include "host/faulty_server.hpp"
#include "host/http.hpp"
#include "sources/postgres_server.hpp"

#include <catch2/catch.hpp>
#include <sqlite3.h>
#include <sys/stat.h>

#include <csignal>
#include <fstream>

using namespace relctl;
using testing::FaultyServer;
using testing::PostgresServer;
using testing::TempFolder;

namespace {

const std::string k_secret = "hunter2-hunter2";

/// One server for all cases, with four orders of 1.4.0 and one of 1.3.2.
const PostgresServer& orders_server() {
  static const PostgresServer running;
  static const bool filled = [] {
    running.execute("CREATE TABLE orders (id bigint, version text, amount numeric(12,2), paid "
                    "boolean, note text);"
                    "INSERT INTO orders VALUES (1, '1.4.0', 10.50, true, 'a'), (2, '1.4.0', 20, "
                    "false, NULL), (3, '1.4.0', 5.25, true, 'c'), (9007199254740993, '1.4.0', 1, "
                    "true, 'large'), (5, '1.3.2', 1, true, 'old')");
    return true;
  }();
  CHECK(filled);
  return running;
}

/// The same orders of 1.4.0 as SQLite keeps them.
class Shadow {
public:
  Shadow() {
    execute("CREATE TABLE shadow (id INTEGER, amount REAL, paid TEXT, note TEXT);"
            "INSERT INTO shadow VALUES (1, 10.5, 'true', 'a'), (2, 20.0, 'false', NULL), "
            "(3, 5.25, 'true', 'c'), (9007199254740993, 1, 'true', 'large')");
  }
  void execute(const std::string& sql) const {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file().c_str(), &database) == SQLITE_OK);
    CHECK(sqlite3_exec(database, sql.c_str(), nullptr, nullptr, nullptr) == SQLITE_OK);
    sqlite3_close(database);
  }
  [[nodiscard]] std::string file() const { return m_folder.file("shadow.db"); }

private:
  TempFolder m_folder;
};

core::RowsCall orders(const std::string& sql, std::vector<plan::SqlValue> values = {}) {
  core::RowsCall call;
  call.kind = plan::SourceKind::postgres;
  call.source = "orders";
  call.timeout = seconds(20);
  call.connection = orders_server().connection();
  call.query = sql;
  call.values = std::move(values);
  return call;
}

core::RowsCall of_version() {
  return orders("SELECT id, amount, paid, note FROM orders WHERE version = $1",
                {std::string("1.4.0")});
}

core::RowsCall shadow(const Shadow& place, const std::string& sql) {
  core::RowsCall call;
  call.kind = plan::SourceKind::sqlite;
  call.source = "shadow";
  call.timeout = seconds(20);
  call.file = place.file();
  call.query = sql;
  return call;
}

core::RowsCall service(const std::string& json, const std::string& program) {
  core::RowsCall call;
  call.kind = plan::SourceKind::json;
  call.source = "service";
  call.timeout = seconds(20);
  call.http.method = "GET";
  call.http.url = FaultyServer::instance().http("/say/" + percent_encode(json));
  call.query = program;
  return call;
}

core::RowsCall script(const std::string& folder, const std::string& body) {
  std::ofstream(folder + "/rows") << "#!/bin/sh\n" << body << "\n";
  REQUIRE(chmod((folder + "/rows").c_str(), 0700) == 0);
  core::RowsCall call;
  call.kind = plan::SourceKind::command;
  call.source = "script";
  call.timeout = seconds(20);
  call.command = {{"./rows", "orders"}, {{"RELCTL_VERSION", "1.4.0"}}, folder};
  return call;
}

/// Runs the comparison as relctl does: its protocol, the real relctl-reader, a process of its own.
core::EffectEnded run(core::ReconcileCall call, bool as_items = false,
                      Duration timeout = seconds(30)) {
  call.key = {"id"};
  const core::EffectRequest effect{"id", "key", std::move(call), timeout, as_items};
  const auto protocol =
      effects::make_effect_protocol({{"PATH", "/usr/bin:/bin"}}, RELCTL_READER_PATH);
  const auto process = std::get<ports::ProcessRequest>(protocol->transport(effect));
  auto spawned = host::spawn(process, "id");
  REQUIRE(spawned);
  host::Child child(*std::move(spawned), process, milliseconds(300));
  child.release();
  host::Http waiting([](const std::string&) {});
  while (!child.ended()) {
    host::Watch watch;
    child.watch(watch);
    waiting.wait(watch);
    child.advance();
  }
  return protocol->interpret(effect, *child.ended());
}

core::EffectEnded run(const core::RowsCall& left, const core::RowsCall& right,
                      bool as_items = false) {
  core::ReconcileCall call;
  call.left = left;
  call.right = right;
  return run(std::move(call), as_items);
}

std::string detail(const core::RowsCall& left, const core::RowsCall& right) {
  const auto ended = run(left, right);
  CHECK(ended.outcome == core::Outcome::failed);
  return ended.detail;
}

} // namespace

TEST_CASE("reconcile: PostgreSQL and SQLite agree whatever types they keep numbers in") {
  const Shadow place;
  const auto ended = run(of_version(), shadow(place, "SELECT * FROM shadow"));
  CHECK(ended.outcome == core::Outcome::succeeded);
  CHECK(ended.detail == "4 rows agree");
  CHECK(ended.output.find("rows: 4 left (orders), 4 right (shadow)") == 0);
  CHECK(ended.output.find("sum of amount: 36.75 left, 36.75 right") != std::string::npos);
}

TEST_CASE("reconcile: each difference is told of, as a failure or as items") {
  const Shadow place;
  place.execute("UPDATE shadow SET amount = 21 WHERE id = 2; DELETE FROM shadow WHERE id = 3; "
                "INSERT INTO shadow VALUES (7, 1, 'true', 'new')");
  const auto right = shadow(place, "SELECT * FROM shadow");
  CHECK(detail(of_version(), right) ==
        "3 of 5 rows differ: 2 amount is 20 left, 21 right; 3 is missing right; 7 is missing left");
  const auto ended = run(of_version(), right, true);
  CHECK(ended.outcome == core::Outcome::succeeded);
  REQUIRE(ended.items.size() == 3);
  CHECK(ended.items[0].id == "2");
  CHECK(ended.items[0].what == "amount is 20 left, 21 right");
  CHECK(ended.items[2].what == "is missing left");
}

TEST_CASE("reconcile: parameters are bound, whatever they hold") {
  const Shadow place;
  auto left = of_version();
  left.values = {std::string("1.4.0' OR '1'='1")};
  auto right = shadow(place, "SELECT * FROM shadow WHERE note = ?1");
  right.values = {std::string("x' OR '1'='1")};
  CHECK(detail(left, right) == "0 rows, at least 1 due: too few to show anything");
  right.values = {std::string("a")};
  left.query += " AND id <= $2";
  left.values = {std::string("1.4.0"), 1.0};
  CHECK(run(left, right).detail == "1 row agrees");
  right.values = {std::nullopt};
  CHECK(detail(left, right) == "shadow: parameter 1 of the query has no value here");
  left.values = {std::nullopt, 1.0};
  CHECK(detail(left, right) == "orders: parameter 1 of the query has no value here");
}

TEST_CASE("reconcile: a service and a command give rows as JSON") {
  const TempFolder folder;
  const std::string answer = R"({"orders":[{"id":1,"total":"10.50"},{"id":2,"total":"20"}]})";
  const auto left = service(answer, ".orders | map({id, total})");
  const auto right = script(
      folder.path(), "test \"$1 $RELCTL_VERSION $PGPASSWORD\" = 'orders 1.4.0 ' || exit 3\n"
                     "echo '{\"id\":2,\"total\":\"20\"}'\necho '{\"id\":1,\"total\":\"10.50\"}'");
  CHECK(run(left, right).detail == "2 rows agree");
  CHECK(detail(service(answer, ".orders[]"), right) ==
        "service: the query gave no rows: it gave several values");
  CHECK(detail(service(answer, ".orders[0]"), right).find("service: the query gave {\"id\":1") ==
        0);
  CHECK(detail(service(answer, ".orders["), right).find("service: the query is no jq program") ==
        0);
  auto gone = left;
  gone.http.url = FaultyServer::instance().http("/status/503");
  CHECK(detail(gone, right).find("service: HTTP 503") == 0);
}

TEST_CASE("reconcile: nothing is changed, and one SELECT is asked") {
  const Shadow place;
  const auto rows = shadow(place, "SELECT * FROM shadow");
  CHECK(
      detail(orders("DELETE FROM orders RETURNING id"), rows).find("orders: ERROR: syntax error") ==
      0);
  CHECK(detail(orders("WITH d AS (DELETE FROM orders RETURNING id) SELECT id FROM d"), rows)
            .find("orders: ERROR: ") == 0);
  CHECK(detail(orders("SELECT set_config('transaction_read_only', 'off', false) AS id"), rows)
            .find("orders: ERROR: ") == 0);
  CHECK(detail(orders("SELECT 1 AS id; DROP TABLE orders"), rows).find("orders: ERROR: ") == 0);
  CHECK(detail(of_version(), shadow(place, "DELETE FROM shadow RETURNING id")) ==
        "shadow: the query does more than read; write one SELECT");
  CHECK(detail(of_version(), shadow(place, "SELECT 1 AS id; SELECT 2")) ==
        "shadow: the query is several statements; write one SELECT");
  CHECK(run(of_version(), rows).detail == "4 rows agree");
}

TEST_CASE("reconcile: a source that is late, gone or wrong is named, without its secrets") {
  const Shadow place;
  const auto rows = shadow(place, "SELECT * FROM shadow");
  auto late = orders("SELECT 1 AS id FROM pg_sleep(30)");
  late.timeout = seconds(1);
  CHECK(detail(late, rows).find("orders: timeout: ") == 0);
  auto gone = of_version();
  gone.connection = "host=/nowhere user=owner password=" + k_secret;
  const auto ended = run(gone, rows);
  CHECK(ended.detail.find("orders: cannot connect: ") == 0);
  CHECK((ended.detail + ended.output).find(k_secret) == std::string::npos);
  auto endless =
      shadow(place, "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT 1 FROM n) SELECT "
                    "count(*) AS id FROM n");
  endless.timeout = seconds(1);
  CHECK(detail(of_version(), endless) == "shadow: timeout: interrupted");
  CHECK(detail(of_version(), shadow(place, "SELECT nonsense")) ==
        "shadow: no such column: nonsense");
}

TEST_CASE("reconcile: a secret that is among the rows is masked") {
  const Shadow place;
  place.execute("UPDATE shadow SET note = '" + k_secret + "' WHERE id = 1");
  auto left = of_version();
  left.connection += " password=" + k_secret;
  const auto ended = run(left, shadow(place, "SELECT * FROM shadow"), true);
  REQUIRE(ended.items.size() == 1);
  CHECK(ended.items[0].what.find("note is 'a' left, '") == 0);
  CHECK(ended.items[0].what.find(k_secret) == std::string::npos);
  CHECK(ended.output.find(k_secret) == std::string::npos);
  // Nor is the part of it that is left where a value is cut short.
  place.execute("UPDATE shadow SET note = '" + std::string(55, 'x') + k_secret + "' WHERE id = 1");
  const auto cut = run(left, shadow(place, "SELECT * FROM shadow"), true);
  CHECK(cut.items.at(0).what.find(k_secret.substr(0, 4)) == std::string::npos);
}

TEST_CASE("reconcile: a number of which jq does not keep every digit is refused, others are not") {
  const TempFolder folder;
  const auto right = script(folder.path(), R"(echo '{"id":1,"amount":0.1}')");
  CHECK(detail(service(R"([{"id":1,"amount":1000000000000.12345}])", "."), right) ==
        "service: the query gave 1000000000000.1234, and the answer holds 1000000000000.12345, of "
        "which jq does not keep every digit; let it come as text");
  CHECK(run(service(R"([{"id":1,"amount":0.1,"note":1000000000000.12345}])", "map({id, amount})"),
            right)
            .detail == "1 row agrees");
  const auto sum = script(folder.path(), R"(echo '{"id":1,"amount":0.30000000000000004}')");
  CHECK(run(service(R"([{"id":1,"a":0.1,"b":0.2}])", "map({id, amount: (.a + .b)})"), sum).detail ==
        "1 row agrees");
}

TEST_CASE("reconcile: a command that fails, lasts or prints something else is named") {
  const TempFolder folder;
  const auto left = of_version();
  CHECK(detail(left, script(folder.path(), "echo no disk >&2; exit 3")) ==
        "script: the command ended with exit code 3: no disk");
  CHECK(detail(left, script(folder.path(), "echo all well")) ==
        "script: what came is no JSON: all well");
  auto late = script(folder.path(), "echo waiting >&2; exec sleep 30");
  late.timeout = seconds(1);
  CHECK(detail(left, late) == "script: timeout: the command did not end within 1s: waiting");
  auto silent = script(folder.path(), "exec >&- 2>&-; sleep 30 & sleep 30");
  silent.timeout = seconds(1);
  CHECK(detail(left, silent) == "script: timeout: the command did not end within 1s");
  auto parent = script(folder.path(), "sleep 31 & echo $! >child; sleep 30");
  parent.timeout = seconds(1);
  CHECK(detail(left, parent) == "script: timeout: the command did not end within 1s");
  std::ifstream child(folder.path() + "/child");
  pid_t grandchild = 0;
  REQUIRE(child >> grandchild);
  CHECK(kill(grandchild, 0) != 0);
  auto missing = script(folder.path(), "");
  missing.command.argv.front() = "./nothing";
  CHECK(detail(left, missing).find("script: cannot run '" + folder.path() + "/./nothing': ") == 0);
}

TEST_CASE("reconcile: rows are bounded, at every kind of source") {
  const TempFolder folder;
  const Shadow place;
  const auto few = shadow(place, "SELECT id FROM shadow");
  const std::string too_many =
      ": more than 100000 rows; narrow the query, or compare sums per group";
  CHECK(detail(orders("SELECT id FROM generate_series(1, 200000) id"), few) == "orders" + too_many);
  CHECK(
      detail(few, shadow(place, "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n) "
                                "SELECT id FROM n")) == "shadow" + too_many);
  CHECK(detail(few, script(folder.path(), "seq 1 100001 | sed 's/.*/{\"id\":&}/'")) ==
        "script" + too_many);
  CHECK(detail(orders("SELECT id, repeat('x', 1000000) AS x FROM generate_series(1, 100) id"), few)
            .find("orders: more than 64 MiB in ") == 0);
  CHECK(detail(few, script(folder.path(), "yes")) ==
        "script: the command printed more than 32 MiB; ask for fewer rows or columns");
}

TEST_CASE("reconcile: as many rows as there may be are compared") {
  const Shadow place;
  core::ReconcileCall call;
  call.left = orders("SELECT id, id * 1.5 AS amount FROM generate_series(1, 100000) id");
  call.right =
      shadow(place, "WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n LIMIT "
                    "100000) SELECT id, id * 1.5 AS amount FROM n");
  call.left.timeout = call.right.timeout = minutes(2);
  CHECK(run(std::move(call), false, minutes(5)).detail == "100000 rows agree");
}

TEST_CASE("reconcile: a comparison that outlasts its step is ended") {
  const TempFolder folder;
  core::ReconcileCall call;
  call.left = of_version();
  call.right = script(folder.path(), "exec sleep 30");
  const auto ended = run(call, false, seconds(2));
  CHECK(ended.outcome == core::Outcome::failed);
  CHECK(ended.detail.find("script: timeout: ") == 0);
}
