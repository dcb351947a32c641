// SPDX-License-Identifier: Apache-2.0
#include "tidy/code_text.hpp"

#include <catch2/catch.hpp>

using namespace relctl::tidy;

TEST_CASE("comments and literals become spaces, code and lines stay") {
  CHECK(code_text("a(); // b()\nc();") == "a();       \nc();");
  CHECK(code_text("a /* b\nc */ d") == "a     \n     d");
  CHECK(code_text("f(\"}\\\"{\", '{');") == "f(      ,    );");
  CHECK(code_text("R\"x()\" { )x\" y") == "R            y");
}

TEST_CASE("a digit separator is not a character literal") {
  CHECK(code_text("int n = 1'000; f('x');") == "int n = 1'000; f(   );");
}

TEST_CASE("an unclosed literal ends with its line") {
  CHECK(code_text("'a\n{") == "  \n{");
}

TEST_CASE("the lines of raw string literals are known") {
  CHECK(raw_string_lines("a\nR\"(b\nc)\" d\n\"R(\"\n") == std::set<std::size_t>{2, 3});
}

TEST_CASE("directives are taken out with their continuation lines") {
  CHECK(without_directives("#define A \\\n  {\nint x;") == "           \n   \nint x;");
  CHECK(without_directives("int a; # b") == "int a; # b");
}
