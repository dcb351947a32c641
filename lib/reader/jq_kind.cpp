// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "reader/answer.hpp"
#include "reader/jq_document.hpp"
#include "reader/kinds.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace relctl::reader {
namespace {

Answer answer_of(const JqValue& value) {
  switch (value.kind) {
  case JqValue::Kind::null:
    return no_answer("nodata", "the query gave null");
  case JqValue::Kind::number:
    return number_answer(value.number);
  case JqValue::Kind::boolean:
  case JqValue::Kind::text:
  case JqValue::Kind::array:
  case JqValue::Kind::object:
    break;
  }
  return no_answer("provider_error",
                   fmt::format("the query gave {}, not a number", one_line(value.json, 120)));
}

Answer run(const JqDocument& document, const std::string& program) {
  const auto outputs = document.run(program, 2);
  if (!outputs)
    return no_answer("provider_error",
                     outputs.error().kind == ErrorKind::usage
                         ? "the query is no jq program: " + outputs.error().message
                         : outputs.error().message);
  if (outputs->empty())
    return no_answer("nodata", "the query gave nothing");
  if (outputs->size() > 1)
    return no_answer("many", fmt::format("several values where one is due; the first are {} and {}",
                                         one_line(outputs->at(0).json, 60),
                                         one_line(outputs->at(1).json, 60)));
  return answer_of(outputs->front());
}

} // namespace

std::string answer_jq(const std::string& request_text) {
  const auto request = nlohmann::json::parse(request_text);
  const auto programs = request.at("programs").get<std::vector<std::string>>();
  const auto document = JqDocument::parse(request.at("input").get_ref<const std::string&>());
  std::vector<Answer> answers;
  for (const std::string& program : programs)
    answers.push_back(document
                          ? run(*document, program)
                          : no_answer("provider_error", "no JSON: " + document.error().message +
                                                            "; check the source's url"));
  return answers_json(answers);
}

} // namespace relctl::reader
