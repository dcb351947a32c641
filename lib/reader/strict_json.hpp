// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace relctl::reader {

/// Why JSON texts, one after the other, are none by RFC 8259, or not to be relied on: a number that
/// no double holds, a key that stands twice in one object, of which a library would take the last
/// without a word. None where they are sound.
[[nodiscard]] std::optional<std::string> json_objection(std::string_view text);

} // namespace relctl::reader
