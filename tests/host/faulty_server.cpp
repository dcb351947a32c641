// SPDX-License-Identifier: Apache-2.0
#include "host/faulty_server.hpp"

#include "host/clock.hpp"
#include "host/fd.hpp"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <optional>
#include <stdexcept>

namespace relctl::testing {

FaultyServer::FaultyServer() {
  const std::string certificate =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 "
      "-subj /CN=relctl-test -addext subjectAltName=IP:127.0.0.1 -keyout " +
      m_folder.file("key.pem") + " -out " + m_folder.file("cert.pem") + " 2>/dev/null";
  if (std::system(certificate.c_str()) != 0)
    throw std::runtime_error("openssl does not make a certificate");
  const std::string command =
      "exec python3 " RELCTL_SOURCE_DIR "/tests/host/faulty_server.py " + m_folder.path();
  m_output = popen(command.c_str(), "r");
  int http = 0;
  int https = 0;
  if (m_output == nullptr || std::fscanf(m_output, "%d %d %d", &m_pid, &http, &https) != 3)
    throw std::runtime_error("faulty_server.py does not start");
  m_http = "http://127.0.0.1:" + std::to_string(http);
  m_https = "https://127.0.0.1:" + std::to_string(https);
}

FaultyServer::~FaultyServer() {
  kill(m_pid, SIGKILL);
  pclose(m_output);
}

const FaultyServer& FaultyServer::instance() {
  static const FaultyServer server;
  return server;
}

std::string FaultyServer::https_port() const {
  return m_https.substr(m_https.rfind(':') + 1);
}

int closed_port() {
  const host::Fd probe(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  bind(probe.number(), reinterpret_cast<sockaddr*>(&address), size);
  getsockname(probe.number(), reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

ports::HttpRequest get(const std::string& url, Duration timeout) {
  ports::HttpRequest request;
  request.url = url;
  request.timeout = timeout;
  return request;
}

ports::HttpReply ask(const ports::HttpRequest& request) {
  host::Http http([](const std::string&) {});
  std::optional<ports::HttpReply> reply;
  http.send(request, [&](const ports::HttpReply& came) { reply = came; });
  while (!reply) {
    host::Watch watch;
    watch.wake_at(host::boot_ms() + 1000);
    http.wait(watch);
    http.advance();
  }
  return *reply;
}

std::string times_asked(const std::string& path) {
  return ask(get(FaultyServer::instance().http("/count" + path))).body;
}

} // namespace relctl::testing
