// SPDX-License-Identifier: Apache-2.0
#include "fuzz/requests.hpp"

#include <utility>

namespace relctl::fuzz {

core::MeasurementRequest request_of(plan::SourceKind kind, std::string query) {
  core::MeasurementRequest request;
  request.metric = "errors";
  request.from = k_at;
  request.to = k_at;
  request.every = seconds(30);
  request.window = minutes(1);
  request.phase_start = k_at - hours(1);
  request.source_kind = kind;
  request.source = "source";
  request.url = "http://127.0.0.1:9090";
  request.timeout = seconds(5);
  request.query = std::move(query);
  return request;
}

ports::HttpReply reply_of(std::string_view body, std::string content_type) {
  ports::HttpReply reply;
  reply.status = 200;
  reply.content_type = std::move(content_type);
  reply.body = body;
  return reply;
}

} // namespace relctl::fuzz
