// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"
#include "planfile/rows.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

namespace {

/// Stands in the place of the precondition, with two sources before it.
const char* const k_before_uat = "before:\n  uat: { ask: \"UAT passed\", role: owner }";

std::string comparing(const std::string& reconcile, const std::string& beside = "") {
  return "before:\n  shadow: { reconcile: " + reconcile + beside + " }";
}

std::string plan_with_check(const std::string& check) {
  std::string text = sound_plan_with(k_before_uat, check);
  const std::string sources = "sources:\n";
  return text.insert(text.find(sources) + sources.size(),
                     "  orders: { sqlite: ./orders.db }\n"
                     "  service: { json: \"http://127.0.0.1:8000\" }\n");
}

plan::Check load_comparison(const std::string& check) {
  const auto loaded = load_plan(plan_with_check(check), environment_of({}));
  INFO(check);
  for (const auto& diagnostic : loaded.diagnostics)
    UNSCOPED_INFO(diagnostic.message);
  REQUIRE(loaded.diagnostics.empty());
  return loaded.plan.before.front();
}

/// The rules that the check breaks, where that of the plan's sources is not one of them.
std::vector<std::string> rules(const std::string& reconcile, const std::string& beside = "") {
  std::vector<std::string> found;
  for (const auto& diagnostic :
       load_plan(plan_with_check(comparing(reconcile, beside)), environment_of({})).diagnostics)
    found.push_back(diagnostic.rule);
  return found;
}

const std::string k_sides =
    "left: { source: orders, query: \"SELECT id, amount FROM orders WHERE v = :version\" }, "
    "right: { source: service, query: .orders, request: \"GET /shadow?v={{version}}\" }";

} // namespace

TEST_CASE("a comparison names two sides, a key, and what is compared how") {
  const auto check = load_comparison(
      comparing("{ " + k_sides +
                    ", key: [shop, id], ignore: note, tolerance: { amount: 0.01 }, at_least: 10, "
                    "at_most: 2 }",
                ", timeout: 5m"));
  const auto& action = std::get<plan::ReconcileAction>(check.step->action);
  CHECK(action.left.source == "orders");
  CHECK(action.left.query.text == "SELECT id, amount FROM orders WHERE v = :version");
  CHECK(action.left.mark.line > 0);
  CHECK(action.right.request->path.text == "/shadow?v={{version}}");
  CHECK(action.key == std::vector<std::string>{"shop", "id"});
  CHECK(action.ignore == std::vector<std::string>{"note"});
  CHECK(action.tolerance.at("amount") == 0.01);
  CHECK(action.at_least == 10);
  CHECK(action.at_most == 2);
  CHECK(check.step->timeout == minutes(5));
  const auto plain = load_comparison(comparing("{ " + k_sides + ", key: id, columns: [amount] }"));
  const auto& other = std::get<plan::ReconcileAction>(plain.step->action);
  CHECK(other.columns == std::vector<std::string>{"amount"});
  CHECK(other.at_least == 1);
  CHECK(other.at_most == 0);
}

TEST_CASE("the differences of a comparison may be items of a role") {
  const auto check =
      load_comparison(comparing("{ " + k_sides + ", key: id }", ", items: true, role: owner"));
  CHECK(check.items);
  CHECK(check.role == "owner");
}

TEST_CASE("a comparison is done again when in doubt: it changes nothing") {
  std::string text = plan_with_check("before: {}");
  const std::string steps = "\nsteps:\n";
  text.insert(text.find(steps) + steps.size(),
              "  compare: { reconcile: { " + k_sides + ", key: id } }\n");
  const auto loaded = load_plan(text, environment_of({}));
  REQUIRE(loaded.diagnostics.empty());
  CHECK(loaded.plan.steps.front().idempotent);
}

TEST_CASE("a wrong comparison is refused, with what to do") {
  using Rules = std::vector<std::string>;
  CHECK(rules("{ " + k_sides + " }") == Rules{"missing-key"});
  CHECK(rules("{ " + k_sides + ", key: [] }") == Rules{"empty-value"});
  CHECK(rules("{ " + k_sides + ", key: id, columns: [a], ignore: [b] }") == Rules{"one-of-keys"});
  CHECK(rules("{ " + k_sides + ", key: id, tolerance: { amount: -1 } }") == Rules{"bad-number"});
  CHECK(rules("{ " + k_sides + ", key: id, tolerance: { amount: 1% } }") == Rules{"bad-number"});
  CHECK(rules("{ " + k_sides + ", key: id, at_most: -1 }") == Rules{"not-a-whole-number"});
  CHECK(rules("{ " + k_sides + ", key: id, keys: id }") == Rules{"unknown-key"});
  CHECK(rules("{ left: { source: orders }, right: { source: service, query: . }, key: id }") ==
        Rules{"missing-key"});
  CHECK(rules("{ " + k_sides + ", key: id }", ", limit: \"> 1\"") == Rules{"unknown-key"});
  CHECK(rules("{ left: { source: orders, query: SELECT 1 }, key: id }") == Rules{"missing-key"});
  CHECK(rules("{ " + k_sides + ", key: id, at_most: 1 }", ", items: true") ==
        Rules{"at-most-with-items"});
}
