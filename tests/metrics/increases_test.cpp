// SPDX-License-Identifier: Apache-2.0
#include "metrics/increases.hpp"

#include <catch2/catch.hpp>

#include <map>

using namespace relctl::metrics;

namespace {

using Scrapes = std::vector<std::map<std::string, double>>;

/// What each series grew, by key; a scrape is a map of keys to numbers.
std::map<std::string, double> growth(const Scrapes& scrapes, std::string_view together = {}) {
  std::vector<std::vector<Sample>> samples;
  for (const auto& scrape : scrapes) {
    samples.emplace_back();
    for (const auto& [key, number] : scrape)
      samples.back().push_back({parse_series_key(key).value(), number, {}});
  }
  std::map<std::string, double> by_key;
  for (const Increase& increase : increases(samples, together))
    by_key[series_key(increase.series)] = increase.by;
  return by_key;
}

} // namespace

TEST_CASE("a counter grows by the sum of its steps") {
  CHECK(growth({{{"a", 5}}, {{"a", 7}}, {{"a", 12}}}) == std::map<std::string, double>{{"a", 7}});
  CHECK(growth({{{"a", 5}}}) == std::map<std::string, double>{{"a", 0}});
}

TEST_CASE("a counter that fell was reset and counts from zero, others go on") {
  CHECK(growth({{{"a", 100}, {"b", 10}}, {{"a", 3}, {"b", 12}}, {{"a", 4}, {"b", 12}}}) ==
        std::map<std::string, double>{{"a", 4}, {"b", 2}});
}

TEST_CASE("a series that appears later counts from zero") {
  CHECK(growth({{{"a", 5}}, {{"a", 5}, {"b", 4}}, {{"a", 5}, {"b", 6}}}) ==
        std::map<std::string, double>{{"a", 0}, {"b", 6}});
}

TEST_CASE("a series missing from a scrape goes on from its last value") {
  CHECK(growth({{{"a", 5}}, {}, {{"a", 9}}}) == std::map<std::string, double>{{"a", 4}});
  CHECK(growth({{{"a", 5}}, {{"a", 8}}, {}}) == std::map<std::string, double>{{"a", 3}});
}

TEST_CASE("the buckets of one histogram are reset together") {
  // After a restart with five observations: the bucket at 1 stands where it stood before.
  const Scrapes scrapes = {{{R"(h{le="+Inf"})", 9}, {R"(h{le="1"})", 5}},
                           {{R"(h{le="+Inf"})", 5}, {R"(h{le="1"})", 5}}};
  CHECK(growth(scrapes, "le") ==
        std::map<std::string, double>{{R"(h{le="+Inf"})", 5}, {R"(h{le="1"})", 5}});
  CHECK(growth(scrapes) ==
        std::map<std::string, double>{{R"(h{le="+Inf"})", 5}, {R"(h{le="1"})", 0}});
}

TEST_CASE("two histograms of one name are reset each by itself") {
  CHECK(growth({{{R"(h{le="1",pod="a"})", 9}, {R"(h{le="1",pod="b"})", 9}},
                {{R"(h{le="1",pod="a"})", 2}, {R"(h{le="1",pod="b"})", 10}}},
               "le") ==
        std::map<std::string, double>{{R"(h{le="1",pod="a"})", 2}, {R"(h{le="1",pod="b"})", 1}});
}
