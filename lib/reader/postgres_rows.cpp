// SPDX-License-Identifier: Apache-2.0
#include "base/redactor.hpp"
#include "host/clock.hpp"
#include "reader/postgres_connection.hpp"
#include "reader/row_source.hpp"

#include <fmt/format.h>
#include <pqxx/pqxx>

namespace relctl::reader {
namespace {

constexpr const char* k_fetch = "FETCH 500 FROM relctl_rows"; ///< A few rows, so that bounds hold.
constexpr pqxx::oid k_boolean = 16;

Field field_of(const pqxx::field& field) {
  if (field.is_null())
    return {};
  const std::string text(field.c_str(), field.size());
  if (field.type() == k_boolean)
    return {text == "t" ? "true" : "false", false};
  return is_postgres_number(field.type()) ? number_field(text) : Field{text, false};
}

Result<void> take(RowSet& set, const pqxx::result& result) {
  if (set.columns.empty())
    for (pqxx::row_size_type column = 0; column < result.columns(); ++column)
      set.columns.emplace_back(result.column_name(column));
  for (const pqxx::row& row : result) {
    std::vector<Field> fields;
    for (const pqxx::field& field : row)
      fields.push_back(field_of(field));
    RELCTL_TRY(add_row(set, std::move(fields)));
  }
  return {};
}

/// Through a cursor, which also lets nothing but one SELECT be asked.
Result<RowSet> fetch(pqxx::connection& connection, const SqlRequest& request) {
  const std::int64_t deadline = host::boot_ms() + request.timeout.ms;
  const SqlQuestion& question = request.questions.front();
  const PostgresValues values = postgres_values(question.rows.front());
  if (values.missing > 0)
    return fail(ErrorKind::failed, unbound_answer(values.missing).detail);
  pqxx::read_transaction transaction(connection);
  transaction.exec_params("DECLARE relctl_rows NO SCROLL CURSOR FOR " + question.sql,
                          pqxx::prepare::make_dynamic_params(values.texts));
  RowSet set;
  for (;;) {
    const pqxx::result result = transaction.exec(k_fetch);
    RELCTL_TRY(take(set, result));
    if (result.empty())
      return set;
    if (host::boot_ms() >= deadline)
      return fail(ErrorKind::failed, fmt::format("timeout: not all rows came within {}",
                                                 format_duration(request.timeout)));
  }
}

} // namespace

Result<RowSet> read_postgres_rows(const SqlRequest& request, Redactor& redactor) {
  RELCTL_TRY_ASSIGN(const PostgresConnection how,
                    postgres_connection(request.database, request.timeout));
  redactor.add(how.password);
  try {
    pqxx::connection connection(how.text);
    const pqxx::quiet_errorhandler quiet(connection);
    return fetch(connection, request);
  } catch (const pqxx::sql_error& error) {
    return fail(ErrorKind::failed, (is_postgres_timeout(error.sqlstate()) ? "timeout: " : "") +
                                       std::string(error.what()));
  } catch (const pqxx::failure& error) {
    return fail(ErrorKind::failed, std::string("cannot connect: ") + error.what());
  }
}

} // namespace relctl::reader
