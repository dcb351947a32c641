// SPDX-License-Identifier: Apache-2.0
#include "host/curl_library.hpp"
#include "host/curl_transfer.hpp"
#include "host/faulty_server.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using ports::TransportFailure;
using testing::ask;
using testing::FaultyServer;
using testing::get;

namespace {

const FaultyServer& server() {
  return FaultyServer::instance();
}

} // namespace

TEST_CASE("a self-signed certificate is not trusted until it is named") {
  auto request = get(server().https("/ok"));
  auto reply = ask(request);
  CHECK(reply.failure == TransportFailure::tls);
  CHECK(reply.failure_text == "the certificate of 127.0.0.1:" + server().https_port() +
                                  " is not trusted: it is self-signed; name it or its authority "
                                  "in ca_file");
  request.credentials.ca_file = server().certificate();
  reply = ask(request);
  CHECK(reply.failure == TransportFailure::none);
  CHECK(reply.status == 200);
}

TEST_CASE("a certificate for another name is not trusted") {
  auto request = get("https://localhost:" + server().https_port() + "/ok");
  request.credentials.ca_file = server().certificate();
  const auto reply = ask(request);
  CHECK(reply.failure == TransportFailure::tls);
  CHECK(reply.failure_text.find("issued for another name") != std::string::npos);
}

TEST_CASE("a missing certificate file is named") {
  auto request = get(server().https("/ok"));
  request.credentials.ca_file = "/nonexistent/ca.pem";
  const auto reply = ask(request);
  CHECK(reply.failure == TransportFailure::tls);
  CHECK(reply.failure_text.find("/nonexistent/ca.pem") != std::string::npos);
}

TEST_CASE("TLS where there is none fails in the handshake") {
  const auto reply = ask(get("https://" + server().peer() + "/ok"));
  CHECK(reply.failure == TransportFailure::tls);
  CHECK(reply.failure_text.find("TLS handshake") != std::string::npos);
}

TEST_CASE("this libcurl takes every option that relctl sets") {
  const auto library = host::CurlLibrary::load();
  REQUIRE(library);
  CHECK(host::CurlLibrary::load().value() == *library);
  CHECK(host::CurlTransfer::make(**library, get("http://127.0.0.1/"), [](const auto&) {}));
}
