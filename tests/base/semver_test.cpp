// SPDX-License-Identifier: Apache-2.0
#include "base/semver.hpp"

#include <catch2/catch.hpp>

#include <vector>

using namespace relctl;

TEST_CASE("a version reads the same with and without v") {
  CHECK(canonical_version("v1.4.0").value() == "1.4.0");
  CHECK(canonical_version("1.4.0").value() == "1.4.0");
  CHECK(canonical_version("v1.4.0-rc.1+build.7").value() == "1.4.0-rc.1+build.7");
  CHECK(canonical_version("1.0.0-x-y-z.--").value() == "1.0.0-x-y-z.--");
  CHECK(canonical_version("1.0.0+001").value() == "1.0.0+001");
  CHECK(canonical_version("18446744073709551615.0.0").value() == "18446744073709551615.0.0");
}

TEST_CASE("what is not a semantic version is refused with the text and an example") {
  const char* text =
      GENERATE("", "v", "1", "1.4", "1.4.0.1", "01.4.0", "1.04.0", "1.4.00", "V1.4.0", "vv1.4.0",
               "1.4.0-", "1.4.0-a..b", "1.4.0-01", "1.4.0+", "1.4.0+a..b", "1.4.0-ä", "1.4.0+a+b",
               " 1.4.0", "1.4.0 ", "1.-4.0", "18446744073709551616.0.0", "latest");
  const auto version = parse_semver(text);
  INFO(text);
  REQUIRE_FALSE(version);
  CHECK(version.error().message.find("v1.4.0") != std::string::npos);
}

TEST_CASE("a version of no sensible length is refused in a short line") {
  const std::string longest = "1.4.0-" + std::string(250, 'a');
  CHECK(canonical_version(longest).value() == longest);
  const auto longer = parse_semver(longest + "a");
  REQUIRE_FALSE(longer);
  CHECK(longer.error().message.find("has 257 characters; at most 256") != std::string::npos);
  CHECK(parse_semver("1.4.0-" + std::string(5000, 'a')).error().message.size() < 150);
}

TEST_CASE("a blank around a version is named, since it cannot be seen") {
  CHECK(parse_semver(" 1.4.0").error().message.find("white space") != std::string::npos);
  CHECK(parse_semver("1.4.0\n").error().message.find("white space") != std::string::npos);
  CHECK(parse_semver(" 1.4").error().message.find("white space") == std::string::npos);
}

TEST_CASE("precedence follows section 11 of the specification") {
  // Each is smaller than the next; the example of the specification is among them.
  const std::vector<std::string> ascending{"0.9.9",
                                           "1.0.0-1",
                                           "1.0.0-2",
                                           "1.0.0-10",
                                           "1.0.0-99999999999999999998",
                                           "1.0.0-99999999999999999999",
                                           "1.0.0-alpha",
                                           "1.0.0-alpha.1",
                                           "1.0.0-alpha.beta",
                                           "1.0.0-beta",
                                           "1.0.0-beta.2",
                                           "1.0.0-beta.11",
                                           "1.0.0-rc.1",
                                           "1.0.0",
                                           "1.0.1",
                                           "1.2.0",
                                           "1.10.0",
                                           "2.0.0"};
  for (std::size_t i = 0; i < ascending.size(); ++i)
    for (std::size_t j = 0; j < ascending.size(); ++j) {
      INFO(ascending[i] << " against " << ascending[j]);
      const int result = compare(*parse_semver(ascending[i]), *parse_semver(ascending[j]));
      CHECK((result < 0) == (i < j));
      CHECK((result > 0) == (i > j));
    }
}

TEST_CASE("build metadata does not order versions") {
  CHECK(compare(*parse_semver("1.0.0+a"), *parse_semver("v1.0.0+b")) == 0);
}
