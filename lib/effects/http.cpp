// SPDX-License-Identifier: Apache-2.0
#include "effects/http.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string_view>

namespace relctl::effects {
namespace {

bool same_header(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](unsigned char x, unsigned char y) {
    return std::tolower(x) == std::tolower(y);
  });
}

bool has_header(const core::HttpCall& call, std::string_view name) {
  const auto named = [&](const auto& header) { return same_header(header.first, name); };
  return std::any_of(call.headers.begin(), call.headers.end(), named);
}

bool changes_nothing(const core::HttpCall& call) {
  return call.method == "GET" || call.method == "HEAD";
}

std::string_view media_type(std::string_view body) {
  const std::string_view text = trim(body);
  return text.starts_with('{') || text.starts_with('[') ? "application/json"
                                                        : "text/plain; charset=utf-8";
}

bool is_expected(const core::HttpCall& call, int status) {
  if (call.expect.empty())
    return status >= 200 && status < 300;
  return std::find(call.expect.begin(), call.expect.end(), status) != call.expect.end();
}

std::string wanted(const core::HttpCall& call) {
  return call.expect.empty() ? "2xx" : fmt::format("{}", fmt::join(call.expect, " or "));
}

core::EffectEnded failed_on_the_way(core::EffectEnded ended, const core::HttpCall& call,
                                    const ports::HttpReply& reply) {
  const bool nothing_sent = reply.failure == ports::TransportFailure::refused ||
                            reply.failure == ports::TransportFailure::tls;
  ended.detail = reply.failure_text;
  if (!nothing_sent && !changes_nothing(call)) {
    ended.outcome = core::Outcome::lost;
    ended.detail += "; it may have taken effect";
    return ended;
  }
  ended.outcome = reply.failure == ports::TransportFailure::timeout ? core::Outcome::timed_out
                                                                    : core::Outcome::failed;
  return ended;
}

} // namespace

ports::HttpRequest http_request(const core::EffectRequest& effect, const core::HttpCall& call) {
  ports::HttpRequest request;
  request.method = call.method;
  request.url = call.url;
  request.headers = call.headers;
  request.body = call.body;
  request.credentials = call.credentials;
  request.timeout = effect.timeout;
  if (!changes_nothing(call) && !has_header(call, "Idempotency-Key"))
    request.headers.emplace_back("Idempotency-Key", effect.operation_key);
  if (!call.body.empty() && !has_header(call, "Content-Type"))
    request.headers.emplace_back("Content-Type", media_type(call.body));
  return request;
}

core::EffectEnded http_ended(const core::EffectRequest& effect, const core::HttpCall& call,
                             const ports::HttpReply& reply) {
  core::EffectEnded ended;
  ended.id = effect.id;
  ended.output = reply.body;
  if (reply.failure != ports::TransportFailure::none)
    return failed_on_the_way(std::move(ended), call, reply);
  const bool done = is_expected(call, reply.status);
  ended.outcome = done ? core::Outcome::succeeded : core::Outcome::failed;
  ended.detail = fmt::format("HTTP {}", reply.status);
  if (!done)
    ended.detail += ", wanted " + wanted(call);
  return ended;
}

} // namespace relctl::effects
