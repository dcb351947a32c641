// SPDX-License-Identifier: Apache-2.0
#include "metrics/protocol.hpp"

#include "base/check.hpp"
#include "metrics/alertmanager.hpp"
#include "metrics/command.hpp"
#include "metrics/exposition.hpp"
#include "metrics/json.hpp"
#include "metrics/prometheus.hpp"
#include "metrics/sql.hpp"

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

template <class Reply>
std::vector<Reply> replies_of(const Replies& replies) {
  std::vector<Reply> all;
  for (const ports::MeasurementReply& reply : replies)
    all.push_back(std::get<Reply>(reply));
  return all;
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
      return {sql_process(request, m_settings.reader, m_settings.reader_environment)};
    case SourceKind::command:
      return requests(command_processes(request, m_settings.command_environment));
    case SourceKind::alertmanager:
      return requests(alertmanager_transport(request));
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
      return prometheus_readings(request, replies_of<ports::HttpReply>(replies), received_at);
    case SourceKind::exposition:
      return exposition_readings(request, replies_of<ports::HttpReply>(replies), received_at);
    case SourceKind::json:
      return json_readings(request, replies, received_at);
    case SourceKind::postgres:
    case SourceKind::sqlite:
      return sql_readings(request, std::get<ports::ProcessReply>(replies.front()), received_at);
    case SourceKind::command:
      return command_readings(request, replies_of<ports::ProcessReply>(replies), received_at);
    case SourceKind::alertmanager:
      return alertmanager_readings(request, replies_of<ports::HttpReply>(replies), received_at);
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
