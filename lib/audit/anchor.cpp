// SPDX-License-Identifier: Apache-2.0
#include "audit/verify.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relctl::audit {

namespace {

bool is_hex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
}

} // namespace

Result<ports::Anchor> parse_anchor(const std::string& text) {
  constexpr std::size_t k_hash_digits = 64;
  const std::size_t colon = text.find(':');
  const bool shaped =
      colon != std::string::npos && text.size() - colon - 1 == k_hash_digits &&
      std::all_of(text.begin() + static_cast<std::ptrdiff_t>(colon) + 1, text.end(), is_hex);
  ports::Anchor anchor;
  const char* end = text.data() + (shaped ? colon : 0);
  const auto [stop, error] = std::from_chars(text.data(), end, anchor.position);
  if (!shaped || error != std::errc() || stop != end || anchor.position < 0)
    return fail(ErrorKind::usage,
                fmt::format("'{}' is not an anchor; write POSITION:HASH with 64 lower-case "
                            "hexadecimal digits, as `relctl audit head` prints it",
                            one_line(text, 100)));
  anchor.hash = text.substr(colon + 1);
  return anchor;
}

} // namespace relctl::audit
