// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

TEST_CASE("CJK is two columns wide and combining marks none") {
  CHECK(display_width("") == 0);
  CHECK(display_width("p20") == 3);
  CHECK(display_width("灰度") == 4);
  CHECK(display_width("e\xCC\x81") == 1);
  CHECK(display_width("\xFF") == 1);
}

TEST_CASE("text is cut on whole characters with an ellipsis") {
  CHECK(fit("abcdef", 6) == "abcdef");
  CHECK(fit("abcdef", 4) == "abc…");
  CHECK(fit("灰度发布", 8) == "灰度发布");
  CHECK(fit("灰度发布", 7) == "灰度发…");
  CHECK(fit("灰度发布", 6) == "灰度…");
  CHECK(fit("ae\xCC\x81 bcd", 3) == "ae\xCC\x81…");
  CHECK(fit("abc", 1) == "…");
  CHECK(fit("abc", 0).empty());
  CHECK(fit("abc", -3).empty());
}

TEST_CASE("cut text never takes more columns than asked for") {
  const std::string text = "a灰b度c\xFF\xE7\x81发布e\xCC\x81";
  for (int columns = 1; columns < 20; ++columns) {
    INFO(columns);
    CHECK(display_width(fit(text, columns)) <= columns);
  }
}

TEST_CASE("padding counts columns and leaves longer text whole") {
  CHECK(pad("灰度", 6) == "灰度  ");
  CHECK(pad("abcdef", 3) == "abcdef");
}

TEST_CASE("the first invalid byte is found") {
  CHECK_FALSE(find_invalid_utf8("plain 灰度 🚀"));
  CHECK(find_invalid_utf8("ab\xFF") == 2);
  CHECK(find_invalid_utf8("\xC0\xAF") == 0);         // overlong '/'
  CHECK(find_invalid_utf8("a\xE0\x80\xAF") == 1);    // overlong in three bytes
  CHECK(find_invalid_utf8("\xED\xA0\x80") == 0);     // surrogate
  CHECK(find_invalid_utf8("\xF4\x90\x80\x80") == 0); // beyond U+10FFFF
  CHECK(find_invalid_utf8("灰\xE5\xBA") == 3);       // cut short
}

TEST_CASE("control characters and invalid bytes become visible") {
  CHECK(printable("a\x1b[31mb\x7f\n\tc\r") == "a?[31mb?\n\tc?");
  CHECK(printable("\xC2\x9B"
                  "2J") == "?2J"); // CSI as a C1 control
  CHECK(printable("a\xFF"
                  "b") == "a\xEF\xBF\xBD"
                          "b");
  CHECK(printable(std::string_view("a\0b", 3)) == "a?b");
  CHECK(printable("灰度") == "灰度");
  // U+202E turns what follows around, U+200B and U+FEFF cannot be seen.
  CHECK(printable("v1\u202e2.0") == "v1\uFFFD2.0");
  CHECK(printable("\uFEFFad\u200Bmin\u2066") == "\uFFFDad\uFFFDmin\uFFFD");
}

TEST_CASE("one line has no breaks and a bounded length") {
  CHECK(one_line("  a\n\t b  c \n") == "a b c");
  CHECK(one_line("abcdefgh", 6) == "abc…");
  CHECK(one_line("灰度发布", 9) == "灰度…");
  CHECK(one_line("灰度发布", 8) == "灰…");
  CHECK(one_line("abcdef", 6) == "abcdef");
  CHECK(one_line("abcdef", 2) == "ab");
}

TEST_CASE("a likely typo finds its word, another word does not") {
  const std::vector<std::string> known{"error_rate", "p95", "traffic", "phase"};
  CHECK(nearest("eror_rate", known) == std::string("error_rate"));
  CHECK(nearest("tarffic", known) == std::string("traffic"));
  CHECK(nearest("p99", known) == std::string("p95"));
  CHECK_FALSE(nearest("latency", known));
  CHECK_FALSE(nearest("x", known));
  CHECK_FALSE(nearest("", known));
  CHECK(nearest("phases", {"phrase", "phase"}) == std::string("phase"));
}

TEST_CASE("joining and trimming") {
  CHECK(join({}, ", ").empty());
  CHECK(join({"a", "b", "c"}, ", ") == "a, b, c");
  CHECK(trim(" \t a b\r\n") == "a b");
  CHECK(trim("  ").empty());
}
