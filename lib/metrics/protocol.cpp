// SPDX-License-Identifier: Apache-2.0
#include "metrics/protocol.hpp"

#include "base/check.hpp"
#include "metrics/exposition.hpp"
#include "metrics/prometheus.hpp"

namespace relctl::metrics {
namespace {

class EverySource final : public ports::MeasurementProtocol {
public:
  std::vector<ports::HttpRequest>
  transport(const core::MeasurementRequest& request) const override {
    switch (request.source_kind) {
    case plan::SourceKind::prometheus:
      return prometheus_transport(request);
    case plan::SourceKind::exposition:
      return exposition_transport(request);
    }
    RELCTL_CHECK(!"a source kind without a protocol");
    return {};
  }

  std::vector<core::Reading> interpret(const core::MeasurementRequest& request,
                                       const std::vector<ports::HttpReply>& replies,
                                       Instant received_at) const override {
    switch (request.source_kind) {
    case plan::SourceKind::prometheus:
      return prometheus_readings(request, replies, received_at);
    case plan::SourceKind::exposition:
      return exposition_readings(request, replies, received_at);
    }
    RELCTL_CHECK(!"a source kind without a protocol");
    return {};
  }
};

} // namespace

std::unique_ptr<ports::MeasurementProtocol> make_measurement_protocol() {
  return std::make_unique<EverySource>();
}

} // namespace relctl::metrics
