// SPDX-License-Identifier: Apache-2.0
#include "metrics/json.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "base/url_text.hpp"
#include "metrics/http_answer.hpp"
#include "metrics/live_readings.hpp"
#include "metrics/queries.hpp"
#include "metrics/reader_program.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <utility>

namespace relctl::metrics {
namespace {

using core::MeasurementRequest;
using plan::Cause;

std::optional<Answer> refusal_of(const ports::HttpReply& reply) {
  if (auto failure = transport_failure(reply))
    return failure;
  if (reply.status < 200 || reply.status > 299)
    return no_answer(Cause::provider_error, status_refusal(reply));
  if (find_invalid_utf8(reply.body))
    return no_answer(Cause::provider_error, "the answer is not UTF-8");
  return std::nullopt;
}

const ports::HttpReply& http_of(const std::vector<ports::MeasurementReply>& replies) {
  RELCTL_CHECK(!replies.empty());
  return std::get<ports::HttpReply>(replies.front());
}

} // namespace

ports::HttpRequest json_request(const MeasurementRequest& request) {
  ports::HttpRequest http;
  http.method = request.method;
  http.url = url_with_path(request.url, request.path);
  http.headers = {{"Accept", "application/json"}};
  http.headers.insert(http.headers.end(), request.headers.begin(), request.headers.end());
  http.body = request.body;
  http.credentials = request.credentials;
  http.timeout = request.timeout;
  http.body_max = k_json_max_bytes;
  return http;
}

std::vector<ports::ProcessRequest> json_evaluation(const MeasurementRequest& request,
                                                   const ports::HttpReply& reply,
                                                   const std::string& reader) {
  if (refusal_of(reply))
    return {};
  auto programs = nlohmann::json::array();
  for (const Query& query : queries_of(request))
    programs.push_back(query.text);
  const nlohmann::json question{{"input", reply.body}, {"programs", std::move(programs)}};
  // Programs can read the environment, and a file of definitions below HOME: there is neither.
  return {reader_process(reader, "jq", question.dump(), request.timeout, {})};
}

std::vector<core::Reading> json_readings(const MeasurementRequest& request,
                                         const std::vector<ports::MeasurementReply>& replies,
                                         Instant received_at) {
  const std::vector<Query> queries = queries_of(request);
  Answers answers;
  if (const auto refusal = refusal_of(http_of(replies))) {
    answers.value = *refusal;
  } else {
    RELCTL_CHECK(replies.size() == 2);
    auto given = reader_answers(std::get<ports::ProcessReply>(replies.back()), queries.size());
    for (std::size_t i = 0; i < queries.size(); ++i)
      put_answer(answers, queries[i], std::move(given[i]));
  }
  return live_readings(request, answers, received_at);
}

} // namespace relctl::metrics
