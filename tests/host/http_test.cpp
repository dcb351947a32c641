// SPDX-License-Identifier: Apache-2.0
#include "host/clock.hpp"
#include "host/faulty_server.hpp"
#include "host/fd.hpp"
#include "host/http.hpp"
#include "support/text_match.hpp"

#include <catch2/catch.hpp>
#include <sys/resource.h>

using namespace relctl;
using ports::TransportFailure;
using relctl::testing::has;
using testing::ask;
using testing::faulty_url;
using testing::FaultyServer;
using testing::get;

namespace {

ports::HttpReply failed(const std::string& path, TransportFailure failure) {
  const auto reply = ask(get(faulty_url(path)));
  CHECK(reply.failure == failure);
  CHECK(has(reply.failure_text, FaultyServer::instance().peer()));
  return reply;
}

std::string echo(ports::HttpRequest request) {
  request.url = faulty_url("/echo");
  request.timeout = seconds(5);
  return ask(request).body;
}

} // namespace

TEST_CASE("an answer comes back with status, type and body") {
  const auto reply = ask(get(faulty_url("/ok")));
  CHECK(reply.failure == TransportFailure::none);
  CHECK(reply.failure_text.empty());
  CHECK(reply.status == 200);
  CHECK(reply.content_type == "application/json");
  CHECK(reply.body == "{\"ok\": true}");
}

TEST_CASE("an error status is an answer, and so is a page") {
  CHECK(ask(get(faulty_url("/status/500"))).status == 500);
  CHECK(ask(get(faulty_url("/status/500"))).body == "{\"error\": \"as asked\"}");
  CHECK(ask(get(faulty_url("/html"))).content_type == "text/html");
  CHECK(ask(get(faulty_url("/binary"))).body == std::string("a\0b\x1b[31m\xff", 9));
}

TEST_CASE("a redirect is an answer unless redirects are allowed") {
  auto request = get(faulty_url("/redirect"));
  CHECK(ask(request).status == 302);
  request.redirects = 2;
  CHECK(ask(request).status == 200);
  request.credentials.headers = {{"X-Api-Key", "k"}};
  CHECK(ask(request).status == 302);
}

TEST_CASE("a redirect away from http is refused, and a loop has an end") {
  for (const std::string path : {"/tofile", "/toftp", "/loop"}) {
    auto request = get(faulty_url(path));
    request.redirects = 3;
    const auto reply = ask(request);
    CHECK(reply.failure == TransportFailure::malformed);
    CHECK(has(reply.failure_text, path == "/loop" ? "more than 3 times" : "other than http"));
  }
}

TEST_CASE("other schemes, user names in URLs and nonsense are refused unsent") {
  for (const std::string bad : {"file:///etc/passwd", "ftp://127.0.0.1/", "http://a:b@127.0.0.1/",
                                "http://127.0.0.1:99999/", "http://", ""}) {
    const auto reply = ask(get(bad));
    CHECK(reply.failure != TransportFailure::none);
    CHECK_FALSE(reply.failure_text.empty());
    CHECK_FALSE(has(reply.failure_text, "a:b@"));
    CHECK(reply.body.empty());
  }
}

TEST_CASE("a peer that trickles headers or body runs into the deadline") {
  for (const std::string path : {"/slowheaders", "/slowbody"}) {
    const std::int64_t began = host::boot_ms();
    const auto reply = ask(get(faulty_url(path), milliseconds(400)));
    CHECK(reply.failure == TransportFailure::timeout);
    CHECK(has(reply.failure_text, "within 400ms"));
    CHECK(host::boot_ms() - began >= 390);
    CHECK(host::boot_ms() - began < 5000);
  }
}

TEST_CASE("an endless body and an announced giant are too big, in little memory") {
  rusage before{};
  getrusage(RUSAGE_SELF, &before);
  CHECK(has(failed("/endless", TransportFailure::too_big).failure_text, "1048576 bytes"));
  CHECK(failed("/declared", TransportFailure::too_big).body.empty());
  rusage after{};
  getrusage(RUSAGE_SELF, &after);
  CHECK(after.ru_maxrss - before.ru_maxrss < 16 * 1024);
}

TEST_CASE("an answer that is cut off, missing or no HTTP is malformed") {
  failed("/short", TransportFailure::malformed);
  failed("/nothing", TransportFailure::malformed);
  failed("/garbage", TransportFailure::malformed);
  CHECK(has(failed("/bigheaders", TransportFailure::malformed).failure_text, "too many headers"));
}

TEST_CASE("a connection that is reset is a failure of its own") {
  CHECK(has(failed("/reset", TransportFailure::other).failure_text, "broke the connection off"));
}

TEST_CASE("a closed port refuses") {
  const std::string peer = "127.0.0.1:" + std::to_string(testing::closed_port());
  const auto reply = ask(get("http://" + peer + "/"));
  CHECK(reply.failure == TransportFailure::refused);
  CHECK(reply.failure_text == "connection refused by " + peer + "; is the service up?");
}

TEST_CASE("a name that does not resolve was never asked") {
  const auto reply = ask(get("http://no-such-name.invalid/", seconds(10)));
  CHECK(reply.failure == TransportFailure::refused);
  CHECK(has(reply.failure_text, "cannot resolve the name of no-such-name.invalid"));
}

TEST_CASE("method, headers and body go out as they are") {
  ports::HttpRequest request;
  request.method = "POST";
  request.headers = {{"X-One", "1"}, {"X-Empty", ""}, {"Content-Type", "application/json"}};
  request.body = "{\"weight\": 5}";
  const std::string sent = echo(request);
  CHECK(has(sent, "\"POST /echo HTTP/1.1\""));
  CHECK(has(sent, "\"X-One: 1\""));
  CHECK(has(sent, "\"X-Empty:\""));
  CHECK(has(sent, "\"Content-Type: application/json\""));
  CHECK(has(sent, "\"User-Agent: relctl/"));
  CHECK(has(sent, R"("body": "{\"weight\": 5}")"));
  CHECK_FALSE(has(sent, "Expect"));
  CHECK_FALSE(has(sent, "Accept-Encoding"));
}

TEST_CASE("methods without a body work as well, and bodies need no type") {
  ports::HttpRequest request;
  for (const std::string method : {"DELETE", "PUT", "POST", "GET"}) {
    request.method = method;
    CHECK(has(echo(request), "\"" + method + " /echo"));
  }
  request.method = "PUT";
  request.body = "x";
  CHECK_FALSE(has(echo(request), "Content-Type"));
  request = get(faulty_url("/ok"));
  request.method = "HEAD";
  CHECK(ask(request).status == 200);
}

TEST_CASE("a large body is sent whole, without waiting to be asked for it") {
  ports::HttpRequest request;
  request.method = "POST";
  request.body = std::string(2 << 20, 'x');
  request.body_max = 8 << 20;
  CHECK(has(echo(request), std::string(1000, 'x')));
}

TEST_CASE("a header cannot carry another header") {
  for (const std::string& value :
       {std::string("a\r\nX-Evil: 1"), std::string("a\nb"), std::string("a\0b", 3)}) {
    auto request = get(faulty_url("/ok"));
    request.headers = {{"X-One", value}};
    CHECK(ask(request).failure == TransportFailure::refused);
    CHECK(has(ask(request).failure_text, "header X-One"));
  }
  auto request = get(faulty_url("/ok"));
  request.headers = {{"X One:", "1"}};
  CHECK(has(ask(request).failure_text, "not a header name"));
  request = get(faulty_url("/ok"));
  request.method = "GET / HTTP/1.1\r\nX-Evil: 1\r\n";
  CHECK(has(ask(request).failure_text, "not an HTTP method"));
}

TEST_CASE("credentials go out as Basic, Bearer or headers") {
  const testing::TempFolder folder;
  ports::HttpRequest request;
  request.credentials.username = "me";
  request.credentials.password = "secret";
  CHECK(has(echo(request), "\"Authorization: Basic bWU6c2VjcmV0\""));
  request.credentials.password_file = folder.write("password", "other\n");
  CHECK(has(echo(request), "\"Authorization: Basic bWU6b3RoZXI=\""));
  request.credentials = {};
  request.credentials.bearer_token_file = folder.write("token", "t0ken\n");
  CHECK(has(echo(request), "\"Authorization: Bearer t0ken\""));
  folder.write("token", "rotated\n");
  CHECK(has(echo(request), "\"Authorization: Bearer rotated\""));
  request.credentials = {};
  request.credentials.headers = {{"X-Api-Key", "k1"}};
  CHECK(has(echo(request), "\"X-Api-Key: k1\""));
}

TEST_CASE("a secret file that is missing fails the request before it is sent") {
  auto request = get(faulty_url("/status/201"));
  request.credentials.bearer_token_file = "/nonexistent/token";
  const auto reply = ask(request);
  CHECK(reply.failure == TransportFailure::refused);
  CHECK(has(reply.failure_text, "/nonexistent/token"));
  CHECK(testing::times_asked("/status/201") == "0");
}

TEST_CASE("every secret read from a file is told before it is used") {
  const testing::TempFolder folder;
  std::string heard;
  host::Http http([&](const std::string& secret) { heard += secret; });
  auto request = get(faulty_url("/ok"));
  request.credentials.bearer_token_file = folder.write("token", "bearer-token-1\n");
  http.send(request, [](const auto&) {});
  CHECK(heard == "bearer-token-1");
}

TEST_CASE("proxies and netrc of the environment are ignored") {
  const testing::TempFolder folder;
  folder.write(".netrc", "machine 127.0.0.1 login netrc password netrc\n");
  setenv("http_proxy", "http://127.0.0.1:1", 1);
  setenv("HOME", folder.path().c_str(), 1);
  const std::string sent = echo({});
  unsetenv("http_proxy");
  CHECK(has(sent, "\"GET /echo"));
  CHECK_FALSE(has(sent, "Authorization"));
}

TEST_CASE("exchanges run at the same time and a cancelled one never reports") {
  host::Http http([](const std::string&) {});
  const std::int64_t began = host::boot_ms();
  int answers = 0;
  for (int i = 0; i < 3; ++i)
    http.send(get(faulty_url("/sleep/700")), [&](const auto&) { ++answers; });
  const auto number =
      http.send(get(faulty_url("/sleep/100")), [&](const auto&) { answers += 100; });
  http.cancel(number);
  while (answers < 3) {
    host::Watch watch;
    http.wait(watch);
    http.advance();
  }
  CHECK(answers == 3);
  CHECK(host::boot_ms() - began < 1900);
}

TEST_CASE("a wait ends on its descriptors and its time, with and without libcurl") {
  host::Http http([](const std::string&) {});
  for (const bool with_curl : {false, true}) {
    if (with_curl)
      http.send(get(faulty_url("/sleep/9000")), [](const auto&) {});
    int ends[2] = {};
    REQUIRE(pipe(ends) == 0);
    const host::Fd read_end(ends[0]);
    const host::Fd write_end(ends[1]);
    const std::int64_t began = host::boot_ms();
    host::Watch watch;
    watch.readable(read_end.number());
    watch.wake_at(began + 150);
    while (host::boot_ms() < began + 150) {
      http.wait(watch);
      http.advance();
    }
    CHECK(host::boot_ms() - began < 1500);
    REQUIRE(write(write_end.number(), "x", 1) == 1);
    watch.wake_ms = host::boot_ms() + 60'000;
    for (int turns = 0; turns < 3; ++turns)
      http.wait(watch);
    CHECK(host::boot_ms() - began < 2500);
  }
}
