// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <string>

namespace relctl::reader {

/// How a signature was made: `Ed25519`, `RSA with SHA-256`, `ECDSA with SHA-256`.
struct SignatureFacts {
  std::string algorithm;
};

/// Whether `signature` is one of `content` by the private half of the PEM public key. Ed25519 and
/// Ed448 sign the content itself (RFC 8032); RSA (PKCS #1 v1.5, RFC 8017 section 8.2) and ECDSA
/// (ASN.1 DER, RFC 3279 section 2.2.3) its SHA-256. The signature may stand in base64. The error
/// says why not; a key that is none, or too weak to mean anything, is refused.
[[nodiscard]] Result<SignatureFacts> verify_signature(const std::string& content,
                                                      const std::string& signature,
                                                      const std::string& public_key_pem);

} // namespace relctl::reader
