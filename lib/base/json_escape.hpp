// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace relctl {

/// The text as it stands inside a JSON string, without the quotes; made printable() first.
[[nodiscard]] std::string json_escaped(std::string_view text);

} // namespace relctl
