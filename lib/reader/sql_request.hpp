// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "plan/sql_text.hpp"
#include "reader/answer.hpp"

#include <functional>
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
  Duration timeout;     ///< For all questions together, from when it was read.
  std::vector<SqlQuestion> questions;
};

/// `{"connection": "…" or "file": "…", "timeout_ms": 5000, "questions": [{"sql": "SELECT $1",
/// "rows": [["1.4.0", 5, null]]}]}`. Throws on any other form: relctl wrote it.
[[nodiscard]] SqlRequest parse_sql_request(const std::string& text);

/// As many times `answer` as the request has rows.
[[nodiscard]] std::vector<Answer> same_answers(const SqlRequest& request, const Answer& answer);

/// The answers in the order of the request. It is asked time by time, so that when the time is over
/// the first times have all of theirs and the rest is `timeout`, to be asked for again; of the
/// first time, which is all that a live poll wants, everything is asked.
[[nodiscard]] std::vector<Answer> answers_in_time(
    const SqlRequest& request, const std::function<bool()>& is_over,
    const std::function<Answer(const std::string& sql, const std::vector<SqlValue>& row)>& ask);

/// The answer where a parameter has no value.
[[nodiscard]] Answer unbound_answer(std::size_t number);

/// What a result of another shape than one row of one column comes to.
[[nodiscard]] Answer shape_answer(std::size_t rows, std::size_t columns);

} // namespace relctl::reader
