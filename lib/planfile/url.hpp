// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relctl::planfile {

struct UrlMistake {
  std::string rule;
  std::string message; ///< Never repeats user information.
  std::string remedy;
};

/// Why `url` is no http or https URL with a host, without user information, white space or
/// backslashes. `written` is how the plan writes it, before the environment was read; it alone goes
/// into messages. Where `templated`, the text may hold `{{variables}}`, and one that begins with a
/// variable is left to the time when it is rendered.
[[nodiscard]] std::optional<UrlMistake> check_url(std::string_view url, std::string_view written,
                                                  bool templated);

} // namespace relctl::planfile
