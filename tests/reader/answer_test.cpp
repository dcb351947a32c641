// SPDX-License-Identifier: Apache-2.0
#include "reader/answer.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace relctl::reader;

TEST_CASE("a number goes out without loss, and one that is none with its name") {
  CHECK(answers_json({number_answer(0.1)}) == R"({"answers":[{"number":0.1}]})");
  CHECK(answers_json({number_answer(0.1 + 0.2)}) ==
        R"({"answers":[{"number":0.30000000000000004}]})");
  CHECK(number_answer(std::nan("")).detail == "the query gave NaN");
  CHECK(number_answer(-INFINITY).detail == "the query gave -Inf");
  CHECK(number_answer(INFINITY).cause == "nan");
}

TEST_CASE("a detail is one line") {
  CHECK(answers_json({no_answer("nodata", "no\nrow")}) ==
        R"({"answers":[{"cause":"nodata","detail":"no row"}]})");
}
