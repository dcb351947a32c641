// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

using namespace relctl::test;

namespace {

/// A folder with two SQLite databases, orders and shadow, filled by `rows`; and a plan that
/// compares them before the start.
class Stores {
public:
  explicit Stores(const std::string& check) {
    place.write(
        "plan.yaml",
        with(with(quick_plan(), "  uat: { ask: UAT passed }\n", "  shadow: { " + check + " }\n"),
             "phases:",
             "sources:\n  orders: { sqlite: ./orders.db }\n  shadow: { sqlite: ./shadow.db "
             "}\nphases:"));
    execute("orders", "CREATE TABLE orders (id, amount, v); INSERT INTO orders VALUES (1, 10.5, "
                      "'1.4.0'), (2, 20, '1.4.0'), (3, 5, '1.3.2')");
    execute("shadow",
            "CREATE TABLE orders (id, amount); INSERT INTO orders VALUES (1, 10.5), (2, 20)");
  }
  void execute(const std::string& store, const std::string& sql) const {
    place.write("run.py", "import sqlite3, sys\nc = sqlite3.connect(sys.argv[1])\n"
                          "c.executescript(sys.argv[2])\n");
    const Ran ran = run_program(
        {{"/usr/bin/python3", place.file("run.py"), place.file(store + ".db"), sql}, {}, "", ""});
    INFO(ran.err);
    REQUIRE(ran.code == 0);
  }
  [[nodiscard]] Ran start() const {
    return place.relctl({"start", "plan.yaml", "--version", "v1.4.0", "--from", "v1.3.2"});
  }

  Workplace place;
};

const std::string k_reconcile =
    "reconcile: { left: { source: orders, query: 'SELECT id, amount FROM orders WHERE v = "
    ":version' "
    "}, right: { source: shadow, query: 'SELECT id, amount FROM orders' }, key: id }";

} // namespace

TEST_CASE("stores that agree let the release start, and the log says how much was compared") {
  const Stores stores(k_reconcile);
  const Ran go = stores.start();
  CAPTURE(go.out, go.err);
  CHECK(go.code == 0);
  CHECK(contains(stores.place.relctl({"log"}).out, "2 rows agree"));
  CHECK(contains(stores.place.relctl({"plan", "plan.yaml", "--version", "v1.4.0"}).out,
                 "reconcile orders with shadow by id"));
}

TEST_CASE("stores that differ are a no-go that names the rows and both values") {
  const Stores stores(k_reconcile);
  stores.execute("shadow", "UPDATE orders SET amount = 21 WHERE id = 2");
  const Ran no_go = stores.start();
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, "1 of 2 rows differ: 2 amount is 20 left, 21 right"));
}

TEST_CASE("differences of a comparison block one by one until a person closes them") {
  const Stores stores(k_reconcile + ", items: true, role: owner");
  stores.execute("shadow", "UPDATE orders SET amount = 21 WHERE id = 2; INSERT INTO orders VALUES "
                           "(9, 1)");
  const Ran no_go = stores.start();
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, "item close 2"));
  const Ran listed = stores.place.relctl({"item", "list"});
  CHECK(lines_in(listed.out) == 2);
  CHECK(contains(listed.out, "amount is 20 left, 21 right"));
  CHECK(contains(listed.out, "is missing left"));
  for (const char* id : {"2", "9"})
    CHECK(
        stores.place.relctl({"item", "close", id, "--reason", "looked at", "--as", "alice"}).code ==
        0);
  CHECK(contains(stores.place.relctl({"status"}).out, "go: nothing is exposed yet"));
}

TEST_CASE("stores that cannot be compared are a no-go, not an item") {
  const Stores stores(k_reconcile + ", items: true");
  stores.execute("shadow", "DROP TABLE orders");
  const Ran no_go = stores.start();
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, "shadow: no such table: orders"));
  CHECK(lines_in(stores.place.relctl({"item", "list"}).out) <= 1);
}
