// SPDX-License-Identifier: Apache-2.0
#include "view/sample.hpp"
#include "view/table.hpp"

#include <catch2/catch.hpp>

using namespace relctl::view;
using relctl::view::test::pipe;
using relctl::view::test::terminal;

namespace {

Table sample() {
  Table table({{"NAME", Align::left, true}, {"VALUE", Align::right}, {"NOTE", Align::left, true}});
  table.add({"错误率", "0.42%", "fine"});
  table.add({"p95", "312ms", "slow"});
  return table;
}

} // namespace

TEST_CASE("a terminal sees columns aligned by display width, also with CJK") {
  CHECK(sample().text(terminal()) == "NAME    VALUE  NOTE\n"
                                     "错误率  0.42%  fine\n"
                                     "p95     312ms  slow\n");
}

TEST_CASE("a pipe sees tab-separated rows without header and colour") {
  Style style = pipe();
  style.colour = true;
  Table table({{"NAME"}, {"STATE"}});
  table.add({"a", Cell("bad", Tone::bad)});
  CHECK(table.text(style) == "a\tbad\n");
}

TEST_CASE("tabs and line ends inside a cell do not break a row") {
  Table table({{"A"}, {"B"}});
  table.add({"one\ttwo", "three\nfour"});
  CHECK(table.tab_separated() == "one two\tthree four\n");
}

TEST_CASE("columns that shrink are cut to the terminal's width, others stay whole") {
  Table table({{"", Align::left, true}, {"", Align::left}});
  table.add({"a-very-long-name-of-a-release-that-does-not-fit", "2026-11-22T01:51:28Z"});
  const std::string text = table.text(terminal(40));
  CHECK(text == "a-very-long-name-…  2026-11-22T01:51:28Z\n");
  CHECK(relctl::view::test::widest_line(text) <= 40);
}

TEST_CASE("a wide character that does not fit whole is left out") {
  Table table({{"", Align::left, true}, {"", Align::left}});
  table.add({"灰度发布灰度发布灰度发布", "2026-11-22T01:51:28Z"});
  const std::string text = table.text(terminal(32));
  CHECK(relctl::view::test::widest_line(text) <= 32);
  CHECK(text.find("…  ") != std::string::npos);
}

TEST_CASE("a column that is empty in every row is left out with its title") {
  Table table({{"A"}, {"EMPTY"}, {"C"}});
  table.add({"a", "", "c"});
  CHECK(table.text(terminal()) == "A  C\na  c\n");
}

TEST_CASE("colour is added after alignment and is no part of the width") {
  Table table({{"STATE"}, {"NEXT"}});
  table.add({Cell("bad", Tone::bad), "x"});
  CHECK(table.text({true, true, 80}) == "\x1b[2mSTATE\x1b[0m  \x1b[2mNEXT\x1b[0m\n"
                                        "\x1b[31mbad\x1b[0m    x\n");
}

TEST_CASE("a table without rows is no text at all") {
  CHECK(Table({{"A"}}).text(terminal()).empty());
  CHECK(Table({{"A"}}).text(pipe()).empty());
}
