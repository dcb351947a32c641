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

std::vector<Answer> answers_in_time(
    const SqlRequest& request, const std::function<bool()>& is_over,
    const std::function<Answer(const std::string& sql, const std::vector<SqlValue>& row)>& ask) {
  std::vector<Answer> answers =
      same_answers(request, no_answer("timeout", "the time was over before it was answered"));
  const std::size_t times = request.questions.empty() ? 0 : request.questions.front().rows.size();
  std::vector<Answer> at_time(request.questions.size());
  for (std::size_t time = 0; time < times; ++time) {
    for (std::size_t i = 0; i < at_time.size(); ++i) {
      if (time > 0 && is_over())
        return answers;
      const SqlQuestion& question = request.questions[i];
      at_time[i] = ask(question.sql, question.rows.at(time));
    }
    // The last answer may be that the time was over.
    if (time > 0 && is_over())
      return answers;
    for (std::size_t i = 0; i < at_time.size(); ++i)
      answers[i * times + time] = std::move(at_time[i]);
  }
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
