// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "reader/compare_rows.hpp"

#include <catch2/catch.hpp>

#include <set>

using namespace relctl;
using namespace relctl::reader;

namespace {

RowSet rows(const std::string& json) {
  auto set = rows_of_json(json, false);
  REQUIRE(set);
  return *std::move(set);
}

RowRules by_id() {
  RowRules rules;
  rules.left = "orders";
  rules.right = "shadow";
  rules.key = {"id"};
  return rules;
}

RowRules as_items(std::size_t most) {
  RowRules rules = by_id();
  rules.items_max = most;
  return rules;
}

const std::string k_left =
    R"([{"id":1,"amount":10.5,"state":"paid"},{"id":2,"amount":20,"state":"open"},
                               {"id":3,"amount":5,"state":"paid"}])";
const std::string k_right =
    R"([{"id":4,"amount":1,"state":"paid"},{"id":2,"amount":21,"state":"paid"},
                                {"id":1,"amount":10.50,"state":"paid"}])";

std::string detail(const std::string& left, const std::string& right,
                   const RowRules& rules = by_id()) {
  return compare_rows(rows(left), rows(right), rules).detail;
}

} // namespace

TEST_CASE("rows that agree, in whatever order, are counted") {
  const Report report = compare_rows(rows(k_left), rows(k_left), by_id());
  CHECK(report.done);
  CHECK(report.detail == "3 rows agree");
  CHECK(report.items.empty());
  CHECK(detail(R"([{"id":1,"a":2},{"id":2,"a":3}])", R"([{"a":3.0,"id":2},{"a":2,"id":1}])") ==
        "2 rows agree");
}

TEST_CASE("rows that differ behind the digits of a double differ") {
  CHECK(
      detail(R"({"id":1,"amount":1000000000000.12345})", R"({"id":1,"amount":1000000000000.12346})")
          .find("1 row agrees") == std::string::npos);
}

TEST_CASE("a report tells of counts, sums, digests and each difference with both values") {
  const Report report = compare_rows(rows(k_left), rows(k_right), by_id());
  CHECK_FALSE(report.done);
  CHECK(report.detail ==
        "3 of 4 rows differ: 2 amount is 20 left, 21 right, state is 'open' left, 'paid' right; "
        "3 is missing right; 4 is missing left");
  const std::string output = join(report.lines, "\n");
  CHECK(output.find("rows: 3 left (orders), 3 right (shadow)\n"
                    "sum of amount: 35.5 left, 32.5 right\n"
                    "digest: ") == 0);
  CHECK(output.find("sum of state") == std::string::npos);
  CHECK(output.find("✘ 3 is missing right") != std::string::npos);
  CHECK(report.items.empty());
}

TEST_CASE("as items, differences do not fail the comparison but are handed over") {
  const Report report = compare_rows(rows(k_left), rows(k_right), as_items(200));
  CHECK(report.done);
  REQUIRE(report.items.size() == 3);
  CHECK(report.items[1].id == "3");
  CHECK(report.items[1].what == "is missing right");
}

TEST_CASE("more differences than can be followed as items fail the comparison") {
  const Report report = compare_rows(rows(k_left), rows(k_right), as_items(2));
  CHECK_FALSE(report.done);
  CHECK(report.items.empty());
  CHECK(report.detail.find("3 of 4 rows differ, more than the 2 that can be followed one by one") ==
        0);
}

TEST_CASE("some rows may differ where the plan says so") {
  RowRules rules = by_id();
  rules.at_most = 3;
  const Report report = compare_rows(rows(k_left), rows(k_right), rules);
  CHECK(report.done);
  CHECK(report.detail.find("3 of 4 rows differ (at most 3 may): ") == 0);
  rules.at_most = 2;
  CHECK_FALSE(compare_rows(rows(k_left), rows(k_right), rules).done);
}

TEST_CASE("too few rows show nothing") {
  CHECK(detail("[]", "[]") == "0 rows, at least 1 due: too few to show anything");
  RowRules rules = by_id();
  rules.at_least = 0;
  CHECK(detail("[]", "[]", rules) == "0 rows agree");
  rules.at_least = 4;
  CHECK(detail(k_left, k_left, rules) == "3 rows, at least 4 due: too few to show anything");
  rules.items_max = 200;
  CHECK_FALSE(compare_rows(rows(k_left), rows(k_left), rules).done);
}

TEST_CASE("rows that one side lacks altogether are missing there") {
  CHECK(detail(R"([{"id":1,"a":1}])", "[]") == "1 of 1 rows differ: 1 is missing right");
  CHECK(detail("[]", R"([{"id":1,"a":1}])") == "1 of 1 rows differ: 1 is missing left");
}

TEST_CASE("a row that stands more than once is a difference, even on both sides") {
  const std::string twice = R"([{"id":1,"a":1},{"id":1,"a":1}])";
  CHECK(detail(twice, R"([{"id":1,"a":1}])") == "1 of 1 rows differ: 1 2 rows left, 1 right");
  CHECK(detail(twice, twice) == "1 of 1 rows differ: 1 2 rows left, 2 right");
}

TEST_CASE("NULL, a text and a number are told apart") {
  CHECK(detail(R"([{"id":1,"a":null}])", R"([{"id":1,"a":""}])") ==
        "1 of 1 rows differ: 1 a is NULL left, '' right");
  CHECK(detail(R"([{"id":1,"a":"5"}])", R"([{"id":1,"a":5}])") ==
        "1 of 1 rows differ: 1 a is '5' left, 5 right");
}

TEST_CASE("numbers of a column with a tolerance may be so far apart, also where they are texts") {
  RowRules rules = by_id();
  rules.tolerance = {{"a", 0.01}};
  CHECK(detail(R"([{"id":1,"a":1.1}])", R"([{"id":1,"a":1.11}])", rules) == "1 row agrees");
  CHECK(detail(R"([{"id":1,"a":"1.10"}])", R"([{"id":1,"a":1.1}])", rules) == "1 row agrees");
  CHECK(detail(R"([{"id":1,"a":1.1}])", R"([{"id":1,"a":1.12}])", rules).find("1 of 1") == 0);
  CHECK(detail(R"([{"id":1,"a":null}])", R"([{"id":1,"a":0}])", rules).find("1 of 1") == 0);
  CHECK(detail(R"([{"id":1,"a":"x"}])", R"([{"id":1,"a":"y"}])", rules).find("1 of 1") == 0);
}

TEST_CASE("columns are compared by name: all, those named, or all but those ignored") {
  const std::string left = R"([{"id":1,"a":1,"b":2}])";
  const std::string right = R"([{"id":1,"a":1,"c":3}])";
  CHECK(detail(left, right) == "only orders has b; name columns alike with AS, or ignore them");
  RowRules rules = by_id();
  rules.columns = {"a"};
  CHECK(detail(left, right, rules) == "1 row agrees");
  rules.columns = {"b"};
  CHECK(detail(left, right, rules) == "shadow has no column 'b'; it has a, c, id");
  rules.columns.clear();
  rules.ignore = {"b", "c"};
  CHECK(detail(left, right, rules) == "1 row agrees");
  rules.ignore = {"b"};
  CHECK(detail(left, right, rules) ==
        "only shadow has c; name columns alike with AS, or ignore them");
  rules.tolerance = {{"d", 1}};
  CHECK(detail(left, right, rules) == "orders has no column 'd'; it has a, b, id");
}

TEST_CASE("a comparison that cannot be made fails, also where differences would be items") {
  RowRules rules = as_items(200);
  rules.key = {"nr"};
  const Report report = compare_rows(rows(k_left), rows(k_right), rules);
  CHECK_FALSE(report.done);
  CHECK(report.detail == "orders has no column 'nr'; it has amount, id, state");
  CHECK(detail(R"([{"id":null,"a":1}])", R"([{"id":1,"a":1}])") ==
        "a row of orders has NULL in its key");
  RowSet doubled;
  doubled.columns = {"id", "id"};
  CHECK(compare_rows(doubled, rows(k_left), by_id()).detail ==
        "orders has two columns 'id'; name them apart with AS");
}

TEST_CASE("a key of several columns names rows by all of them, never two by one name") {
  RowRules rules = as_items(200);
  rules.key = {"shop", "nr"};
  const Report report = compare_rows(
      rows(R"([{"shop":"a/b","nr":"c","x":1},{"shop":"a","nr":"b/c","x":1}])"), rows("[]"), rules);
  REQUIRE(report.items.size() == 2);
  CHECK(report.items[0].id != report.items[1].id);
  CHECK(report.items[0].id == "a/b%2Fc");
}

TEST_CASE("names of rows are short, printable and never two alike") {
  const std::string same(200, 'k');
  const Report report = compare_rows(
      rows(R"([{"id":")" + same + R"(1"},{"id":")" + same + R"(2"},{"id":""},{"id":"a\u0007"}])"),
      rows("[]"), as_items(200));
  REQUIRE(report.items.size() == 4);
  std::set<std::string> ids;
  for (const ReportItem& item : report.items) {
    CHECK(item.id.size() < 120);
    CHECK(item.id == one_line(item.id));
    ids.insert(item.id);
  }
  CHECK(ids.size() == 4);
  CHECK(ids.contains("(empty)"));
}

TEST_CASE("values are cut short; where they differ only behind that, by their digests") {
  const std::string same(200, 'v');
  const std::string words =
      detail(R"([{"id":1,"a":")" + same + R"(1"}])", R"([{"id":1,"a":")" + same + R"(2"}])");
  CHECK(words.size() < 330);
  CHECK(words.find("(sha256 ") != std::string::npos);
}

TEST_CASE("digests are the same exactly when the compared columns of all rows are") {
  const auto digests = [](const std::string& left, const std::string& right, bool ignores) {
    RowRules rules = by_id();
    if (ignores)
      rules.ignore = {"b"};
    const Report report = compare_rows(rows(left), rows(right), rules);
    for (const std::string& line : report.lines)
      if (line.starts_with("digest: "))
        return line.substr(8, 16) == line.substr(line.find(", ") + 2, 16);
    return false;
  };
  const std::string left = R"([{"id":1,"a":"x","b":"y"},{"id":2,"a":"","b":null}])";
  CHECK(digests(left, R"([{"id":2,"a":"","b":null},{"id":1,"a":"x","b":"y"}])", false));
  CHECK_FALSE(digests(left, R"([{"id":2,"a":"","b":""},{"id":1,"a":"x","b":"y"}])", false));
  CHECK_FALSE(digests(left, R"([{"id":2,"a":null,"b":""},{"id":1,"a":"x","b":"y"}])", false));
  CHECK(digests(left, R"([{"id":2,"a":"","b":""},{"id":1,"a":"x","b":"y"}])", true));
}
