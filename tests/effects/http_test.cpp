// SPDX-License-Identifier: Apache-2.0
#include "effects/http.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using core::Outcome;
using ports::TransportFailure;

namespace {

core::HttpCall call_of(const std::string& method) {
  core::HttpCall call;
  call.method = method;
  call.url = "http://127.0.0.1:8080/deploy";
  return call;
}

core::EffectRequest effect_of(const core::HttpCall& call) {
  return {"r1/main/p20/enter/hook#1/step", "key-1", call, seconds(7)};
}

ports::HttpRequest request_of(const core::HttpCall& call) {
  return effects::http_request(effect_of(call), call);
}

std::string header(const ports::HttpRequest& request, const std::string& name) {
  std::string found;
  for (const auto& [key, value] : request.headers)
    if (key == name)
      found += value;
  return found;
}

core::EffectEnded answered(const core::HttpCall& call, int status) {
  ports::HttpReply reply;
  reply.status = status;
  reply.body = "body";
  return effects::http_ended(effect_of(call), call, reply);
}

core::EffectEnded failed(const std::string& method, TransportFailure failure) {
  ports::HttpReply reply;
  reply.failure = failure;
  reply.failure_text = "no answer";
  const auto call = call_of(method);
  return effects::http_ended(effect_of(call), call, reply);
}

} // namespace

TEST_CASE("a request that may change something carries the operation key") {
  for (const std::string method : {"POST", "PUT", "PATCH", "DELETE"})
    CHECK(header(request_of(call_of(method)), "Idempotency-Key") == "key-1");
  for (const std::string method : {"GET", "HEAD"})
    CHECK(request_of(call_of(method)).headers.empty());
}

TEST_CASE("an Idempotency-Key in the plan stands, however it is written") {
  auto call = call_of("POST");
  call.headers = {{"idempotency-key", "mine"}};
  const auto request = request_of(call);
  CHECK(request.headers == call.headers);
}

TEST_CASE("a request takes over what the call says and follows no redirects") {
  auto call = call_of("PUT");
  call.body = "weight=5";
  call.headers = {{"Content-Type", "text/x-weight"}};
  call.credentials.username = "deployer";
  const auto request = request_of(call);
  CHECK(request.method == "PUT");
  CHECK(request.url == call.url);
  CHECK(request.body == "weight=5");
  CHECK(request.credentials == call.credentials);
  CHECK(request.timeout == seconds(7));
  CHECK(request.redirects == 0);
  CHECK(header(request, "Content-Type") == "text/x-weight");
}

TEST_CASE("a body without a content type is JSON where it looks like JSON") {
  auto call = call_of("POST");
  CHECK(header(request_of(call), "Content-Type").empty());
  call.body = " {\"a\": 1}";
  CHECK(header(request_of(call), "Content-Type") == "application/json");
  call.body = "hello";
  CHECK(header(request_of(call), "Content-Type") == "text/plain; charset=utf-8");
}

TEST_CASE("any 2xx is done unless the step names the statuses") {
  auto call = call_of("GET");
  CHECK(answered(call, 204).outcome == Outcome::succeeded);
  CHECK(answered(call, 204).detail == "HTTP 204");
  CHECK(answered(call, 302).outcome == Outcome::failed);
  CHECK(answered(call, 302).detail == "HTTP 302, wanted 2xx");
  call.expect = {201, 409};
  CHECK(answered(call, 409).outcome == Outcome::succeeded);
  CHECK(answered(call, 200).outcome == Outcome::failed);
  CHECK(answered(call, 200).detail == "HTTP 200, wanted 201 or 409");
  CHECK(answered(call, 200).output == "body");
}

TEST_CASE("a probe that got no answer has timed out or failed") {
  CHECK(failed("GET", TransportFailure::timeout).outcome == Outcome::timed_out);
  CHECK(failed("GET", TransportFailure::malformed).outcome == Outcome::failed);
  CHECK(failed("GET", TransportFailure::refused).detail == "no answer");
}

TEST_CASE("a change without a whole answer is lost: nobody knows whether it took effect") {
  for (const auto failure : {TransportFailure::timeout, TransportFailure::malformed,
                             TransportFailure::too_big, TransportFailure::other}) {
    const auto ended = failed("POST", failure);
    CHECK(ended.outcome == Outcome::lost);
    CHECK(ended.detail == "no answer; it may have taken effect");
  }
}

TEST_CASE("a change that was never sent has failed and may be tried again") {
  CHECK(failed("POST", TransportFailure::refused).outcome == Outcome::failed);
  CHECK(failed("POST", TransportFailure::tls).outcome == Outcome::failed);
}
