// SPDX-License-Identifier: Apache-2.0
#include "base/sha256.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("the digests of FIPS 180-4's examples come out") {
  CHECK(sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256_hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST_CASE("a digest in hexadecimal is one in either case, and nothing beside it") {
  CHECK(is_sha256_hex(sha256_hex("")));
  CHECK(is_sha256_hex(std::string(64, 'A')));
  CHECK_FALSE(is_sha256_hex(std::string(64, 'g')));
  CHECK_FALSE(is_sha256_hex(sha256_hex("") + " "));
  CHECK_FALSE(is_sha256_hex(""));
}

TEST_CASE("a NUL is part of what is hashed") {
  CHECK(sha256_hex(std::string_view("a\0b", 3)) != sha256_hex("a"));
}

TEST_CASE("hexadecimal is lower case and keeps leading zeros") {
  const std::uint8_t bytes[] = {0x00, 0x0f, 0xa0, 0xff};
  CHECK(to_hex(bytes, 4) == "000fa0ff");
  CHECK(to_hex(bytes, 0).empty());
}
