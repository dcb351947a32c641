// SPDX-License-Identifier: Apache-2.0
#include "base/ed25519.hpp"
#include "base/sha256.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

namespace {

Ed25519Key key_from_hex(const std::string& digits) {
  Ed25519Key key{};
  for (std::size_t i = 0; i < key.size(); ++i)
    key[i] = static_cast<std::uint8_t>(std::stoi(digits.substr(2 * i, 2), nullptr, 16));
  return key;
}

std::string hex_of(const std::string& bytes) {
  return to_hex(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

} // namespace

TEST_CASE("test 1 of RFC 8032 section 7.1 comes out") {
  const Ed25519Key seed =
      key_from_hex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
  const Ed25519Key public_key = ed25519_public_key(seed);
  CHECK(to_hex(public_key.data(), public_key.size()) ==
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  const std::string signature = ed25519_sign(seed, "");
  CHECK(hex_of(signature) == "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
                             "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
  CHECK(is_ed25519_signature(public_key, "", signature));
}

TEST_CASE("another message, key or signature is not signed") {
  const Ed25519Key seed{1, 2, 3};
  const Ed25519Key public_key = ed25519_public_key(seed);
  std::string signature = ed25519_sign(seed, "message");
  REQUIRE(is_ed25519_signature(public_key, "message", signature));
  CHECK_FALSE(is_ed25519_signature(public_key, "messagf", signature));
  CHECK_FALSE(is_ed25519_signature(ed25519_public_key(Ed25519Key{1, 2, 4}), "message", signature));
  CHECK_FALSE(is_ed25519_signature(public_key, "message", signature + "x"));
  CHECK_FALSE(is_ed25519_signature(public_key, "message", ""));
  signature[10] = static_cast<char>(signature[10] ^ 1);
  CHECK_FALSE(is_ed25519_signature(public_key, "message", signature));
}

TEST_CASE("a key for which anybody can sign signs nothing") {
  // The identity as key and as R, and S = 0: 0 B = R + h A whatever the message.
  std::string nobodys(64, '\0');
  nobodys[0] = 1;
  CHECK_FALSE(is_ed25519_signature(Ed25519Key{1}, "message", nobodys));
  const std::string all_but_ends(60, 'f');
  for (const std::string& weak :
       {std::string(64, '0'), "01" + std::string(62, '0'), "ec" + all_but_ends + "7f",
        "ed" + all_but_ends + "7f", "ee" + all_but_ends + "7f", "01" + std::string(60, '0') + "80",
        std::string("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85"),
        std::string("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa")})
    CHECK(is_weak_ed25519_key(key_from_hex(weak)));
  CHECK_FALSE(is_weak_ed25519_key(ed25519_public_key(Ed25519Key{1, 2, 3})));
}
