// SPDX-License-Identifier: Apache-2.0
#include "view/style.hpp"

#include <catch2/catch.hpp>

using namespace relctl::view;

TEST_CASE("without colour a text stays as it is") {
  CHECK(paint(Style{}, Tone::bad, "breach") == "breach");
}

TEST_CASE("with colour a text is wrapped in its rendition and reset after it") {
  const Style style{true, true, 80};
  CHECK(paint(style, Tone::bad, "breach") == "\x1b[31mbreach\x1b[0m");
  CHECK(paint(style, Tone::plain, "breach") == "breach");
  CHECK(paint(style, Tone::bad, "").empty());
}

TEST_CASE("every mark has its own sign and tone") {
  CHECK(mark_text(Mark::good) == "✔");
  CHECK(mark_text(Mark::bad) == "✖");
  CHECK(mark_text(Mark::unknown) == "?");
  CHECK(mark_text(Mark::active) == "◌");
  CHECK(mark_text(Mark::idle) == "•");
  CHECK(tone_of(Mark::good) == Tone::good);
  CHECK(tone_of(Mark::bad) == Tone::bad);
  CHECK(tone_of(Mark::unknown) == Tone::warn);
}
