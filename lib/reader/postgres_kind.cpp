// SPDX-License-Identifier: Apache-2.0
#include "base/redactor.hpp"
#include "base/text.hpp"
#include "host/clock.hpp"
#include "reader/kinds.hpp"
#include "reader/postgres_connection.hpp"
#include "reader/sql_request.hpp"

#include <fmt/format.h>
#include <pqxx/pqxx>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstdlib>

namespace relctl::reader {
namespace {

Answer number_of(const pqxx::field& field) {
  const std::string text = field.c_str();
  if (!is_postgres_number(field.type()))
    return no_answer("provider_error",
                     fmt::format("the query gave '{}', which is not of a number type; cast it",
                                 one_line(text, 120)));
  double number = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, number);
  if (read.ptr != end || read.ec == std::errc::invalid_argument)
    return no_answer("provider_error", fmt::format("the query gave '{}'", one_line(text, 120)));
  // A numeric may be beyond every double, and then leaves the number as it was; or too close to
  // zero for any.
  if (read.ec == std::errc::result_out_of_range)
    number = std::strtod(text.c_str(), nullptr);
  return number_answer(number);
}

Answer answer_of(const pqxx::result& result) {
  if (result.size() != 1 || result.columns() != 1)
    return shape_answer(static_cast<std::size_t>(result.size()), result.columns());
  const pqxx::field field = result[0][0];
  return field.is_null() ? no_answer("nodata", "the query gave NULL") : number_of(field);
}

class Source {
public:
  Source(pqxx::connection& connection, const Redactor& redactor, Duration timeout,
         std::int64_t deadline)
      : m_connection(connection), m_redactor(redactor), m_limit(timeout), m_deadline(deadline) {}

  [[nodiscard]] Duration left() const { return milliseconds(m_deadline - host::boot_ms()); }

  /// Each in a transaction of its own: one that fails leaves the others alone.
  Answer answer(const std::string& sql, const std::vector<SqlValue>& row) {
    const PostgresValues values = postgres_values(row);
    if (values.missing > 0)
      return unbound_answer(values.missing);
    try {
      shorten_limit();
      pqxx::read_transaction transaction(m_connection);
      return answer_of(
          transaction.exec_params(sql, pqxx::prepare::make_dynamic_params(values.texts)));
    } catch (const pqxx::sql_error& error) {
      return no_answer(is_postgres_timeout(error.sqlstate()) ? "timeout" : "provider_error",
                       m_redactor.mask(error.what()));
    } catch (const pqxx::failure& error) {
      return no_answer("provider_error", m_redactor.mask(error.what()));
    }
  }

private:
  /// The server's limit is one for each statement, the time is that of all: soon after it this
  /// process is killed, with all that was answered. Not before each statement, since that would
  /// cost each a round trip more.
  void shorten_limit() {
    constexpr Duration k_overtime = milliseconds(100); // Of the half second that is to spare.
    const Duration limit = std::max(left(), milliseconds(1));
    if (limit + k_overtime >= m_limit)
      return;
    pqxx::nontransaction(m_connection).exec(fmt::format("SET statement_timeout = {}", limit.ms));
    m_limit = limit;
  }

  pqxx::connection& m_connection;
  const Redactor& m_redactor;
  Duration m_limit;
  std::int64_t m_deadline;
};

std::vector<Answer> answers_to(const SqlRequest& request) {
  const std::int64_t deadline = host::boot_ms() + request.timeout.ms;
  const auto how = postgres_connection(request.database, request.timeout);
  if (!how)
    return same_answers(request, no_answer("provider_error", how.error().message));
  Redactor redactor;
  redactor.add(how->password);
  try {
    pqxx::connection connection(how->text);
    const pqxx::quiet_errorhandler quiet(connection);
    Source source(connection, redactor, request.timeout, deadline);
    return answers_in_time(
        request, [&] { return source.left().ms <= 0; },
        [&](const auto& sql, const auto& row) { return source.answer(sql, row); });
  } catch (const pqxx::failure& error) {
    const std::string message = redactor.mask(error.what());
    const bool is_late = message.find("timeout expired") != std::string::npos;
    return same_answers(
        request, no_answer(is_late ? "timeout" : "provider_error", "cannot connect: " + message));
  }
}

} // namespace

std::string answer_postgres(const std::string& request) {
  return answers_json(answers_to(parse_sql_request(request)));
}

} // namespace relctl::reader
