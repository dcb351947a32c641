// SPDX-License-Identifier: Apache-2.0
#include "reader/jq_document.hpp"
#include "reader/kinds.hpp"

#include <nlohmann/json.hpp>

namespace relctl::reader {

std::string compile_jq(const std::string& request_text) {
  const auto request = nlohmann::json::parse(request_text);
  auto mistakes = nlohmann::json::array();
  for (const auto& program : request.at("programs").get<std::vector<std::string>>())
    mistakes.push_back(jq_mistake(program).value_or(""));
  return nlohmann::json{{"mistakes", std::move(mistakes)}}.dump();
}

} // namespace relctl::reader
