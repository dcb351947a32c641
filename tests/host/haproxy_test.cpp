// SPDX-License-Identifier: Apache-2.0
// The haproxy effect against a real HAProxy on a unix socket.
#include "host/faulty_server.hpp"
#include "host/live_fixture.hpp"

#include <catch2/catch.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

using namespace relctl;
using core::Outcome;
using testing::LiveFixture;

namespace {

/// HAProxy with backend `app`, whose weights can change, and `fixed`, whose weights cannot.
class RealHaproxy {
public:
  RealHaproxy() {
    m_folder.write("haproxy.cfg",
                   "global\n stats socket " + socket() +
                       " mode 600 level admin\n"
                       "defaults\n mode http\n timeout connect 1s\n timeout client 1s\n"
                       " timeout server 1s\n"
                       "backend app\n balance roundrobin\n" +
                       servers() + "backend fixed\n balance static-rr\n" + servers());
    m_pid = fork();
    if (m_pid == 0) {
      const std::string file = m_folder.file("haproxy.cfg");
      execlp("haproxy", "haproxy", "-q", "-db", "-f", file.c_str(), nullptr);
      execl("/usr/sbin/haproxy", "haproxy", "-q", "-db", "-f", file.c_str(), nullptr);
      _exit(127);
    }
    for (int i = 0; i < 500 && access(socket().c_str(), F_OK) != 0; ++i)
      usleep(10'000);
    REQUIRE(access(socket().c_str(), F_OK) == 0);
  }
  ~RealHaproxy() {
    kill(m_pid, SIGKILL);
    waitpid(m_pid, nullptr, 0);
  }
  RealHaproxy(const RealHaproxy&) = delete;
  RealHaproxy& operator=(const RealHaproxy&) = delete;

  [[nodiscard]] std::string socket() const { return m_folder.file("s"); }

private:
  static std::string servers() {
    const std::string port = std::to_string(testing::closed_port());
    return " server stable 127.0.0.1:" + port + " weight 100\n server canary 127.0.0.1:" + port +
           " weight 0\n";
  }

  testing::TempFolder m_folder;
  pid_t m_pid = 0;
};

struct Proxy {
  RealHaproxy haproxy;
  LiveFixture fixture;

  core::EffectEnded call(const std::string& backend, std::optional<double> share,
                         const std::string& canary = "canary") {
    return fixture.run({"s1", "key-1",
                        core::HaproxyCall{haproxy.socket(), backend, canary, "stable", share},
                        seconds(5)});
  }

  /// Says something to HAProxy past relctl, as a person with a shell would.
  void by_hand(const std::string& command) {
    static_cast<void>(fixture.run(
        LiveFixture::shell("echo '" + command + "' | socat - UNIX-CONNECT:" + haproxy.socket())));
  }
};

} // namespace

TEST_CASE("HAProxy's weights are set, read back, and stay") {
  Proxy proxy;
  CHECK(proxy.call("app", std::nullopt).share == 0.0);
  for (const double share : {0.05, 0.2, 0.5, 1.0, 0.005, 0.0, 0.1}) {
    const auto ended = proxy.call("app", share);
    CHECK(ended.outcome == Outcome::succeeded);
    CHECK(ended.share.value() == Approx(share));
    CHECK(proxy.call("app", std::nullopt).share == ended.share);
  }
  CHECK(proxy.call("app", std::nullopt).detail == "canary has weight 10, stable has weight 90");
}

TEST_CASE("what HAProxy refuses in text is a failure") {
  Proxy proxy;
  CHECK(proxy.call("nope", 0.1).outcome == Outcome::failed);
  CHECK(proxy.call("nope", 0.1).detail.find("HAProxy says: ") == 0);
  CHECK(proxy.call("nope", std::nullopt).detail == "HAProxy says: Can't find backend.");
  const auto missing = proxy.call("app", 0.1, "green");
  CHECK(missing.outcome == Outcome::failed);
  CHECK(missing.detail == "HAProxy says: No such server.");
  const auto fixed = proxy.call("fixed", 0.1);
  CHECK(fixed.outcome == Outcome::failed);
  CHECK(fixed.detail.find("static LB algorithm") != std::string::npos);
  CHECK(fixed.share == 0.0);
}

TEST_CASE("a weight that was changed by hand is seen") {
  Proxy proxy;
  CHECK(proxy.call("app", 0.1).share == 0.1);
  proxy.by_hand("set weight app/canary 30");
  CHECK(proxy.call("app", std::nullopt).share == Approx(0.25));
}

TEST_CASE("a canary in maintenance or drain gets no traffic and no success") {
  Proxy proxy;
  for (const auto& [state, word] :
       std::vector<std::pair<std::string, std::string>>{{"state maint", "in maintenance"},
                                                        {"state drain", "draining"},
                                                        {"health down", "down"}}) {
    proxy.by_hand("set server app/canary " + state);
    const auto ended = proxy.call("app", 0.1);
    CHECK(ended.outcome == Outcome::failed);
    CHECK(ended.detail == "canary should get traffic (weight 10) but is " + word);
    CHECK(proxy.call("app", 0.0).outcome == Outcome::succeeded);
    proxy.by_hand("set server app/canary state ready");
  }
  proxy.by_hand("set server app/canary health up");
  CHECK(proxy.call("app", 0.1).outcome == Outcome::succeeded);
}
