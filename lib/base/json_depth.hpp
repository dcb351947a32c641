// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace relctl {

/// What comes from outside and is nested deeper is refused before it is read: whatever writes JSON
/// recurses into it, and a body of a megabyte can hold half a million levels. No known source sends
/// more than a dozen.
inline constexpr std::size_t k_json_depth_max = 100;

/// How deep the brackets and braces of a JSON text are nested, strings left out. Of a text that is
/// no JSON it is some number.
[[nodiscard]] std::size_t json_depth(std::string_view json);

} // namespace relctl
