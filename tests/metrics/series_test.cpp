// SPDX-License-Identifier: Apache-2.0
#include "metrics/series.hpp"

#include <catch2/catch.hpp>

using namespace relctl::metrics;

TEST_CASE("the key of a series does not depend on the order of its labels") {
  Series series{"http_total", {{"code", "200"}, {"area", "cart"}}};
  make_canonical(series);
  CHECK(series_key(series) == R"(http_total{area="cart",code="200"})");
  CHECK(series_key({"up", {}}) == "up");
}

TEST_CASE("an empty label is an absent one") {
  Series series{"up", {{"job", ""}}};
  make_canonical(series);
  CHECK(series_key(series) == "up");
  CHECK(label_value(series, "job").empty());
}

TEST_CASE("a key reads back as the series it was written from") {
  Series series{"a:b", {{"z", "quote \" slash \\ line\nend"}, {"a", "灰, {x}=\"1\" # no"}}};
  make_canonical(series);
  CHECK(parse_series_key(series_key(series)) == series);
  CHECK(parse_series_key("up") == Series{"up", {}});
}

TEST_CASE("text that no series has as its key is refused") {
  for (const char* key : {"", "1up", "up{", "up{b=\"1\",a=\"2\"}", "up{a=\"\"}", "up 5", "up{a=1}"})
    CHECK_FALSE(parse_series_key(key).has_value());
}

TEST_CASE("a series without a label is the same series otherwise") {
  const Series series{"x", {{"a", "1"}, {"le", "5"}}};
  CHECK(series_key(without_label(series, "le")) == R"(x{a="1"})");
  CHECK(label_value(series, "le") == "5");
}
