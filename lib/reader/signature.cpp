// SPDX-License-Identifier: Apache-2.0
#include "reader/signature.hpp"

#include "base/base64.hpp"
#include "base/text.hpp"
#include "reader/digest.hpp"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>

#include <cctype>
#include <memory>
#include <optional>

namespace relctl::reader {
namespace {

constexpr int k_least_rsa_bits = 2048; ///< NIST SP 800-131A rev. 2, section 3.

struct FreeKey {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};
struct FreeBio {
  void operator()(BIO* bio) const { BIO_free(bio); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

Key read_key(const std::string& pem) {
  const std::unique_ptr<BIO, FreeBio> bio(
      BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  return Key(PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr));
}

const unsigned char* bytes_of(const std::string& text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

/// Base64 as tools write it, in lines.
std::optional<std::string> from_wrapped_base64(const std::string& text) {
  std::string compact;
  for (const char c : text)
    if (std::isspace(static_cast<unsigned char>(c)) == 0)
      compact += c;
  return compact.empty() ? std::nullopt : from_base64(compact);
}

struct Scheme {
  const char* name;
  const EVP_MD* digest; ///< Null: the content itself is signed.
};

std::optional<Scheme> scheme_of(const EVP_PKEY* key) {
  switch (EVP_PKEY_get_base_id(key)) {
  case EVP_PKEY_ED25519:
    return Scheme{"Ed25519", nullptr};
  case EVP_PKEY_ED448:
    return Scheme{"Ed448", nullptr};
  case EVP_PKEY_RSA:
    return Scheme{"RSA with SHA-256", EVP_sha256()};
  case EVP_PKEY_EC:
    return Scheme{"ECDSA with SHA-256", EVP_sha256()};
  default:
    return std::nullopt;
  }
}

bool is_by(EVP_PKEY* key, const Scheme& scheme, const std::string& content,
           const std::string& signature) {
  const std::unique_ptr<EVP_MD_CTX, FreeDigest> digest(EVP_MD_CTX_new());
  return digest && EVP_DigestVerifyInit(digest.get(), nullptr, scheme.digest, nullptr, key) == 1 &&
         EVP_DigestVerify(digest.get(), bytes_of(signature), signature.size(), bytes_of(content),
                          content.size()) == 1;
}

} // namespace

Result<SignatureFacts> verify_signature(const std::string& content, const std::string& signature,
                                        const std::string& public_key_pem) {
  const Key key = read_key(public_key_pem);
  if (!key)
    return fail(ErrorKind::refused, "the public key is no PEM public key");
  const auto scheme = scheme_of(key.get());
  if (!scheme)
    return fail(ErrorKind::refused, "the public key is not of a kind known here: Ed25519, Ed448, "
                                    "RSA or ECDSA");
  if (EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_RSA &&
      EVP_PKEY_get_bits(key.get()) < k_least_rsa_bits)
    return fail(ErrorKind::refused, "the RSA key has fewer than 2048 bits");
  const auto decoded = from_wrapped_base64(signature);
  if (is_by(key.get(), *scheme, content, signature) ||
      (decoded && is_by(key.get(), *scheme, content, *decoded)))
    return SignatureFacts{scheme->name};
  return fail(ErrorKind::refused, std::string("the signature (") + scheme->name +
                                      ") is not by this key, or not of this file");
}

} // namespace relctl::reader
