// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace relctl::audit {

using Digest = std::array<std::uint8_t, 32>;

/// What an event's hash covers. README.md, "The format of the log", states the bytes.
struct Link {
  std::int64_t position = 0;
  std::string_view stream;
  std::int64_t version = 0;
  std::string_view track;
  std::int64_t at_ms = 0;
  std::string_view actor;
  std::string_view kind;
  std::string_view body;
  std::string_view previous; ///< 32 bytes; all zero for the first event.
};

/// The hashed bytes: the domain `relctl.event/1`, then the fields of Link in order, each with its
/// length before it.
[[nodiscard]] std::string link_bytes(const Link& link);

[[nodiscard]] Digest link_hash(const Link& link);

[[nodiscard]] std::string_view as_bytes(const Digest& digest);

/// 64 lower-case hexadecimal digits of 32 raw bytes.
[[nodiscard]] std::string hex_of(std::string_view bytes);

} // namespace relctl::audit
