// SPDX-License-Identifier: Apache-2.0
// An answer of Prometheus' HTTP API, to an instant query and to a range query.
#include "base/text.hpp"
#include "fuzz/claims.hpp"
#include "fuzz/requests.hpp"
#include "fuzz/target.hpp"
#include "metrics/prometheus.hpp"
#include "metrics/prometheus_body.hpp"

#include <string>

namespace relctl::fuzz {
namespace {

core::MeasurementRequest whole_request() {
  core::MeasurementRequest request = request_of(plan::SourceKind::prometheus, "up");
  request.volume_query = "requests";
  request.volume_due = true;
  request.volume_at_least = 1;
  request.baseline_query = "up{version=\"1\"}";
  request.fresh_query = "max(timestamp(up))";
  request.max_age = minutes(5);
  request.reference_queries = {{"mean", "avg(up)"}};
  request.unit = Unit{Dimension::ratio, 0.01, "%"};
  return request;
}

void check_readings(const core::MeasurementRequest& request, std::string_view body, int status,
                    std::size_t points) {
  ports::HttpReply reply = reply_of(body, "application/json");
  reply.status = status;
  const std::vector<ports::HttpReply> replies(metrics::prometheus_transport(request).size(), reply);
  const auto readings =
      metrics::prometheus_readings(request, replies, request.to + milliseconds(40));
  must_be_sound(readings);
  must(readings.size() == points, "one reading for each grid time");
}

} // namespace

RELCTL_FUZZ_TARGET(prometheus_json) {
  const auto read = metrics::parse_prometheus_body(input);
  if (!read)
    must_be_one_clear_line(one_line(read.error().message));
  core::MeasurementRequest request = whole_request();
  check_readings(request, input, 200, 1);
  check_readings(request, input, 422, 1);
  check_readings(request_of(plan::SourceKind::prometheus, "up"), input, 200, 1);
  request.to = request.from + 3 * request.every;
  check_readings(request, input, 200, 4);
}

} // namespace relctl::fuzz
