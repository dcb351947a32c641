// SPDX-License-Identifier: Apache-2.0
#include "metrics/http_answer.hpp"

#include "base/text.hpp"

#include <string>

namespace relctl::metrics {
namespace {

constexpr std::size_t k_excerpt_max_bytes = 120;
// White space in front of the words must not use up the excerpt.
constexpr std::size_t k_looked_at_max_bytes = 2000;

} // namespace

std::optional<Answer> transport_failure(const ports::HttpReply& reply) {
  using ports::TransportFailure;
  if (reply.failure == TransportFailure::timeout)
    return no_answer(plan::Cause::timeout, one_line(reply.failure_text));
  if (reply.failure != TransportFailure::none)
    return no_answer(plan::Cause::provider_error, one_line(reply.failure_text));
  if (reply.status >= 300 && reply.status < 400)
    return no_answer(plan::Cause::provider_error,
                     "HTTP " + std::to_string(reply.status) +
                         ": redirects are not followed; give the source its final url");
  return std::nullopt;
}

std::string status_remedy(int status) {
  if (status == 401 || status == 403)
    return "give the source credentials that it takes";
  if (status == 429)
    return "ask it less often";
  return status >= 500 ? "look into the source's log" : "check the source's url";
}

std::string status_refusal(const ports::HttpReply& reply) {
  return "HTTP " + std::to_string(reply.status) + ": " + body_excerpt(reply.body) + "; " +
         status_remedy(reply.status);
}

std::string body_excerpt(std::string_view body) {
  const std::string_view words = trim(body.substr(0, k_looked_at_max_bytes));
  if (words.empty())
    return "an empty body";
  return "\"" + one_line(words, k_excerpt_max_bytes) + "\"";
}

} // namespace relctl::metrics
