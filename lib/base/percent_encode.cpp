// SPDX-License-Identifier: Apache-2.0
#include "base/percent_encode.hpp"

namespace relctl {
namespace {

bool is_unreserved(unsigned char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

} // namespace

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view k_digits = "0123456789ABCDEF";
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(byte)) {
      encoded += c;
      continue;
    }
    encoded += '%';
    encoded += k_digits[byte >> 4U];
    encoded += k_digits[byte & 15U];
  }
  return encoded;
}

} // namespace relctl
