// SPDX-License-Identifier: Apache-2.0
#include "base/ed25519.hpp"

#include "base/check.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <memory>

namespace relctl {
namespace {

constexpr std::size_t k_signature_bytes = 64;

struct FreeEd25519 {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
};
using Key = std::unique_ptr<EVP_PKEY, FreeEd25519>;
using Signing = std::unique_ptr<EVP_MD_CTX, FreeEd25519>;

const unsigned char* raw(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}

Key private_key(const Ed25519Key& seed) {
  Key key(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()));
  RELCTL_CHECK(key != nullptr);
  return key;
}

} // namespace

Ed25519Key new_ed25519_seed() {
  Ed25519Key seed{};
  RELCTL_CHECK(RAND_priv_bytes(seed.data(), static_cast<int>(seed.size())) == 1);
  return seed;
}

Ed25519Key ed25519_public_key(const Ed25519Key& seed) {
  Ed25519Key key{};
  std::size_t size = key.size();
  RELCTL_CHECK(EVP_PKEY_get_raw_public_key(private_key(seed).get(), key.data(), &size) == 1 &&
               size == key.size());
  return key;
}

std::string ed25519_sign(const Ed25519Key& seed, std::string_view message) {
  const Key key = private_key(seed);
  const Signing signing(EVP_MD_CTX_new());
  std::string signature(k_signature_bytes, '\0');
  std::size_t size = signature.size();
  RELCTL_CHECK(EVP_DigestSignInit(signing.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
               EVP_DigestSign(signing.get(), reinterpret_cast<unsigned char*>(signature.data()),
                              &size, raw(message), message.size()) == 1 &&
               size == k_signature_bytes);
  return signature;
}

bool is_ed25519_signature(const Ed25519Key& public_key, std::string_view message,
                          std::string_view signature) {
  const Key key(
      EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, public_key.data(), public_key.size()));
  const Signing signing(EVP_MD_CTX_new());
  return key != nullptr && signature.size() == k_signature_bytes &&
         EVP_DigestVerifyInit(signing.get(), nullptr, nullptr, nullptr, key.get()) == 1 &&
         EVP_DigestVerify(signing.get(), raw(signature), signature.size(), raw(message),
                          message.size()) == 1;
}

} // namespace relctl
