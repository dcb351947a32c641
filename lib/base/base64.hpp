// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relctl {

/// Base64 after section 4 of RFC 4648, with padding.
[[nodiscard]] std::string base64(std::string_view bytes);

/// What base64() makes that text of; nothing for any other text, such as one with a line break.
[[nodiscard]] std::optional<std::string> from_base64(std::string_view text);

} // namespace relctl
