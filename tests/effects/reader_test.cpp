// SPDX-License-Identifier: Apache-2.0
#include "effects/reader.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace relctl;

namespace {

core::EffectRequest suite_effect(bool is_keyed) {
  core::SuiteCall call;
  call.base = "http://h";
  call.credentials.password = "secret-secret";
  call.is_keyed = is_keyed;
  call.requests.push_back({"POST", "/x", {}, "{}", {201}, milliseconds(500), ".ok", {}, true});
  return {"id", "key-1", call, seconds(10)};
}

ports::ProcessReply reply(const std::string& output) {
  ports::ProcessReply reply;
  reply.started = true;
  reply.exit_code = 0;
  reply.output = output;
  return reply;
}

} // namespace

TEST_CASE("a suite goes to relctl-reader over stdin, with less time than its process has") {
  const auto effect = suite_effect(false);
  const auto process = effects::suite_request(effect, std::get<core::SuiteCall>(effect.call),
                                              "/opt/relctl-reader", {{"PATH", "/bin"}});
  CHECK(process.argv == std::vector<std::string>{"/opt/relctl-reader", "suite", "11"});
  CHECK(process.environment == std::vector<std::string>{"PATH=/bin"});
  CHECK(process.errors_apart);
  const auto json = nlohmann::json::parse(process.input);
  CHECK(json["timeout_ms"] == 9500);
  CHECK(json["requests"][0]["within_ms"] == 500);
  CHECK(json["requests"][0]["headers"].empty());
  CHECK(json["credentials"]["password"] == "secret-secret");
}

TEST_CASE("an HTTP step with a condition carries its operation key") {
  const auto effect = suite_effect(true);
  const auto process =
      effects::suite_request(effect, std::get<core::SuiteCall>(effect.call), "relctl-reader", {});
  const auto headers = nlohmann::json::parse(process.input)["requests"][0]["headers"];
  CHECK(headers == nlohmann::json::parse(R"([["Idempotency-Key","key-1"]])"));
}

TEST_CASE("an artifact is looked at by its paths") {
  const core::EffectRequest effect{"id", "key", core::ArtifactCall{"/f", "", "/s", "", "", "", ""},
                                   seconds(1)};
  const auto process = effects::artifact_request(effect, std::get<core::ArtifactCall>(effect.call),
                                                 "relctl-reader", {});
  CHECK(process.argv[1] == "artifact");
  CHECK(nlohmann::json::parse(process.input)["sha256_file"] == "/s");
}

namespace {

core::EffectRequest comparison(bool as_items) {
  core::ReconcileCall call;
  call.left.kind = plan::SourceKind::postgres;
  call.left.source = "orders";
  call.left.timeout = seconds(5);
  call.left.connection = "host=h password=secret-secret";
  call.left.query = "SELECT $1, $2, $3";
  call.left.values = {std::string("v"), 3.0, std::nullopt};
  call.right.kind = plan::SourceKind::command;
  call.right.source = "script";
  call.right.command = {{"./rows", "orders"}, {{"RELCTL_PHASE", "p5"}}, "/plans"};
  call.key = {"id"};
  call.tolerance = {{"amount", 0.5}};
  return {"id", "key", call, seconds(10), as_items};
}

nlohmann::json request_of(const core::EffectRequest& effect) {
  const auto process =
      effects::reconcile_request(effect, std::get<core::ReconcileCall>(effect.call),
                                 "/opt/relctl-reader", {{"PATH", "/bin"}}, {{"PGHOST", "h"}});
  CHECK(process.argv == std::vector<std::string>{"/opt/relctl-reader", "reconcile", "11"});
  CHECK(process.environment == std::vector<std::string>{"PGHOST=h"});
  return nlohmann::json::parse(process.input);
}

} // namespace

TEST_CASE("a comparison goes over stdin; commands do not see what libpq may") {
  const auto json = request_of(comparison(false));
  CHECK(json["left"]["questions"] ==
        nlohmann::json::parse(R"([{"sql":"SELECT $1, $2, $3","rows":[["v",3.0,null]]}])"));
  CHECK(json["left"]["connection"] == "host=h password=secret-secret");
  CHECK(json["right"]["argv"] == nlohmann::json::parse(R"(["/plans/./rows","orders"])"));
  CHECK(json["right"]["environment"] ==
        nlohmann::json::parse(R"(["PATH=/bin","RELCTL_PHASE=p5"])"));
  CHECK(json["tolerance"]["amount"] == 0.5);
  CHECK(json["timeout_ms"] == 9500);
  CHECK_FALSE(json.contains("items_max"));
  CHECK(request_of(comparison(true))["items_max"] == 200);
}

TEST_CASE("differences of a report become items where they are asked for") {
  const std::string report = R"({"done":true,"detail":"2 of 9 rows differ","output":"o","items":[)"
                             R"({"id":"1","what":"is missing left"},{"id":"2","what":"a"}]})";
  const auto items = effects::reader_ended(comparison(true), reply(report));
  CHECK(items.outcome == core::Outcome::succeeded);
  CHECK(items.detail == "2 of 9 rows differ");
  REQUIRE(items.items.size() == 2);
  CHECK(items.items[0].what == "is missing left");
  CHECK(effects::reader_ended(comparison(false), reply(report)).items.empty());
  CHECK(effects::reader_ended(comparison(true), reply(R"({"done":true,"items":[{"id":""}]})"))
            .outcome == core::Outcome::failed);
}

TEST_CASE("the report decides, and a process without one has failed") {
  const auto effect = suite_effect(false);
  const auto outcome = [&](const std::string& output) {
    return effects::reader_ended(effect, reply(output)).outcome;
  };
  const auto done = effects::reader_ended(
      effect, reply(R"({"done":true,"detail":"1/1 requests passed","output":"✔ POST"})"));
  CHECK(done.outcome == core::Outcome::succeeded);
  CHECK(done.detail == "1/1 requests passed");
  CHECK(done.output == "✔ POST");
  CHECK(outcome(R"({"done":false,"detail":"0/1"})") == core::Outcome::failed);
  CHECK(outcome(R"({"done":false,"lost":true,"detail":"0/1"})") == core::Outcome::lost);
  CHECK(outcome("") == core::Outcome::failed);
  CHECK(outcome("[]") == core::Outcome::failed);
  ports::ProcessReply late = reply("");
  late.timed_out = true;
  CHECK(effects::reader_ended(effect, late).outcome == core::Outcome::timed_out);
  ports::ProcessReply broken = reply("");
  broken.exit_code = 1;
  broken.errors = "bad request\n";
  CHECK(effects::reader_ended(effect, broken).detail == "exit code 1: bad request");
}
