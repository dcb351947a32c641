// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <thread>

namespace relctl::test {

/// A small source that speaks as much of Prometheus' HTTP API as a poll needs, on loopback, and can
/// be as bad as sources are.
class MetricServer {
public:
  enum class Manner { good, html, nothing, twice, error_500, too_many_points, slow };

  MetricServer();
  ~MetricServer();
  MetricServer(const MetricServer&) = delete;
  MetricServer& operator=(const MetricServer&) = delete;

  [[nodiscard]] std::string url() const { return "http://" + peer(); }
  /// `127.0.0.1:PORT`
  [[nodiscard]] std::string peer() const;

  std::atomic<double> value = 0.001; ///< The answer to every query.
  std::atomic<Manner> manner = Manner::good;
  std::function<std::string()> page; ///< With it the server exposes that page instead.

private:
  void serve();
  void answer(int connection);

  int m_socket = -1;
  int m_port = 0;
  std::atomic<bool> m_ends = false;
  std::thread m_thread;
};

} // namespace relctl::test
