// SPDX-License-Identifier: Apache-2.0
#include "audit/verify.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::audit;

namespace {
const std::string k_hash(64, 'a');
} // namespace

TEST_CASE("an anchor is a position and a hash") {
  const auto anchor = parse_anchor("42:" + k_hash);
  REQUIRE(anchor);
  CHECK(*anchor == ports::Anchor{42, k_hash});
  CHECK(parse_anchor("0:" + std::string(64, '0')));
}

TEST_CASE("anything else is no anchor") {
  const std::string text =
      GENERATE_COPY(std::string(), "42", "42:", ":" + k_hash, "-1:" + k_hash, "+1:" + k_hash,
                    " 1:" + k_hash, "1:" + k_hash + "a", "1:" + k_hash.substr(1),
                    "1:" + std::string(64, 'A'), "1:" + std::string(64, 'g'), "1x:" + k_hash,
                    "99999999999999999999:" + k_hash, "1:2:" + k_hash, "1:" + k_hash + "\n");
  const auto anchor = parse_anchor(text);
  REQUIRE_FALSE(anchor);
  CHECK(anchor.error().kind == ErrorKind::usage);
  CHECK_THAT(anchor.error().message, Catch::Contains("POSITION:HASH"));
}
