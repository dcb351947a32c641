// SPDX-License-Identifier: Apache-2.0
#include "effects/haproxy.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace relctl;
using core::Outcome;
using effects::Weights;
using effects::weights_for;

namespace {

core::HaproxyCall call_of(std::optional<double> share) {
  return {"/run/haproxy.sock", "app", "canary", "stable", share};
}

core::EffectRequest effect_of(const core::HaproxyCall& call) {
  return {"r1/main/p20/enter/shift#1/step", "key-1", call, seconds(10)};
}

std::string text_of(const core::HaproxyCall& call) {
  return effects::haproxy_request(effect_of(call), call).text;
}

struct Row {
  int weight = 0;
  int operation = 2;
  int administration = 0;
};

std::string row(const std::string& name, Row row) {
  return "2 app 1 " + name + " 127.0.0.1 " + std::to_string(row.operation) + " " +
         std::to_string(row.administration) + " " + std::to_string(row.weight) + "\n";
}

std::string table(Row canary, Row stable, const std::string& more = "") {
  return "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight\n" +
         row("stable", stable) + row("canary", canary) + more + "\n";
}

core::EffectEnded end_of(const core::HaproxyCall& call, const std::string& body) {
  ports::SocketReply reply;
  reply.body = body;
  return effects::haproxy_ended(effect_of(call), call, reply);
}

} // namespace

TEST_CASE("a whole percent is exact in weights out of 100") {
  for (int percent = 0; percent <= 100; ++percent)
    CHECK(weights_for(percent / 100.0) == Weights{percent, 100 - percent});
}

TEST_CASE("another share is the nearest ratio that weights up to 256 can express") {
  CHECK(weights_for(1.0 / 3).value() == Weights{34, 68});
  CHECK(weights_for(0.005).value() == Weights{1, 199});
  CHECK(weights_for(0.125).value() == Weights{13, 91});
  for (int i = 3; i <= 997; ++i) {
    const double share = i / 1000.0;
    const auto weights = weights_for(share);
    REQUIRE(weights);
    CHECK(weights->canary >= 0);
    CHECK(weights->canary <= 256);
    CHECK(weights->stable <= 256);
    const double actual =
        static_cast<double>(weights->canary) / (weights->canary + weights->stable);
    CHECK(std::abs(actual - share) < 0.001);
    CHECK(weights->canary > 0);
    CHECK(weights->stable > 0);
  }
}

TEST_CASE("a share that weights cannot express is refused, not rounded to none or all") {
  for (const double share : {0.001, 0.0025, 0.999, -0.1, 1.1}) {
    CHECK_FALSE(weights_for(share));
  }
  CHECK_FALSE(weights_for(std::numeric_limits<double>::quiet_NaN()));
  CHECK(weights_for(0.001).error().message.find("0.1%") != std::string::npos);
}

TEST_CASE("the weights and the reading back go out on one line") {
  CHECK(text_of(call_of(0.1)) == "set weight app/canary 10; set weight app/stable 90; "
                                 "show servers state app\n");
  const auto request = effects::haproxy_request(effect_of(call_of(0.1)), call_of(0.1));
  CHECK(request.address == "/run/haproxy.sock");
  CHECK(request.timeout == seconds(10));
}

TEST_CASE("without a share nothing is changed") {
  CHECK(text_of(call_of(std::nullopt)) == "show servers state app\n");
  const auto ended = end_of(call_of(std::nullopt), table({5}, {95}));
  CHECK(ended.outcome == Outcome::succeeded);
  CHECK(ended.share == 0.05);
  CHECK(ended.detail == "canary has weight 5, stable has weight 95");
}

TEST_CASE("weights that were read back as set are success with the share") {
  const auto ended = end_of(call_of(0.1), "\n\n" + table({10}, {90}));
  CHECK(ended.outcome == Outcome::succeeded);
  CHECK(ended.share == 0.1);
  CHECK(ended.id == "r1/main/p20/enter/shift#1/step");
}

TEST_CASE("weights that differ are a failure even when HAProxy said nothing") {
  const auto ended = end_of(call_of(0.2), table({10}, {90}));
  CHECK(ended.outcome == Outcome::failed);
  CHECK(ended.detail == "canary has weight 10, wanted 20; stable has weight 90, wanted 80");
  CHECK(ended.share == 0.1);
}

TEST_CASE("a text answer to a set is a failure even when the weights are right") {
  const auto ended = end_of(call_of(0.1), "No such server.\n" + table({10}, {90}));
  CHECK(ended.outcome == Outcome::failed);
  CHECK(ended.detail == "HAProxy says: No such server.");
  CHECK(ended.share == 0.1);
}

TEST_CASE("a missing backend or server is named") {
  CHECK(end_of(call_of(0.1), "Can't find backend.\n").detail ==
        "HAProxy says: Can't find backend.");
  auto call = call_of(std::nullopt);
  call.canary = "green";
  CHECK(end_of(call, table({10}, {90})).detail ==
        "backend app has no server green; it has: stable, canary");
  CHECK(end_of(call, "").outcome == Outcome::failed);
  CHECK(end_of(call, "").detail.find("without a table") != std::string::npos);
}

TEST_CASE("a server that should get traffic but cannot is a failure") {
  const auto maintenance = end_of(call_of(0.1), table({10, 0, 1}, {90}));
  CHECK(maintenance.outcome == Outcome::failed);
  CHECK(maintenance.detail == "canary should get traffic (weight 10) but is in maintenance");
  CHECK(end_of(call_of(0.0), table({0}, {100, 0, 0})).detail ==
        "stable should get traffic (weight 100) but is down");
  CHECK(end_of(call_of(0.1), table({10, 2, 8}, {90})).outcome == Outcome::failed);
}

TEST_CASE("a canary without traffic may be down, and reading back never minds") {
  CHECK(end_of(call_of(0.0), table({0, 0, 1}, {100})).outcome == Outcome::succeeded);
  const auto read = end_of(call_of(std::nullopt), table({10, 0, 0}, {90}));
  CHECK(read.outcome == Outcome::succeeded);
  CHECK(read.share == 0.1);
  CHECK(read.detail == "canary has weight 10 and is down, stable has weight 90");
}

TEST_CASE("a third server with a weight is mentioned") {
  const auto ended = end_of(call_of(0.1), table({10}, {90}, row("third", {7})));
  CHECK(ended.outcome == Outcome::succeeded);
  CHECK(ended.detail ==
        "canary has weight 10, stable has weight 90; beside them third has weight 7");
}

TEST_CASE("two weights of zero have no share") {
  const auto ended = end_of(call_of(std::nullopt), table({0}, {0}));
  CHECK(ended.outcome == Outcome::failed);
  CHECK_FALSE(ended.share.has_value());
}

TEST_CASE("a name that could carry another command is refused before anything is sent") {
  auto call = call_of(0.1);
  for (const std::string name :
       {"app; shutdown sessions server app/stable", "a b", "a\nb", "", "app/canary"}) {
    call.backend = name;
    CHECK(effects::haproxy_request(effect_of(call), call).address.empty());
    CHECK(text_of(call).empty());
    CHECK(end_of(call, table({10}, {90})).outcome == Outcome::failed);
  }
  call = call_of(0.1);
  call.canary = call.stable;
  CHECK(end_of(call, table({10}, {90})).outcome == Outcome::failed);
}

TEST_CASE("a refused share says so and leaves the weights alone") {
  CHECK(text_of(call_of(0.001)).empty());
  const auto ended = end_of(call_of(0.001), table({10}, {90}));
  CHECK(ended.outcome == Outcome::failed);
  CHECK(ended.detail.find("cannot express") != std::string::npos);
}

TEST_CASE("a socket that does not answer is a failure with its reason") {
  ports::SocketReply reply;
  reply.failure = ports::TransportFailure::timeout;
  reply.failure_text = "no answer from /run/haproxy.sock within 10s";
  const auto call = call_of(0.1);
  auto ended = effects::haproxy_ended(effect_of(call), call, reply);
  CHECK(ended.outcome == Outcome::timed_out);
  CHECK(ended.detail == reply.failure_text);
  reply.failure = ports::TransportFailure::refused;
  ended = effects::haproxy_ended(effect_of(call), call, reply);
  CHECK(ended.outcome == Outcome::failed);
}
