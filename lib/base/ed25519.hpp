// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace relctl {

/// Ed25519 (RFC 8032), by Nettle. The private key is its 32 bytes of seed.
using Ed25519Key = std::array<std::uint8_t, 32>;

[[nodiscard]] Ed25519Key ed25519_public_key(const Ed25519Key& seed);

/// The 64 bytes of the signature; the same for the same message.
[[nodiscard]] std::string ed25519_sign(const Ed25519Key& seed, std::string_view message);

/// Whether the public key is one of the few points of small order, for which anybody can make a
/// signature of many a message (RFC 8032 section 8.9 leaves it to the caller to refuse them).
[[nodiscard]] bool is_weak_ed25519_key(const Ed25519Key& public_key);

/// Never by a weak key.
[[nodiscard]] bool is_ed25519_signature(const Ed25519Key& public_key, std::string_view message,
                                        std::string_view signature);

} // namespace relctl
