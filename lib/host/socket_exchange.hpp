// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/fd.hpp"
#include "host/watch.hpp"
#include "ports/transport.hpp"

#include <sys/socket.h>

#include <optional>

namespace relctl::host {

/// One SocketRequest: connects, sends, reads until the peer closes. The address is an absolute path
/// of a unix socket, or host:port where the host is an IP address (IPv6 in brackets) or
/// `localhost`; other names are refused, since resolving them would block.
class SocketExchange {
public:
  explicit SocketExchange(ports::SocketRequest request);

  /// Does what can be done without waiting.
  void advance();
  void watch(Watch& watch) const;
  /// The reply, once it is complete or has failed.
  [[nodiscard]] const std::optional<ports::SocketReply>& ended() const { return m_ended; }

private:
  enum class Stage { connecting, waiting_to_connect, sending, receiving };

  void open();
  void connect_now();
  void confirm_connection();
  void send_some();
  void receive_some();
  void fail_with(ports::TransportFailure failure, std::string text);
  void fail_to_connect(int error);

  ports::SocketRequest m_request;
  std::int64_t m_deadline_ms;
  Fd m_fd;
  sockaddr_storage m_address{};
  socklen_t m_address_size = 0;
  Stage m_stage = Stage::connecting;
  std::size_t m_sent = 0;
  ports::SocketReply m_reply;
  std::optional<ports::SocketReply> m_ended;
};

} // namespace relctl::host
