// SPDX-License-Identifier: Apache-2.0
#include "planfile/unquoted_value.hpp"

#include <catch2/catch.hpp>

using namespace relctl::planfile;

namespace {

/// The value round the `^` of a text, which is not part of it; `none` where there is none.
std::string value_in(std::string text, bool in_flow = false) {
  const std::size_t offset = text.find('^');
  text.erase(offset, 1);
  const auto value = unquoted_value_at(text, offset, in_flow);
  if (!value)
    return "none";
  CHECK(text.substr(value->offset, value->text.size()) == value->text);
  return std::string(value->text);
}

} // namespace

TEST_CASE("a value reaches from its key to the end of the line or its comment") {
  CHECK(value_in("a: 1\nbreach: > ^5%\nb: 2\n") == "> 5%");
  CHECK(value_in("  - ^%x\n") == "%x");
  CHECK(value_in("- - b: x^y # why\n") == "xy");
  CHECK(value_in("a: b^") == "b");
}

TEST_CASE("inside brackets a value ends with its comma or bracket, those of templates excepted") {
  CHECK(value_in("{ breach: ^> 5%, for: 5m }") == "> 5%");
  CHECK(value_in("{ for: 5m, breach: ^> 5% }") == "> 5%");
  CHECK(value_in("[a, ^@b]\n", true) == "@b");
  CHECK(value_in("{ traffic: ^{{ratio}}, id: a }", true) == "{{ratio}}");
}

TEST_CASE("what lies in a key, in quotes or between values is no such value") {
  CHECK(value_in("^a: b") == "none");
  CHECK(value_in("a: \"b ^c\"") == "none");
  CHECK(value_in("a: 'b^'") == "none");
  CHECK(value_in("a: ^\n") == "none");
  CHECK(value_in("^") == "none");
  CHECK(value_in("a: b # c^d") == "none");
}

TEST_CASE("a value is quoted as YAML reads it back, and a long one is cut") {
  CHECK(in_quotes("> 1%") == "\"> 1%\"");
  CHECK(in_quotes("@\"b\"") == "'@\"b\"'");
  CHECK(in_quotes("%\"b'\\") == "\"%\\\"b'\\\\\"");
  CHECK(in_quotes(std::string(500, 'x')).size() < 140);
}
