// SPDX-License-Identifier: Apache-2.0
#include "plan/sql_text.hpp"

#include <catch2/catch.hpp>

using namespace relctl::plan;

namespace {

std::string names_in(const std::string& sql, SqlDialect dialect = SqlDialect::postgres) {
  std::string names;
  for (const SqlParameter& parameter : read_sql(sql, dialect).parameters) {
    CHECK(sql.substr(parameter.begin, parameter.end - parameter.begin) == ":" + parameter.name);
    names += parameter.name + " ";
  }
  return names;
}

std::string foreign_in(const std::string& sql, SqlDialect dialect = SqlDialect::postgres) {
  return read_sql(sql, dialect).foreign;
}

} // namespace

TEST_CASE("a parameter is a colon and a name") {
  CHECK(names_in("WHERE version = :version AND at >= :phase_start AND v = :version") ==
        "version phase_start version ");
  CHECK(names_in(":a,:b_2+:_c") == "a b_2 _c ");
  CHECK(names_in("a[1:2], x :=3, 5 : 3, :") == "");
}

TEST_CASE("a cast is none") {
  CHECK(names_in("SELECT :a::float, (x)::int, y :: text") == "a ");
}

TEST_CASE("what stands in strings, quoted names and comments is none") {
  CHECK(names_in("SELECT ':a', ':it''s :b', \"c:d\", :e") == "e ");
  CHECK(names_in("SELECT 1 -- :a\n, :b /* :c */ + :d") == "b d ");
  CHECK(names_in("SELECT $$ :a $$, $tag$ :b $$ :c $tag$, :d") == "d ");
  CHECK(names_in("SELECT E'\\' :a', 'x\\', :b") == "b ");
  CHECK(names_in("SELECT value'\\', :b") == "b ");
  CHECK(names_in("SELECT /* :a /* :b */ :c */ :d") == "d ");
  CHECK(names_in("SELECT /* :a /* :b */ :c", SqlDialect::sqlite) == "c ");
  CHECK(names_in("SELECT [a:b], `c:d`, :e", SqlDialect::sqlite) == "e ");
}

TEST_CASE("a text that ends inside a string, a comment or a quote is read to its end") {
  for (const char* sql : {"':a", "\":a", "/* :a", "-- :a", "$$ :a", "E'\\", ":", "$", "e", "$a"})
    CHECK(names_in(sql) == "");
}

TEST_CASE("parameters written in another manner are found") {
  CHECK(foreign_in("SELECT $1") == "$1");
  CHECK(foreign_in("SELECT a ? 'b', x$1") == "");
  CHECK(foreign_in("SELECT ?", SqlDialect::sqlite) == "?");
  CHECK(foreign_in("SELECT ?5, @name", SqlDialect::sqlite) == "?5");
  CHECK(foreign_in("SELECT @name", SqlDialect::sqlite) == "@name");
  CHECK(foreign_in("SELECT '?'", SqlDialect::sqlite) == "");
}

TEST_CASE("a query that names its time answers for the past") {
  CHECK(answers_for_past("SELECT :at", SqlDialect::postgres));
  CHECK(answers_for_past("SELECT :window_start", SqlDialect::sqlite));
  CHECK_FALSE(answers_for_past("SELECT ':at', :phase_start", SqlDialect::postgres));
  CHECK(sql_times().size() == 4);
}

TEST_CASE("parameters get numbers, the same name the same one, and times their type") {
  const std::string sql = "SELECT ':a' WHERE a = :a AND t > :phase_start AND b = :b OR c = :a";
  const SqlStatement at_sqlite = number_parameters(sql, SqlDialect::sqlite);
  CHECK(at_sqlite.sql == "SELECT ':a' WHERE a = ?1 AND t > ?2 AND b = ?3 OR c = ?1");
  CHECK(at_sqlite.names == std::vector<std::string>{"a", "phase_start", "b"});
  CHECK(number_parameters(sql, SqlDialect::postgres).sql ==
        "SELECT ':a' WHERE a = $1 AND t > ($2::timestamptz) AND b = $3 OR c = $1");
}

TEST_CASE("a number does not run into what stands beside it") {
  const SqlStatement at_postgres = number_parameters("$tag:a $tag$ :b$c", SqlDialect::postgres);
  CHECK(at_postgres.sql == "$tag $1 $tag$ :b$c");
  CHECK(number_parameters("x:a$c", SqlDialect::sqlite).sql == "x ?1 $c");
}

TEST_CASE("a value is bound as text, a plain number as a number, and a missing one not at all") {
  const Values values{{"a", "5"}, {"n", "5"}, {"odd", "5x"}};
  CHECK(sql_value(values, {"n", "odd"}, "a") == SqlValue(std::string("5")));
  CHECK(sql_value(values, {"n", "odd"}, "n") == SqlValue(5.0));
  CHECK(sql_value(values, {"n", "odd"}, "odd") == SqlValue(std::string("5x")));
  CHECK_FALSE(sql_value(values, {"n"}, "b"));
}
