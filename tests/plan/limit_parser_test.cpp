// SPDX-License-Identifier: Apache-2.0
#include "plan/limit.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::plan;

namespace {

/// The tree as nested prefix text, so that a whole shape compares at once.
std::string shape(const Expression& expression) {
  static const char* const k_names[] = {"", "", "+", "-", "*", "/", "neg", "min", "max"};
  if (expression.kind == Expression::Kind::number)
    return format_quantity(expression.number.value, expression.number.dimension);
  if (expression.kind == Expression::Kind::operand)
    return expression.operand;
  std::string text = std::string("(") + k_names[static_cast<int>(expression.kind)];
  for (const Expression& child : expression.children)
    text += " " + shape(child);
  return text + ")";
}

std::string shape_of(std::string_view text) {
  const auto limit = parse_limit(text);
  return limit ? std::string(comparison_text(limit->comparison)) + " " + shape(limit->right)
               : "refused: " + limit.error().message;
}

} // namespace

TEST_CASE("limits are read with their units and in the usual order of operations") {
  const auto [text, tree] = GENERATE(
      table<const char*, const char*>({{"> 1%", "> 1%"},
                                       {">=1%", ">= 1%"},
                                       {" <  300ms ", "< 300ms"},
                                       {"<= 2 GiB", "<= 2 GiB"},
                                       {"> 0.97", "> 0.97"},
                                       {"> 1e3", "> 1000"},
                                       {"> 2 * baseline", "> (* 2 baseline)"},
                                       {"> 2*baseline", "> (* 2 baseline)"},
                                       {"> baseline + 1% * 2", "> (+ baseline (* 1% 2))"},
                                       {"> (baseline + 1%) * 2", "> (* (+ baseline 1%) 2)"},
                                       {"> a - b - c", "> (- (- a b) c)"},
                                       {"> a / b / 2", "> (/ (/ a b) 2)"},
                                       {"> -baseline", "> (neg baseline)"},
                                       {"> 2 - -1", "> (- 2 (neg 1))"},
                                       {"< max(0.8 * baseline, 1%)", "< (max (* 0.8 baseline) 1%)"},
                                       {"< min ( a , b , c )", "< (min a b c)"},
                                       {"< max(min(a, b), c)", "< (max (min a b) c)"},
                                       {"< 0.7 * mean_7d", "< (* 0.7 mean_7d)"},
                                       {"> minimum", "> minimum"},
                                       {"> 1\n  + a", "> (+ 1 a)"}}));
  CHECK(shape_of(text) == tree);
}

TEST_CASE("the text of a limit is kept as written") {
  CHECK(parse_limit("  > 2 *  baseline ")->text == "> 2 *  baseline");
}

TEST_CASE("what is wrong with a limit is said with its place and a remedy") {
  const auto [text, offset, message] = GENERATE(table<const char*, std::size_t, const char*>(
      {{"", 0, "does not begin with a comparison"},
       {"1%", 0, "does not begin with a comparison"},
       {"== 1%", 0, "'==' is not a comparison"},
       {" != 1%", 1, "'!=' is not a comparison"},
       {"=> 1%", 0, "'=>' is not a comparison"},
       {">", 1, "ends where a number or a name is due"},
       {"> 2 *", 5, "ends where a number or a name is due"},
       {"> * 2", 2, "'*' stands where"},
       {"> 2 baseline", 4, "'baseline' stands behind a number without operator"},
       {"> 2 mean_7d", 4, "'mean_7d' stands behind a number without operator"},
       {"> 5 parsecs", 4, "'parsecs' is not a unit"},
       {"> 1% 2%", 5, "'2' stands where the limit should end"},
       {"> baseline baseline", 11, "'b' stands where the limit should end"},
       {"> (1%", 2, "'(' is not closed"},
       {"> 1%)", 4, "')' stands where the limit should end"},
       {"> max(1%", 5, "'(' is not closed"},
       {"> max(1%)", 2, "max has one argument only"},
       {"> max()", 6, "')' stands where"},
       {"> avg(1%, 2%)", 2, "'avg' is not a function"},
       {"> 010", 2, "'010' is not a decimal number"},
       {"> .5", 2, "'.5' is not a decimal number"},
       {"> 5.", 2, "'5.' is not a decimal number"},
       {"> 1.2.3", 2, "'1.2.3' is not a decimal number"},
       {"> 0x10", 3, "'x10' is not a unit"},
       {"> 1e999", 2, "'1e999' is not a decimal number"},
       {"> +1", 2, "'+' stands where"},
       {"> ≥ 1", 2, "'≥' stands where"},
       {"> 1%; rm", 4, "';' stands where the limit should end"}}));
  const auto limit = parse_limit(text);
  INFO(text);
  REQUIRE_FALSE(limit);
  CHECK(limit.error().offset == offset);
  CHECK_THAT(limit.error().message, Catch::Contains(message));
  CHECK_FALSE(limit.error().remedy.empty());
}

TEST_CASE("nesting and length of a limit are bounded") {
  const std::string deep = "> " + std::string(5000, '(') + "1" + std::string(5000, ')');
  CHECK_THAT(parse_limit(deep).error().message, Catch::Contains("nested too deeply"));
  CHECK_THAT(parse_limit("> " + std::string(5000, '-') + "1").error().message,
             Catch::Contains("nested too deeply"));
  std::string chain = "> 1";
  for (int i = 0; i < 5000; ++i)
    chain += "+1";
  CHECK_THAT(parse_limit(chain).error().message, Catch::Contains("too long"));
  CHECK(parse_limit("> ((((((((((1))))))))))"));
}

TEST_CASE("operands are named once each, in order") {
  const auto limit = parse_limit("> max(b * 2, a) + b - baseline");
  CHECK(operands(*limit) == std::vector<std::string>{"b", "a", "baseline"});
  CHECK(operands(*parse_limit("> 1%")).empty());
}

TEST_CASE("comparisons hold on their side and at the border") {
  CHECK(holds(Comparison::greater, 2, 1));
  CHECK_FALSE(holds(Comparison::greater, 1, 1));
  CHECK(holds(Comparison::greater_equal, 1, 1));
  CHECK_FALSE(holds(Comparison::greater_equal, 0, 1));
  CHECK(holds(Comparison::less, 0, 1));
  CHECK_FALSE(holds(Comparison::less, 1, 1));
  CHECK(holds(Comparison::less_equal, 1, 1));
  CHECK_FALSE(holds(Comparison::less_equal, 2, 1));
}

TEST_CASE("a mistake in a limit without end is still told in one line") {
  const std::string much(10'000, 'a');
  for (const std::string& text :
       {"> " + much + "(1)", "> 1" + much, "> " + std::string(10'000, '9') + ".",
        std::string(10'000, '<') + " 1"}) {
    const auto limit = parse_limit(text);
    REQUIRE_FALSE(limit);
    CHECK(limit.error().message.size() < 300);
  }
}
