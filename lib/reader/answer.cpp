// SPDX-License-Identifier: Apache-2.0
#include "reader/answer.hpp"

#include "base/text.hpp"

#include <nlohmann/json.hpp>

#include <cmath>
#include <utility>

namespace relctl::reader {

Answer number_answer(double number) {
  if (std::isfinite(number))
    return {number, {}, {}};
  const char* name = std::isnan(number) ? "NaN" : (number > 0 ? "+Inf" : "-Inf");
  return no_answer("nan", std::string("the query gave ") + name);
}

Answer no_answer(std::string cause, std::string detail) {
  return {std::nullopt, std::move(cause), one_line(detail)};
}

std::string answers_json(const std::vector<Answer>& answers) {
  auto list = nlohmann::json::array();
  for (const Answer& answer : answers) {
    if (answer.number)
      list.push_back({{"number", *answer.number}});
    else
      list.push_back({{"cause", answer.cause}, {"detail", answer.detail}});
  }
  return nlohmann::json{{"answers", std::move(list)}}.dump();
}

} // namespace relctl::reader
