// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "plan/sql_text.hpp"
#include "reader/answer.hpp"

#include <string>
#include <vector>

namespace relctl::reader {

using plan::SqlValue;

/// One query, and the values of its parameters for each time it is to answer.
struct SqlQuestion {
  std::string sql; ///< With `$1` … or `?1` …
  std::vector<std::vector<SqlValue>> rows;
};

struct SqlRequest {
  std::string database; ///< A connection string or a file; a secret.
  Duration timeout;     ///< For all questions together.
  std::vector<SqlQuestion> questions;
};

/// `{"connection": "…" or "file": "…", "timeout_ms": 5000, "questions": [{"sql": "SELECT $1",
/// "rows": [["1.4.0", 5, null]]}]}`. Throws on any other form: relctl wrote it.
[[nodiscard]] SqlRequest parse_sql_request(const std::string& text);

/// As many times `answer` as the request has rows.
[[nodiscard]] std::vector<Answer> same_answers(const SqlRequest& request, const Answer& answer);

/// The answer where a parameter has no value.
[[nodiscard]] Answer unbound_answer(std::size_t number);

/// What a result of another shape than one row of one column comes to.
[[nodiscard]] Answer shape_answer(std::size_t rows, std::size_t columns);

} // namespace relctl::reader
