// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/template_text.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace relctl::plan {

/// One `:name` in a SQL text: the name, and the bytes from the colon to the end of the name.
struct SqlParameter {
  std::string name;
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// What stands in a SQL text outside strings, quoted identifiers, comments and dollar quotes.
struct SqlText {
  std::vector<SqlParameter> parameters; ///< In order; a `::cast` is none.
  /// The first parameter written in another manner (`$1`, `?`, `@name`) where such a one could only
  /// stand unbound; empty when there is none. A `?` is looked for at SQLite only: PostgreSQL has
  /// operators of that name.
  std::string foreign;
  bool is_several = false; ///< Another statement follows a `;`.
};

enum class SqlDialect { postgres, sqlite };

/// Reads the lexical structure of PostgreSQL
/// (https://www.postgresql.org/docs/15/sql-syntax-lexical.html) or SQLite
/// (https://www.sqlite.org/lang_expr.html#parameters), no more: the server says what is wrong with
/// the rest.
[[nodiscard]] SqlText read_sql(std::string_view sql, SqlDialect dialect);

/// A SQL text as a database takes it, and the names of its parameters by their number.
struct SqlStatement {
  std::string sql; ///< `$1` or `?1`; a time at PostgreSQL is `($1::timestamptz)`.
  std::vector<std::string> names;
};
[[nodiscard]] SqlStatement number_parameters(const std::string& sql, SqlDialect dialect);

/// What is bound to a parameter; nothing where there is no such value.
using SqlValue = std::optional<std::variant<double, std::string>>;

/// The value by that name. One of `numbers` is bound as a number, so that SQLite, which compares by
/// type, compares numbers.
[[nodiscard]] SqlValue sql_value(const Values& values, const std::set<std::string>& numbers,
                                 const std::string& name);

/// The times that a SQL query may name besides template variables: `at` (the grid time of the
/// reading), `window_start` (one window earlier), `phase_start` and `release_start`.
[[nodiscard]] const std::vector<std::string>& sql_times();

/// Whether the query can answer for a past grid time: it names `:at` or `:window_start`.
[[nodiscard]] bool answers_for_past(std::string_view sql, SqlDialect dialect);

} // namespace relctl::plan
