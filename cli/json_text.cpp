// SPDX-License-Identifier: Apache-2.0
#include "cli/json_text.hpp"

#include "base/json_escape.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

namespace relctl::cli {

std::string json_string(std::string_view text) {
  return "\"" + json_escaped(text) + "\"";
}

std::string json_array(const std::vector<std::string>& values) {
  return "[" + join(values, ",") + "]";
}

JsonObject& JsonObject::text(std::string_view name, std::string_view value_text) {
  return value(name, json_string(value_text));
}

JsonObject& JsonObject::flag(std::string_view name, bool is_set) {
  return value(name, is_set ? "true" : "false");
}

JsonObject& JsonObject::number(std::string_view name, std::int64_t count) {
  return value(name, std::to_string(count));
}

JsonObject& JsonObject::time(std::string_view name, const std::optional<Instant>& instant) {
  return value(name, instant ? json_string(format_instant(*instant)) : "null");
}

JsonObject& JsonObject::value(std::string_view name, std::string_view json) {
  m_fields += fmt::format("{}{}:{}", m_fields.empty() ? "" : ",", json_string(name), json);
  return *this;
}

} // namespace relctl::cli
