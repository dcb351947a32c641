// SPDX-License-Identifier: Apache-2.0
#include "audit/database.hpp"

#include "audit/patience.hpp"
#include "base/check.hpp"

#include <SQLiteCpp/Backup.h>
#include <SQLiteCpp/Database.h>
#include <SQLiteCpp/Statement.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include <utility>

namespace relctl::audit {

namespace {

/// A file name as https://www.sqlite.org/uri.html wants it.
std::string frozen_uri(const std::string& path) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%' || c == '?' || c == '#')
      uri += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    else
      uri += c;
  }
  return uri + "?immutable=1";
}

struct Target {
  std::string name;
  int flags;
};

Target target_of(const std::string& path, Access access) {
  switch (access) {
  case Access::read_only:
    return {path, SQLite::OPEN_READONLY | SQLite::OPEN_NOFOLLOW};
  case Access::read_frozen:
    return {frozen_uri(path), SQLite::OPEN_READONLY | SQLite::OPEN_NOFOLLOW | SQLite::OPEN_URI};
  case Access::read_write:
    return {path, SQLite::OPEN_READWRITE | SQLite::OPEN_NOFOLLOW};
  case Access::memory:
    break;
  }
  return {":memory:", SQLite::OPEN_READWRITE | SQLite::OPEN_CREATE};
}

SQLite::Column column_of(const SQLite::Statement& row, int column) {
  try {
    return row.getColumn(column);
  } catch (const SQLite::Exception&) {
    check_failed("a column is read from a row that has it", __FILE__, __LINE__);
  }
}

} // namespace

Query::Query(Database& database, SQLite::Statement& statement)
    : m_database(&database), m_statement(&statement) {}

Query::Query(Query&& other) noexcept
    : m_database(other.m_database), m_statement(std::exchange(other.m_statement, nullptr)),
      m_bind_code(other.m_bind_code) {}

Query::~Query() {
  if (m_statement != nullptr)
    m_statement->tryReset();
}

void Query::bind(int index, std::int64_t value) {
  try {
    m_statement->bind(index, value);
  } catch (const SQLite::Exception& e) {
    m_bind_code = e.getExtendedErrorCode();
  }
}

void Query::bind_text(int index, std::string_view value) {
  try {
    m_statement->bind(index, std::string(value));
  } catch (const SQLite::Exception& e) {
    m_bind_code = e.getExtendedErrorCode();
  }
}

void Query::bind_blob(int index, std::string_view value) {
  RELCTL_CHECK(value.size() <= INT32_MAX);
  try {
    // A null pointer would bind NULL instead of an empty blob.
    const char* bytes = value.empty() ? "" : value.data();
    m_statement->bind(index, static_cast<const void*>(bytes), static_cast<int>(value.size()));
  } catch (const SQLite::Exception& e) {
    m_bind_code = e.getExtendedErrorCode();
  }
}

Result<bool> Query::step() {
  if (m_bind_code != 0)
    return fail(m_database->failure(m_bind_code));
  const int code = m_statement->tryExecuteStep();
  if (code == SQLITE_ROW)
    return true;
  if (code == SQLITE_DONE)
    return false;
  const int extended = m_statement->getExtendedErrorCode();
  return fail(m_database->failure((extended & 0xff) == (code & 0xff) ? extended : code));
}

std::int64_t Query::integer(int column) const {
  return column_of(*m_statement, column).getInt64();
}

std::string_view Query::bytes(int column) const {
  const SQLite::Column value = column_of(*m_statement, column);
  const void* start = value.getBlob();
  if (start == nullptr)
    return {};
  return {static_cast<const char*>(start), static_cast<std::size_t>(value.getBytes())};
}

Database::Database(std::string path, std::unique_ptr<SQLite::Database> connection)
    : m_path(std::move(path)), m_connection(std::move(connection)) {}

Database::~Database() = default;

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Access access,
                                                 int busy_timeout_ms) {
  limit_patience();
  const Target target = target_of(path, access);
  try {
    auto connection = std::make_unique<SQLite::Database>(
        target.name, target.flags | SQLite::OPEN_NOMUTEX, busy_timeout_ms);
    return std::make_unique<Database>(path, std::move(connection));
  } catch (const SQLite::Exception& e) {
    return fail(explain(e.getExtendedErrorCode(), path));
  }
}

Error Database::failure(int code) {
  m_fault = fault_of(code);
  return explain(code, m_path);
}

Result<void> Database::become(Database& other) {
  constexpr int k_all_pages = -1;
  try {
    SQLite::Backup(*m_connection, *other.m_connection).executeStep(k_all_pages);
  } catch (const SQLite::Exception& e) {
    return fail(failure(e.getExtendedErrorCode()));
  }
  return {};
}

Result<void> Database::check_place() const {
  int has_moved = 0;
  const int code =
      ::sqlite3_file_control(m_connection->getHandle(), "main", SQLITE_FCNTL_HAS_MOVED, &has_moved);
  if (code != SQLITE_OK || has_moved == 0)
    return {}; // A database in memory has no place.
  return fail(ErrorKind::unwritable,
              fmt::format("audit log {} was removed or replaced while this command used it; put it "
                          "back, or name the one that is meant with --db",
                          m_path));
}

Result<void> Database::run(const char* sql) {
  if (m_connection->tryExec(sql) != SQLITE_OK)
    return fail(failure(m_connection->getExtendedErrorCode()));
  return {};
}

Result<Query> Database::prepare(const char* sql) {
  auto found = m_statements.find(std::string_view(sql));
  if (found == m_statements.end()) {
    try {
      auto statement = std::make_unique<SQLite::Statement>(*m_connection, sql);
      found = m_statements.emplace(sql, std::move(statement)).first;
    } catch (const SQLite::Exception& e) {
      return fail(failure(e.getExtendedErrorCode()));
    }
  }
  return Query(*this, *found->second);
}

Result<std::int64_t> Database::number(const char* sql) {
  RELCTL_TRY_ASSIGN(Query query, prepare(sql));
  RELCTL_TRY_ASSIGN(const bool row, query.step());
  return row ? query.integer(0) : 0;
}

Result<std::string> Database::text(const char* sql) {
  RELCTL_TRY_ASSIGN(Query query, prepare(sql));
  RELCTL_TRY_ASSIGN(const bool row, query.step());
  return row ? std::string(query.bytes(0)) : std::string();
}

} // namespace relctl::audit
