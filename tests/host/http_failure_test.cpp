// SPDX-License-Identifier: Apache-2.0
#include "host/http_failure.hpp"

#include <catch2/catch.hpp>

#include <cerrno>

using namespace relctl;
using host::describe_http_failure;
using host::HttpFailureFacts;
using host::peer_of;
using ports::TransportFailure;

namespace {

std::string text_of(int curl_code) {
  ports::HttpRequest request;
  request.url = "https://prom.example.com:9090/api/v1/query?query=up";
  HttpFailureFacts facts;
  facts.curl_code = curl_code;
  return describe_http_failure(request, facts).text;
}

} // namespace

TEST_CASE("the peer of a URL is its host and port, without user and path") {
  CHECK(peer_of("http://127.0.0.1:9090/api?x=1") == "127.0.0.1:9090");
  CHECK(peer_of("https://example.com") == "example.com");
  CHECK(peer_of("https://me:secret@example.com:1/x") == "example.com:1");
  CHECK(peer_of("http://[::1]:80#top") == "[::1]:80");
  CHECK(peer_of("nonsense") == "nonsense");
  CHECK(peer_of("") == "");
}

TEST_CASE("every failure names the peer and what to do, on one line") {
  for (int code = 1; code < 100; ++code) {
    const std::string text = text_of(code);
    if (code == 3 || code == 77) // The URL, and the file, are what is wrong there.
      continue;
    CHECK(text.find("prom.example.com:9090") != std::string::npos);
    CHECK(text.find('\n') == std::string::npos);
    CAPTURE(code, text);
    CHECK(text.find("; ") != std::string::npos);
  }
}

TEST_CASE("a body over the limit is too big, whatever libcurl calls it") {
  ports::HttpRequest request;
  request.url = "http://127.0.0.1:1/";
  request.body_max = 10;
  HttpFailureFacts facts;
  facts.curl_code = 23;
  CHECK(describe_http_failure(request, facts).failure == TransportFailure::other);
  facts.too_big = true;
  const auto failure = describe_http_failure(request, facts);
  CHECK(failure.failure == TransportFailure::too_big);
  CHECK(failure.text == "the answer of 127.0.0.1:1 is larger than 10 bytes; ask for less");
}

TEST_CASE("a timeout says whether the connection stood") {
  ports::HttpRequest request;
  request.url = "http://127.0.0.1:1/";
  request.timeout = seconds(3);
  HttpFailureFacts facts;
  facts.curl_code = 28;
  CHECK(describe_http_failure(request, facts).text ==
        "no connection to 127.0.0.1:1 within 3s; check its name, the network and firewalls");
  facts.connected = true;
  CHECK(describe_http_failure(request, facts).text ==
        "no whole answer from 127.0.0.1:1 within 3s; is it overloaded, or the timeout too short?");
}

TEST_CASE("what is wrong with a certificate comes with its remedy") {
  ports::HttpRequest request;
  request.url = "https://127.0.0.1:1/";
  HttpFailureFacts facts;
  facts.curl_code = 60;
  facts.certificate = 10;
  const auto failure = describe_http_failure(request, facts);
  CHECK(failure.failure == TransportFailure::tls);
  CHECK(failure.text == "the certificate of 127.0.0.1:1 is not trusted: it has expired; renew it");
}
