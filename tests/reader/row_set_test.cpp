// SPDX-License-Identifier: Apache-2.0
#include "reader/row_set.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::reader;

namespace {

std::string row_refusal(const std::string& json, bool are_doubles = false) {
  const auto rows = rows_of_json(json, are_doubles);
  return rows ? "" : rows.error().message;
}

} // namespace

TEST_CASE("a number has one text for each value, and loses nothing") {
  CHECK(exact_number("12.50") == "12.5");
  CHECK(exact_number("1.25e1") == "12.5");
  CHECK(exact_number("+0012") == "12");
  CHECK(exact_number("-0.00") == "0");
  CHECK(exact_number(".5") == "0.5");
  CHECK(exact_number("5e-3") == "0.005");
  CHECK(exact_number("9007199254740993") == "9007199254740993");
  CHECK(exact_number("0.1000000000000000055") == "0.1000000000000000055");
  CHECK(exact_number("1e3") == "1000");
  CHECK(exact_number("1e300") == exact_number("10E+299"));
  CHECK(exact_number("1e300")->size() < 10);
}

TEST_CASE("what is no decimal number stays a text") {
  for (const char* text :
       {"", "-", ".", "1.2.3", "1e", "0x10", "NaN", "Infinity", " 1", "1e999999"})
    CHECK_FALSE(exact_number(text));
  CHECK_FALSE(number_field("NaN").is_number);
  CHECK(number_field("12.50").text == "12.5");
  CHECK(bytes_field(std::string("\x00\xff", 2)).text == "\\x00ff");
}

TEST_CASE("rows of JSON are objects in one list or one after the other") {
  for (const char* text :
       {R"([{"id":1,"a":"x"},{"id":2}])", "{\"id\":1,\"a\":\"x\"}\n{\"id\":2}\n"}) {
    const auto rows = rows_of_json(text, false);
    REQUIRE(rows);
    CHECK(rows->columns == std::vector<std::string>{"a", "id"});
    REQUIRE(rows->rows.size() == 2);
    CHECK(rows->rows[0][0] == Field{"x", false});
    CHECK(rows->rows[1][0] == Field{});
    CHECK(rows->rows[1][1] == Field{"2", true});
  }
  CHECK(rows_of_json("[]", false)->rows.empty());
  CHECK(rows_of_json("", false)->rows.empty());
  const auto mixed = rows_of_json(R"([{"a":true,"b":[1,{"d":2,"c":3}],"c":1.50}])", false);
  CHECK(mixed->rows[0][0] == Field{"true", false});
  CHECK(mixed->rows[0][1].text == R"([1,{"c":3,"d":2}])");
  CHECK(mixed->rows[0][2] == Field{"1.5", true});
}

TEST_CASE("what is no row is refused") {
  CHECK(row_refusal("3") == "a row is no object: 3");
  CHECK(row_refusal("[1]") == "a row is no object: 1");
  CHECK(row_refusal("all well").find("what came is no JSON: all well") == 0);
  CHECK(row_refusal("[{\"a\":1}").find("what came is no JSON") == 0);
  CHECK(row_refusal(R"([{"id":1,"id":2}])") == "'id' stands twice in one object");
  CHECK(row_refusal("{\"id\":1}\n{\"id\":1,\"a\":[{\"b\":1,\"b\":1}]}") ==
        "'b' stands twice in one object");
}

TEST_CASE("rows that are nested too deep are refused before they are read") {
  const auto nested = [](std::size_t depth) {
    return "{\"id\":1,\"x\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  };
  CHECK(row_refusal(nested(99)).empty());
  CHECK(row_refusal(nested(100)) == "what came is nested 101 levels deep, more than 100");
  CHECK(row_refusal(nested(300'000)).find("what came is nested ") == 0);
}

TEST_CASE("a number that may have lost digits on its way is refused") {
  CHECK(row_refusal(R"([{"id":9007199254740993}])").empty());
  CHECK(row_refusal(R"([{"id":9007199254740993}])", true) ==
        "id is 9007199254740993, a number too large to be kept exactly; let it come as text");
  CHECK(row_refusal(R"([{"id":123456789012345678901234}])", true).find("too large") !=
        std::string::npos);
}

TEST_CASE("numbers that did not come through a double keep every digit, also inside of lists") {
  const auto rows = rows_of_json(R"([{"a":1000000000000.12345,"b":[1.50,{"c":0.10000000000000001}],
                                      "id":123456789012345678901234}])",
                                 false);
  REQUIRE(rows);
  CHECK(rows->rows[0][0] == Field{"1000000000000.12345", true});
  CHECK(rows->rows[0][1].text == R"([1.5,{"c":0.10000000000000001}])");
  CHECK(rows->rows[0][2] == Field{"123456789012345678901234", true});
}

TEST_CASE("rows are bounded in number and in size") {
  RowSet set;
  set.columns = {"a"};
  for (std::size_t i = 0; i < k_rows_max; ++i)
    REQUIRE(add_row(set, {Field{"x", false}}));
  const auto one_more = add_row(set, {Field{"x", false}});
  REQUIRE_FALSE(one_more);
  CHECK(one_more.error().message ==
        "more than 100000 rows; narrow the query, or compare sums per group");
  RowSet large;
  const auto too_large = add_row(large, {Field{std::string(k_rows_bytes_max, 'x'), false}});
  REQUIRE_FALSE(too_large);
  CHECK(too_large.error().message == "more than 64 MiB in 0 rows; ask for fewer rows or columns");
}
