// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/transport.hpp"

#include <string>
#include <vector>

namespace relctl::testing {

/// Asks the URLs and runs the `!commands` that stand in the request's query, one a line; the
/// reading's detail is all the bodies, or what failed.
class FakeMeasurementProtocol : public ports::MeasurementProtocol {
public:
  [[nodiscard]] std::vector<ports::MeasurementTransport>
  transport(const core::MeasurementRequest& request) const override {
    std::vector<ports::MeasurementTransport> parts;
    for (std::size_t begin = 0; begin < request.query.size();) {
      const std::size_t end = request.query.find('\n', begin);
      parts.push_back(part_of(request, request.query.substr(begin, end - begin)));
      begin = end + 1;
    }
    return parts;
  }

  /// Asks on until it has asked `rounds` times, with what came last as a command's input.
  [[nodiscard]] std::vector<ports::MeasurementTransport>
  follow_up(const core::MeasurementRequest& /*request*/,
            const std::vector<ports::MeasurementReply>& replies) const override {
    if (replies.empty() || static_cast<int>(replies.size()) >= rounds)
      return {};
    return {command("cat; echo on", text_of(replies.back()))};
  }

  [[nodiscard]] std::vector<core::Reading>
  interpret(const core::MeasurementRequest& request,
            const std::vector<ports::MeasurementReply>& replies,
            Instant received_at) const override {
    core::Reading reading;
    reading.metric = request.metric;
    reading.at = request.from;
    reading.sampled_at = received_at;
    for (const ports::MeasurementReply& reply : replies)
      reading.detail += text_of(reply) + " ";
    return {reading};
  }

  std::string method = "GET";
  int rounds = 1;

private:
  [[nodiscard]] static ports::ProcessRequest command(const std::string& script,
                                                     const std::string& input) {
    ports::ProcessRequest process;
    process.argv = {"sh", "-c", script};
    process.environment = {"PATH=/usr/bin:/bin"};
    process.timeout = seconds(5);
    process.input = input;
    process.errors_apart = true;
    return process;
  }

  /// A URL, or `!SCRIPT` for a command.
  [[nodiscard]] ports::MeasurementTransport part_of(const core::MeasurementRequest& request,
                                                    const std::string& line) const {
    if (line.starts_with('!'))
      return command(line.substr(1), "");
    ports::HttpRequest part;
    part.method = method;
    part.url = line;
    part.timeout = seconds(5);
    part.credentials = request.credentials;
    return part;
  }

  [[nodiscard]] static std::string text_of(const ports::MeasurementReply& reply) {
    if (const auto* http = std::get_if<ports::HttpReply>(&reply))
      return http->failure_text + http->body;
    const auto& process = std::get<ports::ProcessReply>(reply);
    return process.failure_text + process.output +
           (process.errors.empty() ? "" : "errors: " + process.errors);
  }
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
