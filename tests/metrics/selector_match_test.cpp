// SPDX-License-Identifier: Apache-2.0
#include "metrics/selector_match.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::metrics;
using Catch::Contains;
using plan::LabelMatch;

namespace {

const std::vector<Sample> k_samples = {
    {{"req", {{"code", "200"}}}, 1, {}},   {{"req", {{"code", "500"}, {"pod", "a"}}}, 2, {}},
    {{"req", {{"code", "503"}}}, 3, {}},   {{"req", {}}, 4, {}},
    {{"other", {{"code", "500"}}}, 5, {}}, {{"req_bucket", {{"le", "1"}}}, 6, {}},
    {{"req", {{"code", "1500"}}}, 7, {}}};

std::vector<double> selected(const std::vector<plan::LabelMatcher>& matchers,
                             std::string_view suffix = {}) {
  const auto samples = select_samples(k_samples, {"req", matchers}, suffix);
  REQUIRE(samples);
  std::vector<double> numbers;
  for (const Sample& sample : *samples)
    numbers.push_back(sample.number);
  return numbers;
}

using Numbers = std::vector<double>;

} // namespace

TEST_CASE("a name alone selects all its series and no others") {
  CHECK(selected({}) == Numbers{1, 2, 3, 4, 7});
  CHECK(selected({}, "_bucket") == Numbers{6});
}

TEST_CASE("matchers compare whole values, and an absent label is empty") {
  CHECK(selected({{"code", LabelMatch::equal, "500"}}) == Numbers{2});
  CHECK(selected({{"code", LabelMatch::not_equal, "500"}}) == Numbers{1, 3, 4, 7});
  CHECK(selected({{"code", LabelMatch::equal, ""}}) == Numbers{4});
  CHECK(selected({{"code", LabelMatch::regex, "5.."}}) == Numbers{2, 3});
  CHECK(selected({{"code", LabelMatch::not_regex, "5.."}}) == Numbers{1, 4, 7});
  CHECK(selected({{"code", LabelMatch::regex, "200|503"}}) == Numbers{1, 3});
  CHECK(selected({{"code", LabelMatch::regex, ".*"}}) == Numbers{1, 2, 3, 4, 7});
  CHECK(selected({{"code", LabelMatch::regex, ""}}) == Numbers{4});
}

TEST_CASE("all matchers must accept") {
  CHECK(selected({{"code", LabelMatch::regex, "5.."}, {"pod", LabelMatch::not_equal, ""}}) ==
        Numbers{2});
}

TEST_CASE("a regular expression that cannot be read is refused with its label") {
  const auto samples = select_samples(k_samples, {"req", {{"code", LabelMatch::regex, "("}}});
  REQUIRE_FALSE(samples);
  CHECK_THAT(samples.error().message, Catch::StartsWith("label code: '(' is not a regular"));
}

TEST_CASE("a hostile value neither takes exponential time nor exhausts the stack") {
  std::vector<Sample> samples = {{{"req", {{"code", std::string(4000, 'a') + "b"}}}, 1, {}}};
  const plan::Selector selector{"req", {{"code", LabelMatch::regex, "(a+)+(a*)*"}}};
  const auto read = select_samples(samples, selector);
  REQUIRE(read);
  CHECK(read->empty());
  samples[0].series.labels[0].value = std::string(5000, 'a');
  const auto refused = select_samples(samples, selector);
  REQUIRE_FALSE(refused);
  CHECK_THAT(refused.error().message, Contains("4 KiB"));
}

TEST_CASE("a selector is told as a plan writes it") {
  CHECK(selector_text({"req",
                       {{"a", LabelMatch::equal, "1"},
                        {"b", LabelMatch::not_equal, "2"},
                        {"c", LabelMatch::regex, "3"},
                        {"d", LabelMatch::not_regex, "4"}}}) ==
        R"(req{a="1",b!="2",c=~"3",d!~"4"})");
  CHECK(selector_text({"req", {}}) == "req");
}
