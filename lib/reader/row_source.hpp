// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/redactor.hpp"
#include "base/result.hpp"
#include "reader/row_set.hpp"
#include "reader/sql_request.hpp"
#include "reader/suite.hpp"

#include <string>
#include <vector>

namespace relctl::reader {

/// A command that prints rows.
struct RowCommand {
  std::vector<std::string> argv;
  std::vector<std::string> environment; ///< `NAME=value`, complete.
  std::string directory;
};

/// Where one side of a comparison comes from, and what is asked of it.
struct RowSource {
  std::string kind; ///< postgres, sqlite, json or command.
  std::string name; ///< The source's id.
  Duration timeout;
  SqlRequest sql;      ///< postgres, sqlite: one question with one row of values.
  Suite http;          ///< json: one request,
  std::string program; ///< and the jq program over its answer.
  RowCommand command;
};

/// Throws on any other form: relctl wrote it. README.md documents the form.
[[nodiscard]] RowSource parse_row_source(const std::string& request);

/// The rows of a source, asked for within its timeout and within `left`, what is left of the time
/// for both sides. The error says what is wrong with which source; `redactor` learns its secrets.
[[nodiscard]] Result<RowSet> read_rows(RowSource source, Duration left, Redactor& redactor);

// By the kind of source.
[[nodiscard]] Result<RowSet> read_sqlite_rows(const SqlRequest& request);
[[nodiscard]] Result<RowSet> read_postgres_rows(const SqlRequest& request, Redactor& redactor);
[[nodiscard]] Result<RowSet> read_json_rows(const RowSource& source, Redactor& redactor);
[[nodiscard]] Result<RowSet> read_command_rows(const RowCommand& command, Duration timeout);

} // namespace relctl::reader
