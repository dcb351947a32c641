// SPDX-License-Identifier: Apache-2.0
#include "effects/protocol.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace relctl;

namespace {

core::EffectRequest effect_with_call(decltype(core::EffectRequest::call) call) {
  return {"r1/main/p20/enter/step#1/step", "key-1", std::move(call), seconds(5)};
}

} // namespace

TEST_CASE("each kind of effect goes out over its own transport and comes back") {
  const auto protocol = effects::make_effect_protocol({}, "relctl-reader");

  const auto command = effect_with_call(core::CommandCall{{"true"}, {}, "/"});
  CHECK(std::holds_alternative<ports::ProcessRequest>(protocol->transport(command)));
  ports::ProcessReply exited;
  exited.started = true;
  exited.exit_code = 0;
  CHECK(protocol->interpret(command, exited).outcome == core::Outcome::succeeded);

  core::HttpCall call;
  call.method = "GET";
  call.url = "http://127.0.0.1/";
  const auto http = effect_with_call(call);
  CHECK(std::holds_alternative<ports::HttpRequest>(protocol->transport(http)));
  ports::HttpReply answer;
  answer.status = 500;
  CHECK(protocol->interpret(http, answer).detail == "HTTP 500, wanted 2xx");

  const auto haproxy = effect_with_call(
      core::HaproxyCall{"127.0.0.1:9999", "app", "canary", "stable", std::nullopt});
  CHECK(std::holds_alternative<ports::SocketRequest>(protocol->transport(haproxy)));
  CHECK(protocol->interpret(haproxy, ports::SocketReply{}).outcome == core::Outcome::failed);
}

TEST_CASE("the protocol hands its allow-listed environment to commands") {
  const auto protocol =
      effects::make_effect_protocol({{"TZ", "UTC"}, {"SECRET", "x"}}, "relctl-reader");
  const auto request = std::get<ports::ProcessRequest>(
      protocol->transport(effect_with_call(core::CommandCall{{"true"}, {}, "/"})));
  const auto& environment = request.environment;
  CHECK(std::count(environment.begin(), environment.end(), "TZ=UTC") == 1);
  CHECK(std::count(environment.begin(), environment.end(), "SECRET=x") == 0);
}
