// SPDX-License-Identifier: Apache-2.0
#include "metrics/protocol.hpp"

#include "base/check.hpp"
#include "metrics/exposition.hpp"
#include "metrics/json.hpp"
#include "metrics/prometheus.hpp"

#include <iterator>
#include <utility>

namespace relctl::metrics {
namespace {

using plan::SourceKind;
using Requests = std::vector<ports::MeasurementTransport>;
using Replies = std::vector<ports::MeasurementReply>;

template <class Request>
Requests requests(std::vector<Request> parts) {
  return {std::make_move_iterator(parts.begin()), std::make_move_iterator(parts.end())};
}

std::vector<ports::HttpReply> http_replies(const Replies& replies) {
  std::vector<ports::HttpReply> http;
  for (const ports::MeasurementReply& reply : replies)
    http.push_back(std::get<ports::HttpReply>(reply));
  return http;
}

class EverySource final : public ports::MeasurementProtocol {
public:
  explicit EverySource(ProcessSettings settings) : m_settings(std::move(settings)) {}

  Requests transport(const core::MeasurementRequest& request) const override {
    switch (request.source_kind) {
    case SourceKind::prometheus:
      return requests(prometheus_transport(request));
    case SourceKind::exposition:
      return requests(exposition_transport(request));
    case SourceKind::json:
      return {json_request(request)};
    case SourceKind::postgres:
    case SourceKind::sqlite:
    case SourceKind::command:
    case SourceKind::alertmanager:
      break;
    }
    RELCTL_CHECK(!"a source kind without a protocol");
    return {};
  }

  Requests follow_up(const core::MeasurementRequest& request,
                     const Replies& replies) const override {
    if (request.source_kind != SourceKind::json || replies.size() > 1)
      return {};
    return requests(
        json_evaluation(request, std::get<ports::HttpReply>(replies.front()), m_settings.reader));
  }

  std::vector<core::Reading> interpret(const core::MeasurementRequest& request,
                                       const Replies& replies, Instant received_at) const override {
    switch (request.source_kind) {
    case SourceKind::prometheus:
      return prometheus_readings(request, http_replies(replies), received_at);
    case SourceKind::exposition:
      return exposition_readings(request, http_replies(replies), received_at);
    case SourceKind::json:
      return json_readings(request, replies, received_at);
    case SourceKind::postgres:
    case SourceKind::sqlite:
    case SourceKind::command:
    case SourceKind::alertmanager:
      break;
    }
    RELCTL_CHECK(!"a source kind without a protocol");
    return {};
  }

private:
  ProcessSettings m_settings;
};

} // namespace

std::unique_ptr<ports::MeasurementProtocol> make_measurement_protocol(ProcessSettings settings) {
  return std::make_unique<EverySource>(std::move(settings));
}

} // namespace relctl::metrics
