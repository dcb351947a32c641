// SPDX-License-Identifier: Apache-2.0
#include "cli/metric_server.hpp"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <sstream>
#include <vector>

namespace relctl::test {

namespace {

std::string request_of(int connection) {
  std::string request;
  char bytes[4096];
  while (request.find("\r\n\r\n") == std::string::npos) {
    const auto count = ::recv(connection, bytes, sizeof bytes, 0);
    if (count <= 0)
      break;
    request.append(bytes, static_cast<std::size_t>(count));
  }
  return request;
}

/// The number of a parameter in the request's target; 0 without it.
double parameter(const std::string& request, const std::string& name) {
  const auto at = request.find(name + "=");
  return at == std::string::npos ? 0.0 : std::atof(request.c_str() + at + name.size() + 1);
}

std::string sample(double time, double value) {
  std::ostringstream text;
  text.precision(15);
  text << "[" << time << ",\"" << value << "\"]";
  return text.str();
}

std::string data_for(const std::string& request, double value) {
  if (request.find("query_range") == std::string::npos)
    return R"("resultType":"vector","result":[{"metric":{},"value":)" +
           sample(parameter(request, "time"), value) + "}]";
  std::string points;
  const double end = parameter(request, "end");
  for (double time = parameter(request, "start"); time <= end; time += parameter(request, "step"))
    points += (points.empty() ? "" : ",") + sample(time, value);
  return R"("resultType":"matrix","result":[{"metric":{},"values":[)" + points + "]}]";
}

std::string reply(const char* status, const char* type, const std::string& body) {
  return std::string("HTTP/1.1 ") + status + "\r\nContent-Type: " + type +
         "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" +
         body;
}

} // namespace

MetricServer::MetricServer() : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  if (::bind(m_socket, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      ::listen(m_socket, 16) != 0 ||
      ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &size) != 0)
    std::abort();
  m_port = ntohs(address.sin_port);
  m_thread = std::thread([this] { serve(); });
}

MetricServer::~MetricServer() {
  m_ends = true;
  m_thread.join();
  ::close(m_socket);
}

std::string MetricServer::peer() const {
  return "127.0.0.1:" + std::to_string(m_port);
}

void MetricServer::serve() {
  std::vector<std::thread> open;
  while (!m_ends) {
    pollfd ready{m_socket, POLLIN, 0};
    if (::poll(&ready, 1, 50) <= 0)
      continue;
    const int connection = ::accept4(m_socket, nullptr, nullptr, SOCK_CLOEXEC);
    if (connection >= 0)
      open.emplace_back([this, connection] { answer(connection); });
  }
  for (auto& thread : open)
    thread.join();
}

void MetricServer::answer(int connection) {
  const auto request = request_of(connection);
  std::string text = reply("200 OK", "application/json",
                           R"({"status":"success","data":{)" + data_for(request, value) + "}}");
  if (page)
    text = reply("200 OK", "text/plain; version=0.0.4", page());
  if (manner == Manner::html)
    text = reply("200 OK", "text/html", "<html><body>please log in</body></html>");
  if (manner == Manner::nothing) { // No series of such labels.
    const std::string data = data_for(request, value);
    text =
        reply("200 OK", "application/json",
              R"({"status":"success","data":{)" + data.substr(0, data.find("{\"metric\"")) + "]}}");
  }
  if (manner == Manner::twice) { // The same series of two replicas.
    const std::string data = data_for(request, value);
    const auto from = data.find("{\"metric\"");
    const std::string one = data.substr(from, data.size() - from - 1);
    text =
        reply("200 OK", "application/json",
              R"({"status":"success","data":{)" + data.substr(0, from) + one + "," + one + "]}}");
  }
  if (manner == Manner::error_500)
    text = reply("500 Internal Server Error", "text/plain", "out of memory");
  if (manner == Manner::too_many_points) // In Prometheus' own words.
    text = reply("400 Bad Request", "application/json",
                 "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"exceeded maximum "
                 "resolution of 11,000 points per timeseries. Try decreasing the query resolution "
                 "(?step=XX)\"}");
  for (int waited_ms = 0; manner == Manner::slow && !m_ends && waited_ms < 5000; waited_ms += 50)
    ::usleep(50'000);
  (void)::send(connection, text.data(), text.size(), MSG_NOSIGNAL);
  ::close(connection);
}

} // namespace relctl::test
