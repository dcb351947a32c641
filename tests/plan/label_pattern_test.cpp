// SPDX-License-Identifier: Apache-2.0
#include "plan/label_pattern.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::plan;

TEST_CASE("a pattern of 512 bytes is compiled, and look-ahead is known") {
  CHECK(compile_label_pattern(std::string(512, 'a')));
  const auto pattern = compile_label_pattern("(?!5)...");
  REQUIRE(pattern);
  CHECK(std::regex_match("200", *pattern));
  CHECK_FALSE(std::regex_match("500", *pattern));
}

TEST_CASE("long numbers are none of a pattern's business where they repeat nothing") {
  CHECK(compile_label_pattern("1234567890123,4567890123456"));
  CHECK(compile_label_pattern("a{2},1234567890123"));
}

TEST_CASE("a pattern that could not be matched in bounded time is refused, and said why") {
  const auto [text, message] = GENERATE(table<std::string, std::string>(
      {{"(", "'(' is not a regular expression; correct it, or compare with = or !="},
       {"[a", "'[a' is not a regular expression; correct it, or compare with = or !="},
       {"a{2,1}", "'a{2,1}' is not a regular expression; correct it, or compare with = or !="},
       {"(a)\\1", "'(a)\\1' has a back-reference, which is not read; write out what it repeats"},
       {"\\7", "'\\7' has a back-reference, which is not read; write out what it repeats"},
       {"(a{1000}){1000}", "'(a{1000}){1000}' is too large when it is written out; use smaller "
                           "repetitions"},
       {"a{66666666666666666666", "'a{66666666666666666666' is too large when it is written out; "
                                  "use smaller repetitions"},
       {"a{66666}", "'a{66666}' is too large when it is written out; use smaller repetitions"},
       {"a{1,6666666666}", "'a{1,6666666666}' is too large when it is written out; use smaller "
                           "repetitions"},
       {std::string(513, 'a'), "the regular expression has 513 bytes, more than 512; shorten it, "
                               "or select by another label"}}));
  const auto refused = compile_label_pattern(text);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message == message);
}
