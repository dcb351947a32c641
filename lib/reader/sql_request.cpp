// SPDX-License-Identifier: Apache-2.0
#include "reader/sql_request.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace relctl::reader {
namespace {

using Json = nlohmann::json;

SqlValue value_of(const Json& value) {
  if (value.is_null())
    return std::nullopt;
  if (value.is_number())
    return value.get<double>();
  return value.get<std::string>();
}

SqlQuestion question_of(const Json& question) {
  SqlQuestion result{question.at("sql").get<std::string>(), {}};
  for (const Json& row : question.at("rows")) {
    result.rows.emplace_back();
    for (const Json& value : row)
      result.rows.back().push_back(value_of(value));
  }
  return result;
}

} // namespace

SqlRequest parse_sql_request(const std::string& text) {
  const auto request = Json::parse(text);
  SqlRequest result;
  result.database = request.at(request.contains("file") ? "file" : "connection").get<std::string>();
  result.timeout = milliseconds(request.at("timeout_ms").get<std::int64_t>());
  for (const Json& question : request.at("questions"))
    result.questions.push_back(question_of(question));
  return result;
}

std::vector<Answer> same_answers(const SqlRequest& request, const Answer& answer) {
  std::vector<Answer> answers;
  for (const SqlQuestion& question : request.questions)
    answers.insert(answers.end(), question.rows.size(), answer);
  return answers;
}

Answer unbound_answer(std::size_t number) {
  return no_answer("provider_error",
                   fmt::format("parameter {} of the query has no value here", number));
}

Answer shape_answer(std::size_t rows, std::size_t columns) {
  if (columns == 0)
    return no_answer("provider_error", "the statement gives no rows at all; write a SELECT");
  if (columns > 1)
    return no_answer("many", fmt::format("{} columns where one is due", columns));
  if (rows == 0)
    return no_answer("nodata", "no row");
  return no_answer("many", fmt::format("{} rows where one is due", rows));
}

} // namespace relctl::reader
