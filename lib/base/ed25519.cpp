// SPDX-License-Identifier: Apache-2.0
#include "base/ed25519.hpp"

#include <nettle/eddsa.h>

namespace relctl {
namespace {

const std::uint8_t* raw(std::string_view bytes) {
  return reinterpret_cast<const std::uint8_t*>(bytes.data());
}

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

bool is_ed25519_signature(const Ed25519Key& public_key, std::string_view message,
                          std::string_view signature) {
  return signature.size() == ED25519_SIGNATURE_SIZE &&
         ed25519_sha512_verify(public_key.data(), message.size(), raw(message), raw(signature)) ==
             1;
}

} // namespace relctl
