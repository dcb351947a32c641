// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relctl::planfile {

struct YamlWording {
  std::string message;
  std::string remedy;
};

/// What to tell of a tab that indents a line, which the parser may understand as something else.
inline constexpr const char* k_tab_message = "a tab is used to indent";
inline constexpr const char* k_tab_remedy = "indent with spaces";

/// What to tell a person where the YAML parser stopped. `reason` is the parser's own short reason
/// (a constant of yaml-cpp 0.7.0's exceptions.h), `rest` the text from the place of the error on.
[[nodiscard]] YamlWording word_yaml_error(std::string_view reason, std::string_view rest);

/// What to tell of a value that the parser stopped in for the want of quotes; none where quotes
/// are not what is missing.
[[nodiscard]] std::optional<YamlWording> word_missing_quotes(std::string_view reason,
                                                             std::string_view value);

} // namespace relctl::planfile
