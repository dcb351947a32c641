// SPDX-License-Identifier: Apache-2.0
#include "host/socket_exchange.hpp"

#include "base/text.hpp"
#include "host/clock.hpp"

#include <fmt/format.h>
#include <netdb.h>
#include <sys/un.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

namespace relctl::host {
namespace {

using ports::TransportFailure;

constexpr std::int64_t k_retry_ms = 20; ///< A unix socket whose queue is full says so at once.

struct Address {
  sockaddr_storage bytes{};
  socklen_t size = 0;
};

Result<Address> unix_address(const std::string& path) {
  Address address;
  sockaddr_un name{};
  if (path.size() >= sizeof name.sun_path)
    return fail(ErrorKind::usage,
                fmt::format("the socket path '{}' is longer than {} bytes; use a shorter one",
                            one_line(path), sizeof name.sun_path - 1));
  name.sun_family = AF_UNIX;
  path.copy(name.sun_path, path.size());
  std::memcpy(&address.bytes, &name, sizeof name);
  address.size = sizeof name;
  return address;
}

Result<Address> internet_address(const std::string& text) {
  const std::size_t colon = text.rfind(':');
  const std::string port = colon == std::string::npos ? "" : text.substr(colon + 1);
  std::string host = text.substr(0, std::min(colon, text.size()));
  if (host.starts_with('[') && host.ends_with(']'))
    host = host.substr(1, host.size() - 2);
  if (host == "localhost")
    host = "127.0.0.1";
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (host.empty() || port.empty() || getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0)
    return fail(ErrorKind::usage,
                fmt::format("'{}' is no socket; write an absolute path, or an IP address or "
                            "localhost with a port, such as 127.0.0.1:9999",
                            one_line(text)));
  const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, freeaddrinfo);
  Address address;
  std::memcpy(&address.bytes, found->ai_addr, found->ai_addrlen);
  address.size = found->ai_addrlen;
  return address;
}

Result<Address> address_of(const std::string& text) {
  return text.starts_with('/') ? unix_address(text) : internet_address(text);
}

std::string connect_remedy(int error) {
  switch (error) {
  case ENOENT:
    return "there is no such socket; is the program behind it running?";
  case ECONNREFUSED:
    return "nothing listens there; is the program behind it running?";
  case EACCES:
  case EPERM:
    return "not permitted; give relctl's user the right to write to it";
  default:
    return fmt::format("{}; check the address", std::strerror(error));
  }
}

bool must_wait(int error) {
  return error == EAGAIN || error == EINTR;
}

} // namespace

SocketExchange::SocketExchange(ports::SocketRequest request)
    : m_request(std::move(request)), m_deadline_ms(boot_ms() + m_request.timeout.ms) {
  const Result<Address> address = address_of(m_request.address);
  if (address) {
    m_address = address->bytes;
    m_address_size = address->size;
  } else {
    fail_with(TransportFailure::refused, address.error().message);
  }
}

void SocketExchange::fail_with(TransportFailure failure, std::string text) {
  m_reply.failure = failure;
  m_reply.failure_text = std::move(text);
  m_ended = m_reply;
}

void SocketExchange::fail_to_connect(int error) {
  fail_with(TransportFailure::refused,
            fmt::format("cannot connect to {}: {}", m_request.address, connect_remedy(error)));
}

void SocketExchange::open() {
  if (!m_fd)
    m_fd = Fd(socket(m_address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!m_fd)
    fail_to_connect(errno);
}

void SocketExchange::connect_now() {
  open();
  if (m_ended)
    return;
  if (connect(m_fd.number(), reinterpret_cast<const sockaddr*>(&m_address), m_address_size) == 0)
    m_stage = Stage::sending;
  else if (errno == EINPROGRESS)
    m_stage = Stage::waiting_to_connect;
  else if (!must_wait(errno))
    fail_to_connect(errno);
}

void SocketExchange::confirm_connection() {
  pollfd state{m_fd.number(), POLLOUT, 0};
  if (poll(&state, 1, 0) != 1)
    return;
  int error = 0;
  socklen_t size = sizeof error;
  getsockopt(m_fd.number(), SOL_SOCKET, SO_ERROR, &error, &size);
  if (error != 0)
    fail_to_connect(error);
  else
    m_stage = Stage::sending;
}

void SocketExchange::send_some() {
  while (m_sent < m_request.text.size()) {
    const ssize_t count = send(m_fd.number(), m_request.text.data() + m_sent,
                               m_request.text.size() - m_sent, MSG_NOSIGNAL);
    if (count < 0 && must_wait(errno))
      return;
    if (count < 0)
      return fail_with(TransportFailure::other,
                       fmt::format("{} broke off while it was being asked: {}", m_request.address,
                                   std::strerror(errno)));
    m_sent += static_cast<std::size_t>(count);
  }
  m_stage = Stage::receiving;
}

void SocketExchange::receive_some() {
  std::array<char, 16 * 1024> chunk{};
  for (;;) {
    const ssize_t count = recv(m_fd.number(), chunk.data(), chunk.size(), 0);
    if (count < 0 && must_wait(errno))
      return;
    if (count < 0)
      return fail_with(TransportFailure::other,
                       fmt::format("{} broke off in the middle of its answer: {}",
                                   m_request.address, std::strerror(errno)));
    if (count == 0) {
      m_ended = m_reply;
      return;
    }
    m_reply.body.append(chunk.data(), static_cast<std::size_t>(count));
    if (m_reply.body.size() > m_request.body_max)
      return fail_with(TransportFailure::too_big,
                       fmt::format("{} answers more than {} bytes; is this the right socket?",
                                   m_request.address, m_request.body_max));
  }
}

void SocketExchange::advance() {
  if (!m_ended && m_stage == Stage::connecting)
    connect_now();
  if (!m_ended && m_stage == Stage::waiting_to_connect)
    confirm_connection();
  if (!m_ended && m_stage == Stage::sending)
    send_some();
  if (!m_ended && m_stage == Stage::receiving)
    receive_some();
  if (!m_ended && boot_ms() >= m_deadline_ms)
    fail_with(TransportFailure::timeout,
              fmt::format("no whole answer from {} within {}", m_request.address,
                          format_duration(m_request.timeout)));
}

void SocketExchange::watch(Watch& watch) const {
  if (m_ended)
    return watch.wake_at(0);
  watch.wake_at(m_deadline_ms);
  if (m_stage == Stage::connecting)
    watch.wake_at(boot_ms() + k_retry_ms);
  else if (m_stage == Stage::receiving)
    watch.readable(m_fd.number());
  else
    watch.writable(m_fd.number());
}

} // namespace relctl::host
