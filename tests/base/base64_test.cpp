// SPDX-License-Identifier: Apache-2.0
#include "base/base64.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("the examples of RFC 4648 come out, and back") {
  const auto [bytes, text] = GENERATE(table<std::string, std::string>({{"", ""},
                                                                       {"f", "Zg=="},
                                                                       {"fo", "Zm8="},
                                                                       {"foo", "Zm9v"},
                                                                       {"foob", "Zm9vYg=="},
                                                                       {"fooba", "Zm9vYmE="},
                                                                       {"foobar", "Zm9vYmFy"},
                                                                       {"\xff\xfe\xfd", "//79"}}));
  CHECK(base64(bytes) == text);
  CHECK(from_base64(text) == bytes);
}

TEST_CASE("a value has one text in base64, any other is none") {
  CHECK_FALSE(from_base64(
      GENERATE("Zg", "Zg=", "Zg===", "Zh==", "Zm9", "Zm9v\n", "Zm 9v", "=", "Zg==Zg==", "Zm-v")));
}
