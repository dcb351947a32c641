// SPDX-License-Identifier: Apache-2.0
#include "plan/exposition_query.hpp"

#include <catch2/catch.hpp>

using namespace relctl::plan;
using Kind = ExpositionOperand::Kind;

TEST_CASE("every function of the grammar is read") {
  const auto [text, kind] =
      GENERATE(table<const char*, Kind>({{"up", Kind::value},
                                         {"sum(a)", Kind::sum},
                                         {"min(a)", Kind::minimum},
                                         {"max ( a )", Kind::maximum},
                                         {"avg(a)", Kind::average},
                                         {"rate(a_total)", Kind::rate},
                                         {"increase(a)", Kind::increase},
                                         {"quantile(0.95, lat)", Kind::quantile}}));
  const auto query = parse_exposition_query(text);
  INFO(text);
  REQUIRE(query);
  CHECK(query->numerator.kind == kind);
  CHECK_FALSE(query->denominator);
}

TEST_CASE("a selector has a name and matchers of four kinds") {
  const auto query = parse_exposition_query(
      R"(sum(http:req_total{code=~"5..", zone!="a", path!~"/x|/y",version="{{version}}",}))");
  REQUIRE(query);
  const Selector& selector = query->numerator.selector;
  CHECK(selector.name == "http:req_total");
  REQUIRE(selector.matchers.size() == 4);
  CHECK(selector.matchers[0].label == "code");
  CHECK(selector.matchers[0].match == LabelMatch::regex);
  CHECK(selector.matchers[0].value == "5..");
  CHECK(selector.matchers[1].match == LabelMatch::not_equal);
  CHECK(selector.matchers[2].match == LabelMatch::not_regex);
  CHECK(selector.matchers[3].match == LabelMatch::equal);
  CHECK(selector.matchers[3].value == "{{version}}");
}

TEST_CASE("a query divides two operands") {
  const auto query = parse_exposition_query("rate(errors_total) /\n rate(requests_total{a=\"b\"})");
  REQUIRE(query);
  REQUIRE(query->denominator);
  CHECK(query->numerator.selector.name == "errors_total");
  CHECK(query->denominator->kind == Kind::rate);
  CHECK(query->denominator->selector.matchers.size() == 1);
}

TEST_CASE("a numerator that counts may be 0 where no series is") {
  const std::string numerator =
      GENERATE("errors_total", "sum(e)", "rate(e{code=~\"5..\"})", "increase(e)");
  const auto query = parse_exposition_query("( " + numerator + " or 0 ) / rate(all)");
  INFO(numerator);
  REQUIRE(query);
  CHECK(query->numerator.or_zero);
  CHECK_FALSE(query->denominator->or_zero);
  CHECK_FALSE(parse_exposition_query(numerator + " / rate(all)")->numerator.or_zero);
}

TEST_CASE("or 0 is refused where it would hide what is not known") {
  const auto [text, offset, message] = GENERATE(table<const char*, std::size_t, const char*>(
      {{"(rate(e) or 0)", 14, "'or 0' needs a denominator"},
       {"rate(e) / (rate(a) or 0)", 10, "a denominator takes no 'or 0'"},
       {"(max(e) or 0) / sum(a)", 1, "'or 0' is for what counts"},
       {"(quantile(0.9, e) or 0) / sum(a)", 1, "'or 0' is for what counts"},
       {"(rate(e) or 0) / sum(a)", 17, "needs another as its denominator"},
       {"(rate(e)) / rate(a)", 8, "'or 0)' is due here"},
       {"(rate(e) or 1) / rate(a)", 12, "'or 0)' is due here"},
       {"(rate(e) or 0.5) / rate(a)", 13, "'or 0)' is due here"},
       {"(rate(e) orb 0) / rate(a)", 12, "'or 0)' is due here"},
       {"(rate(e) or vector(0)) / rate(a)", 12, "'or 0)' is due here"}}));
  const auto query = parse_exposition_query(text);
  INFO(text);
  REQUIRE_FALSE(query);
  CHECK(query.error().offset == offset);
  CHECK_THAT(query.error().message, Catch::Contains(message));
}

TEST_CASE("a function's name without bracket is a metric") {
  CHECK(parse_exposition_query("rate")->numerator.selector.name == "rate");
  CHECK(parse_exposition_query("sum{a=\"b\"}")->numerator.kind == Kind::value);
  CHECK(parse_exposition_query("up{}")->numerator.selector.matchers.empty());
  CHECK(parse_exposition_query("quantile(0.5, a)")->numerator.quantile == Approx(0.5));
}

TEST_CASE("quoted values know escapes and keep those of regular expressions") {
  const auto value = [](const char* text) {
    return parse_exposition_query(text)->numerator.selector.matchers.at(0).value;
  };
  CHECK(value(R"(a{b="x\"y\\z\n"})") == "x\"y\\z\n");
  CHECK(value(R"(a{b='it"s'})") == "it\"s");
  CHECK(value(R"(a{b=~"\d+"})") == "\\d+");
  CHECK(value(R"(a{b="}, c"})") == "}, c");
}

TEST_CASE("what is wrong with a query is said with its place and a remedy") {
  const auto [text, offset, message] = GENERATE(table<const char*, std::size_t, const char*>(
      {{"", 0, "the query ends where a metric name"},
       {"  ", 2, "the query ends where a metric name"},
       {"5", 0, "'5' stands where a metric name"},
       {"{a=\"b\"}", 0, "'{' stands where a metric name"},
       {"rate(a[5m])", 6, "'[' stands where ')' is due"},
       {"up[5m]", 2, "'[' stands where the query should end"},
       {"sum by (x) (a)", 4, "'b' stands where the query should end"},
       {"sum(a) by (x)", 7, "'b' stands where the query should end"},
       {"histogram_quantile(0.9, a)", 0, "'histogram_quantile' is not a function"},
       {"sum(rate(a))", 4, "functions cannot be nested"},
       {"sum(a", 3, "'(' is not closed"},
       {"sum()", 4, "')' stands where a metric name"},
       {"quantile(a)", 9, "not a number between 0 and 1"},
       {"quantile(95, a)", 9, "not a number between 0 and 1"},
       {"quantile(1, a)", 9, "not a number between 0 and 1"},
       {"quantile(0.95)", 13, "lacks its second argument"},
       {"a{b}", 3, "label 'b' has no comparison"},
       {"a{b==\"c\"}", 4, "not quoted"},
       {"a{b=c}", 4, "not quoted"},
       {"a{b=\"c}", 4, "not closed"},
       {"a{b=\"c\" d=\"e\"}", 8, "matchers of 'a' are not closed"},
       {"a{b=\"c\"", 7, "matchers of 'a' are not closed"},
       {"a{", 2, "the query ends where a label name"},
       {"a{1b=\"c\"}", 2, "'1' stands where a label name"},
       {"a{b=~\"(\"}", 5, "'(' is not a regular expression"},
       {"a{b!~\"(x)\\\\1\"}", 5, "'(x)\\1' has a back-reference"},
       {"a / b / c", 6, "'/' stands where the query should end"},
       {"a + b", 2, "'+' stands where the query should end"},
       {"a /", 3, "the query ends where a metric name"},
       {"{{query}}", 0, "'{' stands where a metric name"}}));
  const auto query = parse_exposition_query(text);
  INFO(text);
  REQUIRE_FALSE(query);
  INFO(query.error().message);
  CHECK(query.error().offset == offset);
  CHECK_THAT(query.error().message, Catch::Contains(message));
  CHECK_FALSE(query.error().remedy.empty());
}

TEST_CASE("habits from PromQL get their own remedy") {
  CHECK_THAT(parse_exposition_query("rate(a[5m])").error().remedy,
             Catch::Contains("the metric's window is the range"));
  CHECK_THAT(parse_exposition_query("sum(a) by (x)").error().remedy,
             Catch::Contains("grouping is not supported"));
  CHECK_THAT(parse_exposition_query("rate(a) or vector(0) / rate(b)").error().remedy,
             Catch::Contains("or 0) / "));
}

TEST_CASE("a regular expression that the evaluation would refuse is refused with the plan") {
  const auto query = parse_exposition_query("sum(a{b=~\"" + std::string(513, 'x') + "\"})");
  REQUIRE_FALSE(query);
  CHECK(query.error().offset == 9);
  CHECK(query.error().message == "the regular expression has 513 bytes, more than 512");
  CHECK(query.error().remedy == "shorten it, or select by another label");
}

TEST_CASE("a regular expression with a template in it waits for its value") {
  CHECK(parse_exposition_query(R"(a{b=~"{{version}}(.*"})"));
}
