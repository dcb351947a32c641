// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/reader_calls.hpp"
#include "core/rendering.hpp"

using namespace relctl;
using namespace relctl::test;

namespace {

plan::Source a_source(const std::string& id, plan::SourceKind kind) {
  plan::Source source;
  source.id = id;
  source.kind = kind;
  source.timeout = seconds(7);
  return source;
}

/// A release in its first phase, whose check compares rows of `left` with rows of a service.
struct Comparing {
  explicit Comparing(plan::Source left, const std::string& query)
      : given([&] {
          plan::Plan plan = a_plan();
          plan.vars.push_back({"least", plan::VariableType::number, "3", {}, {}});
          plan::Source service = a_source("service", plan::SourceKind::json);
          service.url = "http://h/api?x=1";
          plan.sources.push_back(service);
          plan.sources.push_back(left);
          plan::ReconcileAction action;
          action.left = {left.id, {query, {}}, {}, {}};
          action.right = {"service", {".orders[\"{{version}}\"]", {}}, {}, {}};
          action.right.request = plan::MetricRequest{"POST",
                                                     {"/rows?v={{version}}", {}},
                                                     {{"X-Phase", {"{{phase}}", {}}}},
                                                     {"{{least}}", {}}};
          action.key = {"id"};
          plan::Check check;
          check.id = "compare";
          check.step = a_step("compare", {});
          check.step->action = action;
          check.items = true;
          plan.phases[0].checks.push_back(check);
          return plan;
        }()) {
    given.ready().started("p5", minutes(5));
    given.state.opened.directory = "/plans";
    given.state.opened.vars = {{"least", "3"}};
    started.address = {"main", "p5", "check", "compare"};
    started.attempt = 1;
    started.timeout = seconds(60);
    given.event(started, minutes(6));
  }

  core::EffectRequest effect() { return core::effect_of(given.plan, given.state, started); }
  core::ReconcileCall call() { return std::get<core::ReconcileCall>(effect().call); }

  Given given;
  core::StepStarted started;
};

} // namespace

TEST_CASE("the SQL of a comparison is never changed by a value; values and times are bound") {
  plan::Source orders = a_source("orders", plan::SourceKind::postgres);
  orders.connection = "host=h password=secret";
  Comparing it(orders, "SELECT id FROM o WHERE v = :version AND n >= :least AND t >= :phase_start "
                       "AND u >= :release_start AND w = :eta");
  const core::RowsCall left = it.call().left;
  CHECK(left.query == "SELECT id FROM o WHERE v = $1 AND n >= $2 AND t >= ($3::timestamptz) AND u "
                      ">= ($4::timestamptz) AND w = $5");
  REQUIRE(left.values.size() == 5);
  CHECK(left.values[0] == plan::SqlValue(it.given.state.opened.version));
  CHECK(left.values[1] == plan::SqlValue(3.0));
  CHECK(left.values[2] == plan::SqlValue(format_instant(k_noon + minutes(5))));
  CHECK(left.values[3] == plan::SqlValue(format_instant(it.given.state.opened_at)));
  CHECK_FALSE(left.values[4]);
  CHECK(left.connection == "host=h password=secret");
  CHECK(left.timeout == seconds(7));
  CHECK(it.effect().reports_items);
}

TEST_CASE("a service is asked as the plan says, values percent-encoded") {
  plan::Source orders = a_source("orders", plan::SourceKind::sqlite);
  orders.file = "orders.db";
  Comparing it(orders, "SELECT id FROM o WHERE n >= :least");
  CHECK(it.call().left.query == "SELECT id FROM o WHERE n >= ?1");
  CHECK(it.call().left.file == "/plans/orders.db");
  it.given.state.opened.version = "v1&x";
  const core::RowsCall right = it.call().right;
  CHECK(right.http.method == "POST");
  CHECK(right.http.url == "http://h/api/rows?x=1&v=v1%26x");
  CHECK(right.http.headers.front().second == "p5");
  CHECK(right.http.body == "3");
  CHECK(right.query == ".orders[\"v1&x\"]");
}

TEST_CASE("a command gets the query as its last argument, and what it may know by name") {
  plan::Source script = a_source("script", plan::SourceKind::command);
  script.command = {{"./rows", {}}, {"{{phase}}", {}}};
  Comparing it(script, "orders");
  const core::CommandCall command = it.call().left.command;
  CHECK(command.argv == std::vector<std::string>{"./rows", "p5", "orders"});
  CHECK(command.directory == "/plans");
  CHECK(command.variables.at("RELCTL_PHASE_START") == format_instant(k_noon + minutes(5)));
  CHECK(command.variables.at("RELCTL_LEAST") == "3");
}

TEST_CASE("a comparison is described by its sources and its key, without connections") {
  plan::Source orders = a_source("orders", plan::SourceKind::postgres);
  orders.connection = "host=h password=secret";
  Comparing it(orders, "SELECT 1");
  CHECK(core::describe_action(it.given.plan, it.given.state, it.started) ==
        "reconcile orders with service by id");
}
