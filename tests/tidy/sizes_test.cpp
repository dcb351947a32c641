// SPDX-License-Identifier: Apache-2.0
#include "tidy/sizes.hpp"

#include <catch2/catch.hpp>

using namespace relctl::tidy;

namespace {

std::string repeat(const std::string& text, std::size_t times) {
  std::string all;
  for (std::size_t i = 0; i < times; ++i) {
    all += text;
  }
  return all;
}

std::size_t oversize(const std::string& path, std::size_t lines) {
  return file_sizes({path, repeat("int a;\n", lines)}).size();
}

/// Findings for a function whose braces span that many lines.
Findings objections(std::size_t lines) {
  return function_sizes({"lib/a/b.cpp", "\nvoid f() {" + repeat("\n", lines - 1) + "}\n"});
}

} // namespace

TEST_CASE("a file is as long as its kind may be, and no longer") {
  CHECK(oversize("lib/a/b.cpp", 400) == 0);
  CHECK(oversize("lib/a/b.cpp", 401) == 1);
  CHECK(oversize("cli/b.cpp", 401) == 1);
  CHECK(oversize("lib/a/b.hpp", 200) == 0);
  CHECK(oversize("lib/a/b.hpp", 201) == 1);
  CHECK(oversize("tests/a/b_test.cpp", 500) == 0);
  CHECK(oversize("tests/a/b_test.cpp", 501) == 1);
  CHECK(oversize("README.md", 1000) == 0);
}

TEST_CASE("a function of 70 lines passes, one of 71 is named") {
  CHECK(objections(70).empty());
  CHECK(objections(71) == Findings{"lib/a/b.cpp:2: function f has 71 lines, at most 70; split it "
                                   "by question"});
}

TEST_CASE("a line takes at most 100 columns, wide characters count two") {
  CHECK(line_widths({"lib/a/b.cpp", repeat("x", 100) + "\n"}).empty());
  CHECK(line_widths({"lib/a/b.cpp", "\n" + repeat("x", 101) + "\n"}) ==
        Findings{"lib/a/b.cpp:2: 101 columns, at most 100"});
  CHECK(line_widths({"lib/a/b.cpp", repeat("灰", 50) + "\n"}).empty());
  CHECK(line_widths({"lib/a/b.cpp", repeat("灰", 51) + "\n"}).size() == 1);
  const std::string raw = "R\"(" + repeat("x", 100) + ")\"\n";
  CHECK(line_widths({"tests/a/b_test.cpp", raw}).empty());
  CHECK(line_widths({"lib/a/b.cpp", raw}).size() == 1);
  CHECK(line_widths({"README.md", repeat("x", 200) + "\n"}).empty());
}

TEST_CASE("the files of the tree are of a size to be read") {
  CHECK(report(over_tree(file_sizes)) == "");
}

TEST_CASE("the functions of the tree are of a size to be read") {
  CHECK(report(over_tree(function_sizes)) == "");
}

TEST_CASE("the lines of the tree fit 100 columns") {
  CHECK(report(over_tree(line_widths)) == "");
}
