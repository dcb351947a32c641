// SPDX-License-Identifier: Apache-2.0
#include "metrics/raw_reading.hpp"

#include "metrics/sample_number.hpp"

#include <fmt/format.h>

namespace relctl::metrics {
namespace {

/// One query's point at one grid time.
struct RawPoint {
  Instant at;
  int series;
  double number;
};
using RawPoints = std::vector<RawPoint>;

std::string pair_of(const RawPoint& point) {
  return fmt::format("[{}.{:03},\"{}\"]", point.at.ms / 1000, point.at.ms % 1000,
                     format_sample_number(point.number));
}

/// The samples of the `index`-th series.
std::vector<std::string> pairs_of(const RawPoints& points, int index) {
  std::vector<std::string> pairs;
  for (const RawPoint& point : points)
    if (point.series > index)
      pairs.push_back(pair_of(point));
  return pairs;
}

std::string body_of(const RawPoints& points, bool is_range) {
  std::string result;
  for (int index = 0; index < 2; ++index) {
    const auto pairs = pairs_of(points, index);
    if (pairs.empty())
      continue;
    const std::string values = is_range ? fmt::format("[{}]", fmt::join(pairs, ",")) : pairs[0];
    result += fmt::format(R"({}{{"metric":{{"i":"{}"}},"{}":{}}})", result.empty() ? "" : ",",
                          index, is_range ? "values" : "value", values);
  }
  return fmt::format(R"({{"status":"success","data":{{"resultType":"{}","result":[{}]}}}})",
                     is_range ? "matrix" : "vector", result);
}

ports::HttpReply answered(Raw::Reply reply, const std::string& body) {
  using ports::TransportFailure;
  switch (reply) {
  case Raw::Reply::whole:
    return http_reply(body);
  case Raw::Reply::timed_out:
    return failed_reply(TransportFailure::timeout, "too slow");
  case Raw::Reply::refused:
    return failed_reply(TransportFailure::refused, "refused");
  case Raw::Reply::page:
    return http_reply("<html>Sign in</html>", 200, "text/html");
  case Raw::Reply::cut:
    return http_reply(body.substr(0, body.size() - 1));
  case Raw::Reply::failed:
    return http_reply(body, 503);
  }
  return {};
}

} // namespace

std::vector<ports::HttpReply> replies_of(const core::MeasurementRequest& request,
                                         std::span<const Raw> raws) {
  const bool is_range = request.from != request.to;
  RawPoints values;
  RawPoints volumes;
  RawPoints times;
  Instant at = request.from;
  for (const Raw& raw : raws) {
    values.push_back({at + milliseconds(raw.shift_ms), raw.series, raw.value});
    volumes.push_back({at, raw.has_volume ? 1 : 0, raw.volume});
    times.push_back({at, raw.has_age ? 1 : 0, static_cast<double>(at.ms) / 1000 - raw.age_s});
    at = at + request.every;
  }
  const auto reply_to = [&](const RawPoints& points) {
    return answered(raws.front().reply, body_of(points, is_range));
  };
  std::vector<ports::HttpReply> replies{reply_to(values)};
  if (!request.volume_query.empty())
    replies.push_back(reply_to(volumes));
  if (!request.fresh_query.empty())
    replies.push_back(reply_to(times));
  return replies;
}

} // namespace relctl::metrics
