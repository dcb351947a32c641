// SPDX-License-Identifier: Apache-2.0
#include "reader/jq_document.hpp"
#include "reader/kinds.hpp"

#include <nlohmann/json.hpp>

namespace relctl::reader {
namespace {

/// All of them as one program, each on lines of its own, which a comment may end: jq takes 17 ms to
/// read its own library, and does so for each program.
std::string joined(const std::vector<std::string>& programs) {
  std::string text;
  for (const std::string& program : programs)
    text += (text.empty() ? "(\n" : ",(\n") + program + "\n)";
  return text;
}

} // namespace

std::string compile_jq(const std::string& request_text) {
  const auto request = nlohmann::json::parse(request_text);
  const auto programs = request.at("programs").get<std::vector<std::string>>();
  const bool none_is_wrong = programs.empty() || !jq_mistake(joined(programs));
  auto mistakes = nlohmann::json::array();
  for (const std::string& program : programs)
    mistakes.push_back(none_is_wrong ? "" : jq_mistake(program).value_or(""));
  return nlohmann::json{{"mistakes", std::move(mistakes)}}.dump();
}

} // namespace relctl::reader
