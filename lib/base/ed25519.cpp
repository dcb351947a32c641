// SPDX-License-Identifier: Apache-2.0
#include "base/ed25519.hpp"

#include <nettle/eddsa.h>

#include <algorithm>
#include <iterator>

namespace relctl {
namespace {

const std::uint8_t* raw(std::string_view bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

/// A y coordinate, by its first and last byte and what is between.
constexpr Ed25519Key y_of(std::uint8_t first, std::uint8_t between, std::uint8_t last) {
  Ed25519Key y{};
  y.fill(between);
  y.front() = first;
  y.back() = last;
  return y;
}

/// The y coordinates of the points whose order divides 8, little-endian, and of those that say the
/// same beyond the field's prime.
constexpr Ed25519Key k_weak_y[] = {
    y_of(0, 0, 0),          // Order 4.
    y_of(1, 0, 0),          // Order 1.
    y_of(0xec, 0xff, 0x7f), // Order 2.
    y_of(0xed, 0xff, 0x7f), // The prime: 0.
    y_of(0xee, 0xff, 0x7f), // The prime and 1.
    {0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4,
     0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6,
     0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05},
    {0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b,
     0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39,
     0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a}};

} // namespace

Ed25519Key ed25519_public_key(const Ed25519Key& seed) {
  Ed25519Key key{};
  ed25519_sha512_public_key(key.data(), seed.data());
  return key;
}

std::string ed25519_sign(const Ed25519Key& seed, std::string_view message) {
  const Ed25519Key key = ed25519_public_key(seed);
  std::string signature(ED25519_SIGNATURE_SIZE, '\0');
  ed25519_sha512_sign(key.data(), seed.data(), message.size(), raw(message),
                      reinterpret_cast<std::uint8_t*>(signature.data()));
  return signature;
}

bool is_weak_ed25519_key(const Ed25519Key& public_key) {
  Ed25519Key y = public_key;
  y.back() &= 0x7f; // The highest bit is the sign of x.
  return std::find(std::begin(k_weak_y), std::end(k_weak_y), y) != std::end(k_weak_y);
}

bool is_ed25519_signature(const Ed25519Key& public_key, std::string_view message,
                          std::string_view signature) {
  return signature.size() == ED25519_SIGNATURE_SIZE && !is_weak_ed25519_key(public_key) &&
         ed25519_sha512_verify(public_key.data(), message.size(), raw(message), raw(signature)) ==
             1;
}

} // namespace relctl
