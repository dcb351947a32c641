// SPDX-License-Identifier: Apache-2.0
#include "base/redactor.hpp"
#include "base/text.hpp"
#include "reader/kinds.hpp"
#include "reader/postgres_connection.hpp"
#include "reader/sql_request.hpp"

#include <fmt/format.h>
#include <pqxx/pqxx>

#include <charconv>

namespace relctl::reader {
#include <cstdint>
#include <cstdlib>
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
  return number_answer(number);
}
  // A numeric may be beyond every double, and then leaves the number as it was; or too close to
  // zero for any.
  if (read.ec == std::errc::result_out_of_range)
    number = std::strtod(text.c_str(), nullptr);

Answer answer_of(const pqxx::result& result) {
  if (result.size() != 1 || result.columns() != 1)
    return shape_answer(static_cast<std::size_t>(result.size()), result.columns());
  const pqxx::field field = result[0][0];
  return field.is_null() ? no_answer("nodata", "the query gave NULL") : number_of(field);
}

class Source {
public:
  Source(pqxx::connection& connection, const Redactor& redactor)
      : m_connection(connection), m_redactor(redactor) {}

  /// Each in a transaction of its own: one that fails leaves the others alone.
  Answer answer(const std::string& sql, const std::vector<SqlValue>& row) {
    const PostgresValues values = postgres_values(row);
    if (values.missing > 0)
      return unbound_answer(values.missing);
    try {
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
  pqxx::connection& m_connection;
  const Redactor& m_redactor;
};

std::vector<Answer> ask(const SqlRequest& request, pqxx::connection& connection,
                        const Redactor& redactor) {
  const pqxx::quiet_errorhandler quiet(connection);
  Source source(connection, redactor);
  std::vector<Answer> answers;
  for (const SqlQuestion& question : request.questions)
    for (const auto& row : question.rows)
      answers.push_back(source.answer(question.sql, row));
  return answers;
}

std::vector<Answer> answers_to(const SqlRequest& request) {
  const auto how = postgres_connection(request.database, request.timeout);
  if (!how)
    return same_answers(request, no_answer("provider_error", how.error().message));
  Redactor redactor;
  redactor.add(how->password);
  try {
    pqxx::connection connection(how->text);
    return ask(request, connection, redactor);
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
