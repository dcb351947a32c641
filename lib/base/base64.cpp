// SPDX-License-Identifier: Apache-2.0
#include "base/base64.hpp"

#include <cstdint>

namespace relctl {
namespace {

constexpr std::string_view k_base64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

} // namespace

std::string base64(std::string_view bytes) {
  std::string text;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char byte : bytes) {
    bits = ((bits << 8) | static_cast<std::uint8_t>(byte)) & 0xffffU;
    for (held += 8; held >= 6; held -= 6)
      text += k_base64[(bits >> (held - 6)) & 63U];
  }
  if (held > 0)
    text += k_base64[(bits << (6 - held)) & 63U];
  while (text.size() % 4 != 0)
    text += '=';
  return text;
}

std::optional<std::string> from_base64(std::string_view text) {
  std::string bytes;
  std::uint32_t bits = 0;
  int held = 0;
  for (const char c : text.substr(0, text.find('='))) {
    const auto digit = k_base64.find(c);
    if (digit == std::string_view::npos)
      return std::nullopt;
    bits = ((bits << 6) | static_cast<std::uint32_t>(digit)) & 0xffffU;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes += static_cast<char>((bits >> held) & 0xffU);
    }
  }
  // Spare bits, missing padding or too much of it: one value has one text.
  return base64(bytes) == text ? std::optional(bytes) : std::nullopt;
}

} // namespace relctl
