// SPDX-License-Identifier: Apache-2.0
#include "base/url_text.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("a path goes below the url's own path, whatever slashes end it") {
  const UrlParameters parameters{{"query", "a&b"}, {"time", "1"}};
  const std::string tail = "/api/v1/query?query=a%26b&time=1";
  CHECK(url_below("http://h:1", "/api/v1/query", parameters) == "http://h:1" + tail);
  CHECK(url_below("http://h:1/", "/api/v1/query", parameters) == "http://h:1" + tail);
  CHECK(url_below("http://h/a/b//", "/api/v1/query", parameters) == "http://h/a/b" + tail);
}

TEST_CASE("parameters of the url itself stay, a fragment goes") {
  CHECK(url_below("http://h/a/?dedup=true#top", "/q", {{"x", "1"}}) ==
        "http://h/a/q?dedup=true&x=1");
  CHECK(url_below("http://h/a?dedup=true", "/q", {}) == "http://h/a/q?dedup=true");
  CHECK(url_below("http://h/a?", "/q", {{"x", "1"}}) == "http://h/a/q?x=1");
  CHECK(url_below("http://h/a", "/q", {}) == "http://h/a/q");
}

TEST_CASE("a path may bring parameters of its own") {
  CHECK(url_with_path("http://h/a", "") == "http://h/a");
  CHECK(url_with_path("http://h/a/", "/q?x=1") == "http://h/a/q?x=1");
  CHECK(url_with_path("http://h/a?dedup=true", "/q?x=1") == "http://h/a/q?dedup=true&x=1");
}

TEST_CASE("times are seconds with exactly three decimals") {
  CHECK(seconds_text(Instant{1'795'313'723'250}) == "1795313723.250");
  CHECK(seconds_text(Instant{5}) == "0.005");
  CHECK(seconds_text(Instant{-1'500}) == "-1.500");
  CHECK(seconds_text(minutes(1)) == "60.000");
}
