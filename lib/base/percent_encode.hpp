// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace relctl {

/// Every byte outside the unreserved characters of RFC 3986 section 2.3 as `%XX`.
[[nodiscard]] std::string percent_encode(std::string_view text);

} // namespace relctl
