// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relctl::planfile {

/// A value without quotes as its writer meant it, on one line.
struct UnquotedValue {
  std::size_t offset = 0; ///< Of its first byte.
  std::string_view text;  ///< Without the comment behind it; never empty.
};

/// The value of a `key: value` or `- value` that the byte at `offset` belongs to; none where that
/// is in a key, a quoted value, or between values. `in_flow` says that brackets or braces of
/// earlier lines are open; inside them a comma or a closing one ends the value.
[[nodiscard]] std::optional<UnquotedValue> unquoted_value_at(std::string_view text,
                                                             std::size_t offset, bool in_flow);

/// The value as the plan should have it: `"> 1%"`.
[[nodiscard]] std::string in_quotes(std::string_view value);

} // namespace relctl::planfile
