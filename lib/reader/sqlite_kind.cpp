// SPDX-License-Identifier: Apache-2.0
#include "reader/kinds.hpp"
#include "reader/sql_request.hpp"

#include <fmt/format.h>
#include <sqlite3.h>

#include <chrono>
#include <memory>

namespace relctl::reader {
namespace {

using Clock = std::chrono::steady_clock;

struct Close {
  void operator()(sqlite3* database) const { sqlite3_close_v2(database); }
};
struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Database = std::unique_ptr<sqlite3, Close>;
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

constexpr int k_steps_between_looks = 1000; ///< Of SQLite's machine; far less than a millisecond.

/// SQLITE_ATTACH would open other files; pragmas change how this one is read.
int authorize(void* /*unused*/, int action, const char* /*unused*/, const char* /*unused*/,
              const char* /*unused*/, const char* /*unused*/) {
  switch (action) {
  case SQLITE_SELECT:
  case SQLITE_READ:
  case SQLITE_FUNCTION:
  case SQLITE_RECURSIVE:
    return SQLITE_OK;
  default:
    return SQLITE_DENY;
  }
}

int is_over(void* deadline) {
  return Clock::now() >= *static_cast<const Clock::time_point*>(deadline) ? 1 : 0;
}

/// A database and the time by which everything asked of it must be answered.
class Source {
public:
  explicit Source(const SqlRequest& request)
      : m_deadline(Clock::now() + std::chrono::milliseconds(request.timeout.ms)) {
    sqlite3* database = nullptr;
    m_opened = sqlite3_open_v2(request.database.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
    m_database.reset(database);
    sqlite3_extended_result_codes(database, 1);
    sqlite3_busy_timeout(database, static_cast<int>(request.timeout.ms));
    sqlite3_progress_handler(database, k_steps_between_looks, is_over, &m_deadline);
    // What SQLite itself needs of the file is read before anything is forbidden.
    if (m_opened == SQLITE_OK)
      m_opened =
          sqlite3_exec(database, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr);
    sqlite3_set_authorizer(database, authorize, nullptr);
  }

  /// Why nothing can be asked; none when it can.
  [[nodiscard]] std::optional<Answer> refusal() const {
    return m_opened == SQLITE_OK ? std::nullopt : std::optional(failure(m_opened));
  }

  [[nodiscard]] std::vector<Answer> answers(const SqlQuestion& question) const {
    sqlite3_stmt* raw = nullptr;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v2(m_database.get(), question.sql.c_str(),
                                        static_cast<int>(question.sql.size()) + 1, &raw, &rest);
    const Statement statement(raw);
    std::vector<Answer> answers;
    for (const auto& row : question.rows) {
      if (code != SQLITE_OK)
        answers.push_back(failure(code));
      else if (const auto reason = objection(raw, rest, row.size()))
        answers.push_back(*reason);
      else
        answers.push_back(answer(raw, row));
    }
    return answers;
  }

private:
  [[nodiscard]] Answer failure(int code) const {
    const int primary = code & 0xFF;
    const bool is_late = primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY;
    return no_answer(is_late ? "timeout" : "provider_error",
                     primary == SQLITE_AUTH ? "the query does more than read; write one SELECT"
                                            : sqlite3_errmsg(m_database.get()));
  }

  [[nodiscard]] static std::optional<Answer> objection(sqlite3_stmt* statement, const char* rest,
                                                       std::size_t values) {
    if (statement == nullptr)
      return no_answer("provider_error", "the query is empty");
    while (*rest == ' ' || *rest == '\n' || *rest == '\t' || *rest == ';')
      ++rest;
    if (*rest != '\0')
      return no_answer("provider_error", "the query is several statements; write one SELECT");
    if (sqlite3_bind_parameter_count(statement) != static_cast<int>(values))
      return no_answer("provider_error", "the query has parameters that no value belongs to; write "
                                         "each as :name");
    return std::nullopt;
  }

  static void bind(sqlite3_stmt* statement, int number, const SqlValue& value) {
    if (const double* real = std::get_if<double>(&*value))
      sqlite3_bind_double(statement, number, *real);
    else if (const auto* text = std::get_if<std::string>(&*value))
      sqlite3_bind_text(statement, number, text->data(), static_cast<int>(text->size()),
                        SQLITE_TRANSIENT);
  }

  [[nodiscard]] Answer answer(sqlite3_stmt* statement, const std::vector<SqlValue>& row) const {
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (!row[i])
        return unbound_answer(i + 1);
      bind(statement, static_cast<int>(i) + 1, row[i]);
    }
    Answer answer = first_row(statement);
    sqlite3_reset(statement);
    return answer;
  }

  [[nodiscard]] Answer first_row(sqlite3_stmt* statement) const {
    const int first = sqlite3_step(statement);
    const auto columns = static_cast<std::size_t>(sqlite3_column_count(statement));
    if (first != SQLITE_ROW)
      return first == SQLITE_DONE ? shape_answer(0, columns) : failure(first);
    if (columns != 1)
      return shape_answer(1, columns);
    const Answer answer = value_of(statement);
    const int second = sqlite3_step(statement);
    if (second == SQLITE_ROW)
      return no_answer("many", "several rows where one is due");
    return second == SQLITE_DONE ? answer : failure(second);
  }

  [[nodiscard]] static Answer value_of(sqlite3_stmt* statement) {
    switch (sqlite3_column_type(statement, 0)) {
    case SQLITE_NULL:
      return no_answer("nodata", "the query gave NULL");
    case SQLITE_INTEGER:
    case SQLITE_FLOAT:
      return number_answer(sqlite3_column_double(statement, 0));
    case SQLITE_TEXT:
      return no_answer("provider_error", fmt::format("the query gave the text '{}', not a number",
                                                     reinterpret_cast<const char*>(
                                                         sqlite3_column_text(statement, 0))));
    default:
      return no_answer("provider_error", "the query gave bytes, not a number");
    }
  }

  Clock::time_point m_deadline;
  int m_opened = SQLITE_OK;
  Database m_database;
};

} // namespace

std::string answer_sqlite(const std::string& request_text) {
  const SqlRequest request = parse_sql_request(request_text);
  const Source source(request);
  if (const auto refusal = source.refusal())
    return answers_json(same_answers(request, *refusal));
  std::vector<Answer> answers;
  for (const SqlQuestion& question : request.questions)
    for (Answer& answer : source.answers(question))
      answers.push_back(std::move(answer));
  return answers_json(answers);
}

} // namespace relctl::reader
