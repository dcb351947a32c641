// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "reader/sql_request.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

struct sqlite3;
struct sqlite3_stmt;

namespace relctl::reader {

struct SqliteFinalize {
  void operator()(sqlite3_stmt* statement) const;
};
using SqliteStatement = std::unique_ptr<sqlite3_stmt, SqliteFinalize>;

/// A statement, or why there is none.
struct SqlitePrepared {
  SqliteStatement statement;
  std::optional<Answer> objection;
};

/// A database file, opened to be read, and the time by which everything asked of it must be
/// answered. Statements that do more than read are refused; they do not outlive it.
class SqliteDatabase {
public:
  SqliteDatabase(const std::string& file, Duration timeout);

  /// Why nothing can be asked; none when it can.
  [[nodiscard]] std::optional<Answer> refusal() const;

  [[nodiscard]] bool is_over() const;

  /// One SELECT with `parameters` parameters `?1` …
  [[nodiscard]] SqlitePrepared prepare(const std::string& sql, std::size_t parameters) const;

  /// Binds the values; why they cannot be.
  [[nodiscard]] static std::optional<Answer> bind(sqlite3_stmt* statement,
                                                  const std::vector<SqlValue>& values);

  /// What a result code other than OK, ROW or DONE comes to.
  [[nodiscard]] Answer failure(int code) const;

private:
  struct Close {
    void operator()(sqlite3* database) const;
  };
  /// For whoever has locked the file, from now on.
  void wait_until_deadline() const;

  std::chrono::steady_clock::time_point m_deadline;
  int m_opened = 0;
  std::unique_ptr<sqlite3, Close> m_database;
};

} // namespace relctl::reader
