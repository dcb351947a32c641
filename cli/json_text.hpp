// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::cli {

/// The text as a JSON string, with its quotes; invalid UTF-8 becomes U+FFFD.
[[nodiscard]] std::string json_string(std::string_view text);

/// Values that are JSON already, as an array.
[[nodiscard]] std::string json_array(const std::vector<std::string>& values);

/// An object whose fields stand in the order in which they were given.
class JsonObject {
public:
  JsonObject& text(std::string_view name, std::string_view value);
  JsonObject& flag(std::string_view name, bool value);
  JsonObject& number(std::string_view name, std::int64_t value);
  /// RFC 3339, or null.
  JsonObject& time(std::string_view name, const std::optional<Instant>& value);
  /// A value that is JSON already.
  JsonObject& value(std::string_view name, std::string_view json);

  [[nodiscard]] std::string str() const { return "{" + m_fields + "}"; }

private:
  std::string m_fields;
};

} // namespace relctl::cli
