// SPDX-License-Identifier: Apache-2.0
#include "reader/sqlite_database.hpp"

#include <sqlite3.h>

namespace relctl::reader {
namespace {

using Clock = std::chrono::steady_clock;

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

/// Whether anything but blanks and comments is left, as SQLite itself reads them.
bool has_statement(sqlite3* database, const char* rest) {
  while (*rest != '\0') {
    sqlite3_stmt* raw = nullptr;
    const bool is_read = sqlite3_prepare_v2(database, rest, -1, &raw, &rest) == SQLITE_OK;
    const SqliteStatement statement(raw);
    if (!is_read || raw != nullptr)
      return true;
  }
  return false;
}

std::optional<Answer> objection(sqlite3* database, sqlite3_stmt* statement, const char* rest,
                                std::size_t parameters) {
  if (statement == nullptr)
    return no_answer("provider_error", "the query is empty");
  if (has_statement(database, rest))
    return no_answer("provider_error", "the query is several statements; write one SELECT");
  if (sqlite3_bind_parameter_count(statement) != static_cast<int>(parameters))
    return no_answer("provider_error", "the query has parameters that no value belongs to; write "
                                       "each as :name");
  return std::nullopt;
}

} // namespace

void SqliteFinalize::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}
void SqliteDatabase::Close::operator()(sqlite3* database) const {
  sqlite3_close_v2(database);
}

SqliteDatabase::SqliteDatabase(const std::string& file, Duration timeout)
    : m_deadline(Clock::now() + std::chrono::milliseconds(timeout.ms)) {
  sqlite3* database = nullptr;
  m_opened = sqlite3_open_v2(file.c_str(), &database, SQLITE_OPEN_READONLY, nullptr);
  m_database.reset(database);
  sqlite3_extended_result_codes(database, 1);
  sqlite3_busy_timeout(database, static_cast<int>(timeout.ms));
  sqlite3_progress_handler(database, k_steps_between_looks, is_over, &m_deadline);
  // What SQLite itself needs of the file is read before anything is forbidden.
  if (m_opened == SQLITE_OK)
    m_opened =
        sqlite3_exec(database, "SELECT count(*) FROM sqlite_schema", nullptr, nullptr, nullptr);
  sqlite3_set_authorizer(database, authorize, nullptr);
}

std::optional<Answer> SqliteDatabase::refusal() const {
  return m_opened == SQLITE_OK ? std::nullopt : std::optional(failure(m_opened));
}

SqlitePrepared SqliteDatabase::prepare(const std::string& sql, std::size_t parameters) const {
  sqlite3_stmt* raw = nullptr;
  const char* rest = nullptr;
  const int code = sqlite3_prepare_v2(m_database.get(), sql.c_str(),
                                      static_cast<int>(sql.size()) + 1, &raw, &rest);
  SqliteStatement statement(raw);
  if (code != SQLITE_OK)
    return {nullptr, failure(code)};
  return {std::move(statement), objection(m_database.get(), raw, rest, parameters)};
}

std::optional<Answer> SqliteDatabase::bind(sqlite3_stmt* statement,
                                           const std::vector<SqlValue>& values) {
  int number = 0;
  for (const SqlValue& value : values) {
    ++number;
    if (!value)
      return unbound_answer(static_cast<std::size_t>(number));
    if (const double* real = std::get_if<double>(&*value))
      sqlite3_bind_double(statement, number, *real);
    else if (const auto* text = std::get_if<std::string>(&*value))
      sqlite3_bind_text(statement, number, text->data(), static_cast<int>(text->size()),
                        SQLITE_TRANSIENT);
  }
  return std::nullopt;
}

Answer SqliteDatabase::failure(int code) const {
  const int primary = code & 0xFF;
  const bool is_late = primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY;
  return no_answer(is_late ? "timeout" : "provider_error",
                   primary == SQLITE_AUTH ? "the query does more than read; write one SELECT"
                                          : sqlite3_errmsg(m_database.get()));
}

} // namespace relctl::reader
