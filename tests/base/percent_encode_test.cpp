// SPDX-License-Identifier: Apache-2.0
#include "base/percent_encode.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("every byte that means something in a url is percent-encoded") {
  CHECK(percent_encode("sum(up{job=\"a b\"}) + 1") ==
        "sum%28up%7Bjob%3D%22a%20b%22%7D%29%20%2B%201");
  CHECK(percent_encode("aZ09-._~") == "aZ09-._~");
  CHECK(percent_encode("灰") == "%E7%81%B0");
  CHECK(percent_encode("&=?#/%") == "%26%3D%3F%23%2F%25");
}
