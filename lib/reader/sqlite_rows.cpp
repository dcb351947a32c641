// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "reader/row_source.hpp"
#include "reader/sqlite_database.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

namespace relctl::reader {
namespace {

tl::unexpected<Error> failure(const Answer& answer) {
  return fail(ErrorKind::failed,
              answer.cause == "timeout" ? "timeout: " + answer.detail : answer.detail);
}

Field field_at(sqlite3_stmt* statement, int column) {
  const auto bytes = [&] {
    const void* data = sqlite3_column_blob(statement, column);
    return std::string(static_cast<const char*>(data),
                       static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
  };
  switch (sqlite3_column_type(statement, column)) {
  case SQLITE_NULL:
    return {};
  case SQLITE_INTEGER:
    return {std::to_string(sqlite3_column_int64(statement, column)), true};
  case SQLITE_FLOAT:
    return number_field(fmt::format("{}", sqlite3_column_double(statement, column)));
  case SQLITE_TEXT: {
    std::string text = bytes();
    return find_invalid_utf8(text) ? bytes_field(text) : Field{std::move(text), false};
  }
  default:
    return bytes_field(bytes());
  }
}

} // namespace

Result<RowSet> read_sqlite_rows(const SqlRequest& request) {
  const SqlQuestion& question = request.questions.front();
  const SqliteDatabase database(request.database, request.timeout);
  if (const auto refusal = database.refusal())
    return failure(*refusal);
  const SqlitePrepared prepared = database.prepare(question.sql, question.rows.front().size());
  if (prepared.objection)
    return failure(*prepared.objection);
  sqlite3_stmt* statement = prepared.statement.get();
  if (const auto objection = SqliteDatabase::bind(statement, question.rows.front()))
    return failure(*objection);
  RowSet set;
  const int columns = sqlite3_column_count(statement);
  for (int column = 0; column < columns; ++column)
    set.columns.emplace_back(sqlite3_column_name(statement, column));
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement)) {
    std::vector<Field> row;
    for (int column = 0; column < columns; ++column)
      row.push_back(field_at(statement, column));
    RELCTL_TRY(add_row(set, std::move(row)));
  }
  if (code != SQLITE_DONE)
    return failure(database.failure(code));
  return set;
}

} // namespace relctl::reader
