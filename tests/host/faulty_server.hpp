// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/http.hpp"
#include "host/temp_folder.hpp"

#include <cstdio>
#include <string>

namespace relctl::testing {

/// faulty_server.py, shared by all tests of the program: one port speaks HTTP, one HTTPS with a
/// self-signed certificate for 127.0.0.1. Its paths are described in the script.
class FaultyServer {
public:
  /// Started at first use, stopped when the program ends.
  static const FaultyServer& instance();

  [[nodiscard]] std::string http(const std::string& path) const { return m_http + path; }
  [[nodiscard]] std::string https(const std::string& path) const { return m_https + path; }
  [[nodiscard]] std::string peer() const { return m_http.substr(7); }
  [[nodiscard]] std::string https_port() const;
  [[nodiscard]] std::string certificate() const { return m_folder.file("cert.pem"); }

private:
  FaultyServer();
  ~FaultyServer();

  TempFolder m_folder;
  FILE* m_output = nullptr;
  int m_pid = 0;
  std::string m_http;
  std::string m_https;
};

[[nodiscard]] inline std::string faulty_url(const std::string& path) {
  return FaultyServer::instance().http(path);
}

/// A port of loopback on which nothing listens.
[[nodiscard]] int closed_port();

[[nodiscard]] ports::HttpRequest get(const std::string& url, Duration timeout = seconds(5));

/// Sends one request and waits for its end.
[[nodiscard]] ports::HttpReply ask(const ports::HttpRequest& request);

/// How often the server was asked for the path.
[[nodiscard]] std::string times_asked(const std::string& path);

} // namespace relctl::testing
