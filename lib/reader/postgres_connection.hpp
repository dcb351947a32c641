// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "base/result.hpp"
#include "reader/sql_request.hpp"

#include <string>
#include <vector>

namespace relctl::reader {

/// A connection string, ready to connect by, and the password in it.
struct PostgresConnection {
  std::string text; ///< `key='value'` pairs; a secret.
  std::string password;
};

/// Reads what libpq accepts, `postgresql://…` or `key=value` pairs
/// (https://www.postgresql.org/docs/15/libpq-connect.html#LIBPQ-CONNSTRING), and adds what makes a
/// connection of it that only reads and does not wait longer than `timeout`: connect_timeout (in
/// whole seconds), and the options statement_timeout and default_transaction_read_only. The error
/// says nothing of the text.
[[nodiscard]] Result<PostgresConnection> postgres_connection(const std::string& connection,
                                                             Duration timeout);

/// The values of parameters as PostgreSQL takes them; or the number of the first that is missing,
/// from 1.
struct PostgresValues {
  std::vector<std::string> texts;
  std::size_t missing = 0;
};
[[nodiscard]] PostgresValues postgres_values(const std::vector<SqlValue>& values);

/// Whether a type, by its object id, is one of numbers.
[[nodiscard]] bool is_postgres_number(unsigned type);

/// The server ended the statement by its statement_timeout.
[[nodiscard]] bool is_postgres_timeout(const std::string& sqlstate);

} // namespace relctl::reader
