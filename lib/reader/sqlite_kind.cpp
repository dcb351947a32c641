// SPDX-License-Identifier: Apache-2.0
#include "reader/kinds.hpp"
#include "reader/sqlite_database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace relctl::reader {
namespace {

Answer value_of(sqlite3_stmt* statement) {
  switch (sqlite3_column_type(statement, 0)) {
  case SQLITE_NULL:
    return no_answer("nodata", "the query gave NULL");
  case SQLITE_INTEGER:
  case SQLITE_FLOAT:
    return number_answer(sqlite3_column_double(statement, 0));
  case SQLITE_TEXT:
    return no_answer("provider_error",
                     fmt::format("the query gave the text '{}', not a number",
                                 reinterpret_cast<const char*>(sqlite3_column_text(statement, 0))));
  default:
    return no_answer("provider_error", "the query gave bytes, not a number");
  }
}

Answer first_row(const SqliteDatabase& database, sqlite3_stmt* statement) {
  const int first = sqlite3_step(statement);
  const auto columns = static_cast<std::size_t>(sqlite3_column_count(statement));
  if (first != SQLITE_ROW)
    return first == SQLITE_DONE ? shape_answer(0, columns) : database.failure(first);
  if (columns != 1)
    return shape_answer(1, columns);
  const Answer answer = value_of(statement);
  const int second = sqlite3_step(statement);
  if (second == SQLITE_ROW)
    return no_answer("many", "several rows where one is due");
  return second == SQLITE_DONE ? answer : database.failure(second);
}

Answer answer_to(const SqliteDatabase& database, const std::string& sql,
                 const std::vector<SqlValue>& values) {
  const SqlitePrepared prepared = database.prepare(sql, values.size());
  if (prepared.objection)
    return *prepared.objection;
  if (const auto objection = SqliteDatabase::bind(prepared.statement.get(), values))
    return *objection;
  return first_row(database, prepared.statement.get());
}

} // namespace

std::string answer_sqlite(const std::string& request_text) {
  const SqlRequest request = parse_sql_request(request_text);
  const SqliteDatabase database(request.database, request.timeout);
  if (const auto refusal = database.refusal())
    return answers_json(same_answers(request, *refusal));
  return answers_json(answers_in_time(
      request, [&] { return database.is_over(); },
      [&](const auto& sql, const auto& values) { return answer_to(database, sql, values); }));
}

} // namespace relctl::reader
