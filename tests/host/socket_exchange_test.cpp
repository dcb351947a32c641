// SPDX-License-Identifier: Apache-2.0
#include "host/clock.hpp"
#include "host/faulty_server.hpp"
#include "host/socket_exchange.hpp"
#include "host/temp_folder.hpp"
#include "support/text_match.hpp"

#include <catch2/catch.hpp>
#include <netinet/in.h>
#include <sys/un.h>

using namespace relctl;
using host::SocketExchange;
using ports::TransportFailure;
using relctl::testing::has;

namespace {

/// A unix socket on which connections wait to be accepted.
struct Listener {
  testing::TempFolder folder;
  std::string path = folder.file("s");
  host::Fd fd{socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)};

  explicit Listener(int queue = 8) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    path.copy(address.sun_path, path.size());
    REQUIRE(bind(fd.number(), reinterpret_cast<sockaddr*>(&address), sizeof address) == 0);
    REQUIRE(listen(fd.number(), queue) == 0);
  }
  [[nodiscard]] host::Fd accept() const {
    return host::Fd(::accept(fd.number(), nullptr, nullptr));
  }
};

ports::SocketRequest request_to(const std::string& address, Duration timeout = seconds(5)) {
  ports::SocketRequest request;
  request.address = address;
  request.text = "show info\n";
  request.timeout = timeout;
  return request;
}

ports::SocketReply finish(SocketExchange& exchange) {
  while (!exchange.ended()) {
    host::Watch watch;
    exchange.watch(watch);
    const std::int64_t wait = std::clamp<std::int64_t>(watch.wake_ms - host::boot_ms(), 0, 1000);
    poll(watch.descriptors.data(), watch.descriptors.size(), static_cast<int>(wait));
    exchange.advance();
  }
  return *exchange.ended();
}

ports::SocketReply ask(const ports::SocketRequest& request) {
  SocketExchange exchange(request);
  return finish(exchange);
}

std::string receive(const host::Fd& peer) {
  std::string text(1024, '\0');
  const ssize_t count = recv(peer.number(), text.data(), text.size(), 0);
  text.resize(static_cast<std::size_t>(count));
  return text;
}

} // namespace

TEST_CASE("the text is sent and the answer is what comes until the peer closes") {
  const Listener listener;
  SocketExchange exchange(request_to(listener.path));
  exchange.advance();
  host::Fd peer = listener.accept();
  CHECK(receive(peer) == "show info\n");
  send(peer.number(), "Name: x\n", 8, 0);
  exchange.advance();
  CHECK_FALSE(exchange.ended());
  send(peer.number(), "Uptime: 1\n", 10, 0);
  peer.reset();
  const auto reply = finish(exchange);
  CHECK(reply.failure == TransportFailure::none);
  CHECK(reply.body == "Name: x\nUptime: 1\n");
}

TEST_CASE("a text larger than the socket's buffer is sent whole") {
  const Listener listener;
  auto request = request_to(listener.path);
  request.text = std::string(4 << 20, 'x');
  SocketExchange exchange(request);
  exchange.advance();
  host::Fd peer = listener.accept();
  std::size_t received = 0;
  while (received < request.text.size()) {
    received += receive(peer).size();
    exchange.advance();
  }
  peer.reset();
  CHECK(finish(exchange).failure == TransportFailure::none);
}

TEST_CASE("a peer that never answers runs into the deadline") {
  const Listener listener;
  const std::int64_t began = host::boot_ms();
  const auto reply = ask(request_to(listener.path, milliseconds(200)));
  CHECK(reply.failure == TransportFailure::timeout);
  CHECK(reply.failure_text == "no whole answer from " + listener.path + " within 200ms");
  CHECK(host::boot_ms() - began >= 200);
  CHECK(host::boot_ms() - began < 4000);
}

TEST_CASE("a full queue of a unix socket is waited for") {
  const Listener listener(0);
  std::vector<host::Fd> queued;
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  listener.path.copy(address.sun_path, listener.path.size());
  for (int i = 0; i < 4; ++i) {
    queued.emplace_back(socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    static_cast<void>(
        connect(queued.back().number(), reinterpret_cast<sockaddr*>(&address), sizeof address));
  }
  SocketExchange exchange(request_to(listener.path));
  exchange.advance();
  CHECK_FALSE(exchange.ended());
  static_cast<void>(listener.accept());
  usleep(30'000);
  exchange.advance();
  const host::Fd peer = listener.accept();
  CHECK(receive(peer) == "show info\n");
}

TEST_CASE("an answer without end is too big") {
  const Listener listener;
  auto request = request_to(listener.path);
  request.body_max = 1000;
  SocketExchange exchange(request);
  exchange.advance();
  const host::Fd peer = listener.accept();
  const std::string flood(2000, 'x');
  send(peer.number(), flood.data(), flood.size(), 0);
  CHECK(finish(exchange).failure == TransportFailure::too_big);
}

TEST_CASE("sockets that are missing, closed or forbidden are refused with the remedy") {
  const testing::TempFolder folder;
  CHECK(has(ask(request_to(folder.file("none"))).failure_text, "there is no such socket"));
  const std::string port = std::to_string(testing::closed_port());
  for (const std::string host : {"127.0.0.1", "localhost", "[::1]"}) {
    const auto reply = ask(request_to(host + ":" + port));
    CHECK(reply.failure == TransportFailure::refused);
    CHECK(has(reply.failure_text, "cannot connect to " + host + ":" + port));
  }
}

TEST_CASE("what is no address is refused, names to be resolved among it") {
  for (const std::string bad : {"", "haproxy", "haproxy.example.com:9999", "127.0.0.1",
                                "127.0.0.1:", ":9999", "127.0.0.1:http", "run/haproxy.sock"}) {
    const auto reply = ask(request_to(bad));
    CHECK(reply.failure == TransportFailure::refused);
    CHECK(has(reply.failure_text, "write an absolute path"));
  }
  CHECK(has(ask(request_to("/" + std::string(200, 'x'))).failure_text, "use a shorter one"));
}

TEST_CASE("an exchange works over TCP as well") {
  const host::Fd listener(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  REQUIRE(bind(listener.number(), reinterpret_cast<sockaddr*>(&address), size) == 0);
  REQUIRE(listen(listener.number(), 1) == 0);
  getsockname(listener.number(), reinterpret_cast<sockaddr*>(&address), &size);
  SocketExchange exchange(request_to("127.0.0.1:" + std::to_string(ntohs(address.sin_port))));
  exchange.advance();
  host::Fd peer(accept(listener.number(), nullptr, nullptr));
  exchange.advance();
  CHECK(receive(peer) == "show info\n");
  send(peer.number(), "ok", 2, 0);
  peer.reset();
  CHECK(finish(exchange).body == "ok");
}
