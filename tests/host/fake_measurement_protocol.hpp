// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/transport.hpp"

#include <string>
#include <vector>

namespace relctl::testing {

/// Asks the URLs that stand in the request's query, one a line; the reading's detail is all the
/// bodies, or what failed.
class FakeMeasurementProtocol : public ports::MeasurementProtocol {
public:
  [[nodiscard]] std::vector<ports::HttpRequest>
  transport(const core::MeasurementRequest& request) const override {
    std::vector<ports::HttpRequest> parts;
    for (std::size_t begin = 0; begin < request.query.size();) {
      const std::size_t end = request.query.find('\n', begin);
      ports::HttpRequest part;
      part.method = method;
      part.url = request.query.substr(begin, end - begin);
      part.timeout = seconds(5);
      part.credentials = request.credentials;
      parts.push_back(part);
      begin = end + 1;
    }
    return parts;
  }

  [[nodiscard]] std::vector<core::Reading> interpret(const core::MeasurementRequest& request,
                                                     const std::vector<ports::HttpReply>& replies,
                                                     Instant received_at) const override {
    core::Reading reading;
    reading.metric = request.metric;
    reading.at = request.from;
    reading.sampled_at = received_at;
    for (const ports::HttpReply& reply : replies)
      reading.detail += reply.failure_text + reply.body + " ";
    return {reading};
  }

  std::string method = "GET";
};

[[nodiscard]] inline core::MeasurementRequest measurement(const std::string& metric,
                                                          const std::vector<std::string>& urls) {
  core::MeasurementRequest request;
  request.metric = metric;
  for (const std::string& url : urls)
    request.query += url + "\n";
  return request;
}

} // namespace relctl::testing
