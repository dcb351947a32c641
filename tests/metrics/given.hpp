// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "metrics/protocol.hpp"
#include "plan/threshold.hpp"

#include <string>
#include <utility>
#include <vector>

namespace relctl::metrics {

/// The grid time of the captured answers: 2026-11-22T02:15:53.250Z.
inline constexpr Instant k_at{1'795'313'753'250};

/// A live poll of a Prometheus at k_at that asks for the value alone.
inline core::MeasurementRequest prometheus_request() {
  core::MeasurementRequest request;
  request.metric = "errors";
  request.from = k_at;
  request.to = k_at;
  request.phase_start = k_at;
  request.every = seconds(30);
  request.window = minutes(1);
  request.source_kind = plan::SourceKind::prometheus;
  request.source = "prom";
  request.url = "http://127.0.0.1:9090";
  request.timeout = seconds(5);
  request.query = "up";
  return request;
}

inline core::MeasurementRequest exposition_request(std::string query) {
  core::MeasurementRequest request = prometheus_request();
  request.source_kind = plan::SourceKind::exposition;
  request.url = "http://127.0.0.1:9100/metrics";
  request.query = std::move(query);
  return request;
}

inline ports::HttpReply http_reply(std::string body, int status = 200,
                                   std::string content_type = "application/json") {
  ports::HttpReply reply;
  reply.status = status;
  reply.content_type = std::move(content_type);
  reply.body = std::move(body);
  return reply;
}

inline ports::HttpReply page(std::string body) {
  return http_reply(std::move(body), 200, "text/plain; version=0.0.4; charset=utf-8");
}

inline ports::HttpReply failed_reply(ports::TransportFailure failure, std::string text) {
  ports::HttpReply reply;
  reply.failure = failure;
  reply.failure_text = std::move(text);
  return reply;
}

/// The body of an instant answer with one series.
inline std::string vector_of(const std::string& number) {
  return R"({"status":"success","data":{"resultType":"vector","result":[{"metric":{},)"
         R"("value":[1795313753.250,")" +
         number + R"("]}]}})";
}

inline const std::string k_empty_vector =
    R"({"status":"success","data":{"resultType":"vector","result":[]}})";

inline std::vector<core::Reading> interpreted(const core::MeasurementRequest& request,
                                              const std::vector<ports::HttpReply>& replies,
                                              Instant received_at = k_at + milliseconds(40)) {
  return make_measurement_protocol({})->interpret(request, {replies.begin(), replies.end()},
                                                  received_at);
}

/// The one reading of a live poll.
inline core::Reading reading(const core::MeasurementRequest& request,
                             const std::vector<ports::HttpReply>& replies,
                             Instant received_at = k_at + milliseconds(40)) {
  return interpreted(request, replies, received_at).at(0);
}

/// The name of the cause; `good` for a reading with a value.
inline std::string cause_of(const core::Reading& reading) {
  return reading.cause ? std::string(plan::cause_name(*reading.cause)) : "good";
}

} // namespace relctl::metrics
