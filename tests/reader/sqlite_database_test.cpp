// SPDX-License-Identifier: Apache-2.0
#include "plan/sql_text.hpp"
#include "reader/sqlite_database.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::reader;

TEST_CASE("validate and SQLite agree on what is one statement") {
  const SqliteDatabase database(":memory:", seconds(5));
  const auto is_several = [&](const std::string& sql) {
    const auto prepared = database.prepare(sql, 0);
    CHECK(plan::read_sql(sql, plan::SqlDialect::sqlite).is_several ==
          prepared.objection.has_value());
    return prepared.objection.has_value();
  };
  for (const char* one :
       {"SELECT 1", "SELECT 1;", "SELECT 1 ; ;\n", "SELECT 1; -- all of them", "SELECT 1;\r\n",
        "SELECT 1; /* a; b */ ;\t", "SELECT 1; /* never closed", "SELECT ';'"})
    CHECK_FALSE(is_several(one));
  for (const char* two : {"SELECT 1; SELECT 2", "SELECT 1; x", "SELECT 1; -- a\nSELECT 2",
                          "SELECT 1;; /* a */ SELECT 2;"})
    CHECK(is_several(two));
}
