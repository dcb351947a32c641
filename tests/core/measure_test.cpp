// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/measure.hpp"
#include "core/rendering.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using plan::Cause;

namespace {

core::Due due_at(Given& given, Duration after) {
  const core::Situation situation{given.plan,   given.state,    given.ledger,  given.windows,
                                  given.inputs, k_noon + after, given.mandate, ""};
  return core::due_now(situation, {&given.plan.phases[0], k_noon});
}

Given started(plan::Plan plan) {
  Given given(std::move(plan));
  given.ready().started("p5");
  return given;
}

} // namespace

TEST_CASE("nothing is asked before a reading can lie wholly inside the phase") {
  Given given = started(a_plan());
  const core::Due due = due_at(given, seconds(59));
  CHECK(due.measurements.empty());
  CHECK(due.wake <= k_noon + minutes(1));
}

TEST_CASE("a live poll asks for the newest grid time, with the version and the series filled in") {
  plan::Plan plan = a_plan();
  plan.metrics[0].each = plan::Each{"endpoint", {"swap", "share"}};
  plan.metrics[0].query.text = "q{v=\"{{version}}\",e=\"{{endpoint}}\"}";
  Given given = started(plan);
  const core::Due due = due_at(given, seconds(75));
  REQUIRE(due.measurements.size() == 2);
  CHECK(due.measurements[0].from == k_noon + minutes(1));
  CHECK(due.measurements[0].to == k_noon + minutes(1));
  CHECK(due.measurements[0].query == "q{v=\"1.1.0\",e=\"swap\"}");
  CHECK(due.measurements[1].series == "share");
}

TEST_CASE("missing grid times are filled by one range where the source keeps history") {
  Given given = started(a_plan());
  given.reading(minutes(1), 0.001);
  const core::Due due = due_at(given, minutes(10));
  REQUIRE(due.measurements.size() == 2);
  CHECK(due.measurements[0].from == k_noon + minutes(1) + seconds(30));
  CHECK(due.measurements[0].to == k_noon + minutes(9) + seconds(30));
  CHECK(due.measurements[1].from == k_noon + minutes(10));
}

TEST_CASE("what a source could not be asked is asked again, what it has said is not") {
  const bool lost = GENERATE(true, false);
  Given given = started(a_plan());
  given.reading(minutes(1), lost ? Cause::timeout : Cause::nodata);
  const core::Due due = due_at(given, minutes(1) + seconds(30));
  CHECK(due.measurements.size() == (lost ? 2 : 1));
}

TEST_CASE("a source without history is scraped from the phase's start and never for the past") {
  plan::Plan plan = a_plan();
  plan.sources[0].kind = plan::SourceKind::exposition;
  Given given = started(plan);
  const core::Due first = due_at(given, {});
  REQUIRE(first.measurements.size() == 1);
  CHECK(first.measurements[0].from == k_noon);
  core::Reading scrape;
  scrape.metric = "error_rate";
  scrape.at = k_noon;
  scrape.cause = Cause::before_phase;
  scrape.samples = {{"errors_total", 3.0}};
  given.add(scrape);
  const core::Due later = due_at(given, minutes(1));
  REQUIRE(later.measurements.size() == 1);
  REQUIRE(later.measurements[0].earlier.size() == 1);
  CHECK(later.measurements[0].earlier[0].samples.at("errors_total") == 3.0);
}

TEST_CASE("a series that is being measured is not asked twice") {
  Given given = started(a_plan());
  given.inputs.measuring = {"main/error_rate[]"};
  CHECK(due_at(given, minutes(1)).measurements.empty());
}

TEST_CASE("a range never asks for more points than Prometheus answers") {
  Given given = started(a_plan());
  given.plan.metrics[0].every = seconds(1);
  const core::Due due = due_at(given, hours(10));
  REQUIRE(due.measurements.size() == 2);
  const auto& range = due.measurements[0];
  CHECK((range.to - range.from).ms / range.every.ms + 1 == 11'000);
}

TEST_CASE("the share is read back on its own grid, once for each time") {
  Given given = started(a_plan());
  const core::Due due = due_at(given, seconds(12));
  REQUIRE(due.probes.size() == 1);
  const auto probe = core::parse_probe_id(due.probes[0].id);
  REQUIRE(probe);
  CHECK(probe->step == "shift");
  CHECK(probe->at == k_noon + seconds(10));
  CHECK_FALSE(std::get<core::HaproxyCall>(due.probes[0].call).share);
  given.inputs.live = {due.probes[0].id};
  CHECK(due_at(given, seconds(12)).probes.empty());
}

TEST_CASE("a metric that no threshold of the phase uses and nobody watches is not polled") {
  plan::Plan plan = a_plan();
  plan.thresholds[0].phases = {"full"};
  CHECK(core::metrics_of(plan, {}, &plan.phases[0]).empty());
  plan.metrics[0].watch = true;
  CHECK(core::metrics_of(plan, {}, &plan.phases[0]).size() == 1);
}

TEST_CASE("SQL goes out as it is written, with the values beside it") {
  plan::Plan plan = a_plan();
  plan.sources[0].kind = plan::SourceKind::sqlite;
  plan.sources[0].file = "./orders.db";
  plan.vars.push_back({"least", plan::VariableType::number, "3", {}, {}});
  plan.metrics[0].query.text = "SELECT 1 WHERE v = :version AND t <= :at";
  Given given = started(plan);
  given.state.opened.directory = "/srv/plans";
  const core::Due due = due_at(given, minutes(5));
  REQUIRE(due.measurements.size() == 2); // It says which time it asks about: the past as well.
  const core::MeasurementRequest& request = due.measurements[0];
  CHECK(request.query == "SELECT 1 WHERE v = :version AND t <= :at");
  CHECK(request.values.at("version") == "1.1.0");
  CHECK(request.numbers == std::set<std::string>{"least"});
  CHECK(request.file == "/srv/plans/./orders.db");
  CHECK(request.phase_start == k_noon);
  CHECK(request.from < request.to);
  given.plan.metrics[0].query.text = "SELECT 1";
  CHECK(due_at(given, minutes(5)).measurements.size() == 1);
}

TEST_CASE("a value stands in the path of a request as data") {
  plan::Plan plan = a_plan();
  plan.sources[0].kind = plan::SourceKind::json;
  plan.metrics[0].each = plan::Each{"tenant", {"a&b"}};
  plan.metrics[0].request = plan::MetricRequest{
      "POST", {"/s?tenant={{tenant}}", {}}, {{"X-T", {"{{tenant}}", {}}}}, {"{{tenant}}", {}}};
  Given given = started(plan);
  const core::Due due = due_at(given, minutes(5));
  REQUIRE(due.measurements.size() == 1);
  CHECK(due.measurements[0].path == "/s?tenant=a%26b");
  CHECK(due.measurements[0].headers.front().second == "a&b");
  CHECK(due.measurements[0].body == "a&b");
}

TEST_CASE("a value in the body of a request cannot end the string that it stands in") {
  plan::Plan plan = a_plan();
  plan.sources[0].kind = plan::SourceKind::json;
  plan.metrics[0].each = plan::Each{"tenant", {R"(a"b&c)"}};
  plan.metrics[0].request = plan::MetricRequest{"POST", {}, {}, {R"({"tenant":"{{tenant}}"})", {}}};
  Given given = started(plan);
  CHECK(due_at(given, minutes(5)).measurements.at(0).body == R"({"tenant":"a\"b&c"})");
  given.plan.metrics[0].request->headers = {
      {"Content-Type", {"application/x-www-form-urlencoded", {}}}};
  given.plan.metrics[0].request->body.text = "tenant={{tenant}}";
  CHECK(due_at(given, minutes(5)).measurements.at(0).body == "tenant=a%22b%26c");
}

TEST_CASE("an alert counts from the release's first exposure, or from when a part was taken back") {
  Given given = started(a_plan());
  const Instant entered = given.state.phases.front().entered_at;
  given.state.phases.front().entered_at = entered - hours(2);
  CHECK(due_at(given, minutes(5)).measurements.at(0).exposed_since == entered - hours(2));
  given.state.taken_back["part"].at = entered - hours(1);
  CHECK(due_at(given, minutes(5)).measurements.at(0).exposed_since == entered - hours(1));
  given.state.phases.clear();
  CHECK(due_at(given, minutes(5)).measurements.at(0).exposed_since == k_noon);
}

TEST_CASE("a command is rendered and runs in the plan's folder") {
  plan::Plan plan = a_plan();
  plan.sources[0].kind = plan::SourceKind::command;
  plan.sources[0].command = {{"./measure", {}}, {"{{version}}", {}}};
  Given given = started(plan);
  given.state.opened.directory = "/srv/plans";
  const core::Due due = due_at(given, minutes(5));
  REQUIRE(due.measurements.size() == 1);
  CHECK(due.measurements[0].argv == std::vector<std::string>{"./measure", "1.1.0"});
  CHECK(due.measurements[0].directory == "/srv/plans");
}
