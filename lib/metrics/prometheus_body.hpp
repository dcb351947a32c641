// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <tl/expected.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace relctl::metrics {

/// One number of a series. NaN and infinities are kept: they are answers, though never values.
struct PrometheusPoint {
  Instant at;
  double number = 0;
};

struct PrometheusSeries {
  std::string labels; ///< `up{job="api"}`, labels in the source's order; `{}` without any.
  std::vector<PrometheusPoint> points;
};

/// A successful answer of /api/v1/query or /api/v1/query_range. A scalar is one series without
/// labels; a vector has one point a series.
struct PrometheusBody {
  enum class Kind { scalar, vector, matrix, string };
  Kind kind = Kind::vector;
  std::vector<PrometheusSeries> series;
  std::string warnings; ///< Joined by `; `, as the source words them.
};

/// Why a body is no answer.
struct PrometheusFailure {
  std::string error_type; ///< The API's own word, such as `bad_data`; `partial answer` where data
                          ///< are missing; empty when the body is not in the API's form.
  std::string message;
};

/// Reads a body after https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview.
/// Refuses text that is not wholly valid JSON (so a cut one), another form, numbers that are none,
/// native histograms, and answers that lack a part of the data.
[[nodiscard]] tl::expected<PrometheusBody, PrometheusFailure>
parse_prometheus_body(std::string_view body);

} // namespace relctl::metrics
