// SPDX-License-Identifier: Apache-2.0
#include "plan/alert_matchers.hpp"

#include <catch2/catch.hpp>

using namespace relctl::plan;

namespace {

std::string texts_of(const std::string& query) {
  const auto matchers = parse_alert_matchers(query);
  if (!matchers)
    return std::to_string(matchers.error().offset) + ": " + matchers.error().message;
  std::string texts;
  for (const LabelMatcher& matcher : *matchers)
    texts += alert_matcher_text(matcher) + " ";
  return texts;
}

} // namespace

TEST_CASE("matchers are written as in PromQL, with or without braces") {
  CHECK(texts_of(R"(severity="critical",service="shop")") ==
        R"(severity="critical" service="shop" )");
  CHECK(texts_of(R"({a!="b", c=~"d|e", f!~"g"})") == R"(a!="b" c=~"d|e" f!~"g" )");
  CHECK(texts_of("{}") == "");
  CHECK(texts_of(R"(a="say \"b\" \\ c")") == R"(a="say \"b\" \\ c" )");
}

TEST_CASE("what is no list of matchers is refused, with its place") {
  for (const char* query : {"severity", "severity=critical", R"(a="b)", R"(a="b" c="d")",
                            R"({a="b"} / x{c="d"})", R"(a="b"} / x{c="d")"}) {
    CAPTURE(query);
    CHECK_FALSE(parse_alert_matchers(query).has_value());
  }
  CHECK(parse_alert_matchers("severity=critical").error().offset == 9);
}
