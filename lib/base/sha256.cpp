// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.hpp"

// The digest that needs no provider: to find and set one up costs every command that reads the log
// more than to hash all of its own events does. It is declared for 1.1.1 only.
#define OPENSSL_API_COMPAT 10101
#include <openssl/sha.h>

namespace relctl {

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
  std::array<std::uint8_t, 32> digest{};
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, bytes.data(), bytes.size());
  SHA256_Final(digest.data(), &context);
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

} // namespace relctl
