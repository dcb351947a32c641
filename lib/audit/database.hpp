// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/fault.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace SQLite {
class Database;
class Statement;
} // namespace SQLite

namespace relctl::audit {

class Database;

/// One run of a prepared statement; ends its read when it goes out of scope, at the latest before
/// the same text is prepared again. Indices of parameters count from 1, those of columns from 0.
class Query {
public:
  Query(Database& database, SQLite::Statement& statement);
  ~Query();
  Query(Query&& other) noexcept;
  Query(const Query&) = delete;
  Query& operator=(const Query&) = delete;
  Query& operator=(Query&&) = delete;

  void bind(int index, std::int64_t value);
  void bind_text(int index, std::string_view value);
  void bind_blob(int index, std::string_view value);

  /// True: there is a row. False: SQLite said DONE. Anything else, a failed bind included, is an
  /// error.
  [[nodiscard]] Result<bool> step();

  [[nodiscard]] std::int64_t integer(int column) const;
  /// The bytes of a text or a blob, NUL included; valid until the next step.
  [[nodiscard]] std::string_view bytes(int column) const;

private:
  Database* m_database;
  SQLite::Statement* m_statement;
  int m_bind_code = 0;
};

enum class Access {
  read_only,
  read_frozen, ///< SQLite's immutable=1: ignores the -wal, so only for a file nobody writes.
  read_write,  ///< The file must exist.
  memory,
};

/// A connection that never throws. Statements are prepared once and kept.
class Database {
public:
  [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string& path,
                                                              Access access, int busy_timeout_ms);
  explicit Database(std::string path, std::unique_ptr<SQLite::Database> connection);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  /// Takes over all that is in `other`, which nobody writes meanwhile.
  [[nodiscard]] Result<void> become(Database& other);
  [[nodiscard]] Result<void> run(const char* sql);
  /// `unwritable` once the file is not the one at its path any more: what is written to it then,
  /// nobody reads.
  [[nodiscard]] Result<void> check_place() const;
  [[nodiscard]] Result<Query> prepare(const char* sql);
  /// The first column of the first row; 0 where there is no row.
  [[nodiscard]] Result<std::int64_t> number(const char* sql);
  [[nodiscard]] Result<std::string> text(const char* sql);

  /// Why the last failing call failed.
  [[nodiscard]] Fault fault() const { return m_fault; }
  [[nodiscard]] const std::string& path() const { return m_path; }
  /// Remembers the fault of `code` and puts it into words.
  [[nodiscard]] Error failure(int code);

private:
  std::string m_path;
  std::unique_ptr<SQLite::Database> m_connection;
  std::map<std::string, std::unique_ptr<SQLite::Statement>, std::less<>> m_statements;
  Fault m_fault = Fault::none;
};

} // namespace relctl::audit
