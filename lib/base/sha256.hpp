// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace relctl {

/// SHA-256 (FIPS 180-4), by Nettle.
[[nodiscard]] std::array<std::uint8_t, 32> sha256(std::string_view bytes);
/// Of the parts as if they were joined.
[[nodiscard]] std::array<std::uint8_t, 32> sha256(std::initializer_list<std::string_view> parts);

/// Lower-case hexadecimal of `bytes`.
[[nodiscard]] std::string to_hex(const std::uint8_t* bytes, std::size_t count);

/// The 64 lower-case hexadecimal digits of sha256(bytes).
[[nodiscard]] std::string sha256_hex(std::string_view bytes);

/// Whether the text is 64 hexadecimal digits, of either case.
[[nodiscard]] bool is_sha256_hex(std::string_view text);

} // namespace relctl
