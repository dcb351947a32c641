// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.hpp"

#include <nettle/sha2.h>

namespace relctl {

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
  return sha256({bytes});
}

std::array<std::uint8_t, 32> sha256(std::initializer_list<std::string_view> parts) {
  std::array<std::uint8_t, 32> digest{};
  sha256_ctx context;
  sha256_init(&context);
  for (const std::string_view part : parts)
    sha256_update(&context, part.size(), reinterpret_cast<const std::uint8_t*>(part.data()));
  sha256_digest(&context, digest.size(), digest.data());
  return digest;
}

std::string to_hex(const std::uint8_t* bytes, std::size_t count) {
  constexpr std::string_view k_digits = "0123456789abcdef";
  std::string text;
  text.reserve(count * 2);
  for (std::size_t i = 0; i < count; ++i) {
    text += k_digits[bytes[i] >> 4];
    text += k_digits[bytes[i] & 15U];
  }
  return text;
}

std::string sha256_hex(std::string_view bytes) {
  const auto digest = sha256(bytes);
  return to_hex(digest.data(), digest.size());
}

bool is_sha256_hex(std::string_view text) {
  return text.size() == 64 && text.find_first_not_of("0123456789abcdefABCDEF") == text.npos;
}

} // namespace relctl
