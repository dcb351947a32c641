// SPDX-License-Identifier: Apache-2.0
#include "plan/limit.hpp"
#include "support/plan_builder.hpp"

#include <catch2/catch.hpp>

#include <ctime>

using namespace relctl;
using namespace relctl::plan;
using relctl::test::a_limit;

TEST_CASE("limits whose units fit their metric are sound") {
  const auto [text, dimension] =
      GENERATE(table<const char*, Dimension>({{"> 1%", Dimension::ratio},
                                              {"> 300ms", Dimension::time},
                                              {"> 2 GiB + 3 MB", Dimension::bytes},
                                              {"> 0.97", Dimension::none},
                                              {"> baseline", Dimension::time},
                                              {"> 2 * baseline", Dimension::time},
                                              {"> baseline * 2", Dimension::time},
                                              {"> baseline / 2", Dimension::time},
                                              {"> (1 + 0.2) * baseline", Dimension::time},
                                              {"> 2 * 3 * baseline", Dimension::bytes},
                                              {"> max(2 * baseline, 1%)", Dimension::ratio},
                                              {"> max(2 * baseline, 100)", Dimension::none},
                                              {"> baseline / mean_7d * 1%", Dimension::ratio},
                                              {"> -baseline + 1s", Dimension::time},
                                              {"< 0.8 * baseline", Dimension::none}}));
  const auto mistake = check_units(a_limit(text), dimension);
  INFO(text << ": " << (mistake ? mistake->message : ""));
  CHECK_FALSE(mistake);
}

TEST_CASE("a limit whose units do not fit is refused at the part that is wrong") {
  const auto [text, dimension, offset, remedy] =
      GENERATE(table<const char*, Dimension, std::size_t, const char*>(
          {{"> 1", Dimension::ratio, 2, "write 1%"},
           {"> 0.01", Dimension::ratio, 2, "write 1%"},
           {"> 300", Dimension::time, 2, "write 300ms or 300s"},
           {"> 2", Dimension::bytes, 2, "2 MiB"},
           {"> 0", Dimension::ratio, 2, "write 0%"},
           {"> 1%", Dimension::none, 2, "bare number"},
           {"> 1%", Dimension::time, 2, "300ms"},
           {"> 300ms", Dimension::ratio, 2, "1%"},
           {"> baseline + 1", Dimension::ratio, 13, "write 1%"},
           {"> 1 + baseline", Dimension::ratio, 2, "write 1%"},
           {"> max(2 * baseline, 100)", Dimension::time, 20, "100ms or 100s"},
           {"> max(100, 2 * baseline)", Dimension::time, 6, "100ms or 100s"},
           {"> min(1%, 300ms)", Dimension::ratio, 10, "1%"},
           {"> baseline * mean_7d", Dimension::time, 2, "bare number"},
           {"> 80% * baseline", Dimension::time, 2, "write 0.8"},
           {"> baseline * 80%", Dimension::ratio, 13, "write 0.8"},
           {"> 2 / baseline", Dimension::time, 6, "divide by a bare number"},
           {"> baseline / mean_7d", Dimension::time, 2, "give its numbers a unit"},
           {"> -1", Dimension::ratio, 2, "give its numbers a unit"},
           {"> 2 * 3", Dimension::time, 2, "300ms"}}));
  const auto mistake = check_units(a_limit(text), dimension);
  INFO(text);
  REQUIRE(mistake);
  INFO(mistake->message << "; " << mistake->remedy);
  CHECK(mistake->offset == offset);
  CHECK_THAT(mistake->remedy, Catch::Contains(remedy));
}

TEST_CASE("the message names the number and what was due") {
  const auto mistake = check_units(a_limit("> 1"), Dimension::ratio);
  CHECK(mistake->message == "'1' has no unit, but a ratio is due");
}

TEST_CASE("each part of a long sum is checked once") {
  std::string text = "> 1%";
  for (int i = 0; i < 30; ++i)
    text += " + 1%";
  const std::clock_t begun = std::clock();
  CHECK_FALSE(check_units(a_limit(text), Dimension::ratio));
  CHECK(std::clock() - begun < CLOCKS_PER_SEC / 20); // Twice at each level takes minutes.
}
