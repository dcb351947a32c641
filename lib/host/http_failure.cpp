// SPDX-License-Identifier: Apache-2.0
#include "host/http_failure.hpp"

#include "base/text.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>

namespace relctl::host {
namespace {

using ports::TransportFailure;

HttpFailure not_connected(const std::string& peer, int error) {
  if (error == ECONNREFUSED)
    return {TransportFailure::refused,
            fmt::format("connection refused by {}; is the service up?", peer)};
  if (error == 0)
    return {TransportFailure::refused,
            fmt::format("cannot connect to {}; check the address and the network", peer)};
  return {TransportFailure::refused,
          fmt::format("cannot connect to {}: {}; check the address and the network", peer,
                      std::strerror(error))};
}

/// Numbers of X509_V_ERR_* in OpenSSL's x509_vfy.h; they do not change.
std::string_view certificate_fault(long code) {
  switch (code) {
  case 9:
    return "it is not valid yet; check the clock";
  case 10:
    return "it has expired; renew it";
  case 18:
    return "it is self-signed; name it or its authority in ca_file";
  case 19:
  case 20:
  case 21:
    return "its authority is unknown; name it in ca_file";
  case 1: // libcurl compares the name first and sets no other number then.
  case 62:
    return "it was issued for another name; use that name in the URL";
  default:
    return "it does not hold; inspect it with openssl s_client";
  }
}

HttpFailure not_trusted(const std::string& peer, long certificate) {
  return {TransportFailure::tls, fmt::format("the certificate of {} is not trusted: {}", peer,
                                             certificate_fault(certificate))};
}

HttpFailure too_slow(const std::string& peer, const ports::HttpRequest& request, bool connected) {
  const std::string limit = format_duration(request.timeout);
  return {TransportFailure::timeout,
          connected ? fmt::format("no whole answer from {} within {}; is it overloaded, or the "
                                  "timeout too short?",
                                  peer, limit)
                    : fmt::format("no connection to {} within {}; check its name, the network and "
                                  "firewalls",
                                  peer, limit)};
}

HttpFailure too_big(const std::string& peer, const ports::HttpRequest& request) {
  return {TransportFailure::too_big,
          fmt::format("the answer of {} is larger than {} bytes; ask for less", peer,
                      request.body_max)};
}

HttpFailure wrong_scheme(const std::string& peer, int redirects) {
  if (redirects > 0)
    return {TransportFailure::malformed,
            fmt::format("{} redirects to something other than http or https; give its final URL",
                        peer)};
  return {TransportFailure::malformed,
          fmt::format("{} does not speak HTTP, or its URL begins with neither http:// nor "
                      "https://; check scheme and port",
                      peer)};
}

} // namespace

std::string peer_of(std::string_view url) {
  std::string_view peer = url;
  if (const std::size_t scheme = peer.find("://"); scheme != std::string_view::npos)
    peer.remove_prefix(scheme + 3);
  peer = peer.substr(0, peer.find_first_of("/?#"));
  if (const std::size_t user = peer.rfind('@'); user != std::string_view::npos)
    peer.remove_prefix(user + 1);
  return one_line(peer.empty() ? url : peer, 120);
}

HttpFailure describe_http_failure(const ports::HttpRequest& request,
                                  const HttpFailureFacts& facts) {
  const std::string peer = peer_of(request.url);
  const auto other = [&](std::string_view what) {
    return HttpFailure{TransportFailure::other, fmt::format("{} {}", peer, what)};
  };
  const auto malformed = [&](std::string_view what) {
    return HttpFailure{TransportFailure::malformed, fmt::format("{} {}", peer, what)};
  };
  const auto not_sent = [](std::string text) {
    return HttpFailure{TransportFailure::refused, std::move(text)};
  };
  if (facts.too_big)
    return too_big(peer, request);
  if (facts.headers_too_big)
    return malformed("sends too many headers; is this the right server?");
  switch (facts.curl_code) {
  case CURLE_COULDNT_RESOLVE_HOST:
    return not_sent(fmt::format("cannot resolve the name of {}; check the name and DNS", peer));
  case CURLE_COULDNT_CONNECT:
    return not_connected(peer, facts.system_error);
  case CURLE_OPERATION_TIMEDOUT:
    return too_slow(peer, request, facts.connected);
  case CURLE_FILESIZE_EXCEEDED:
    return too_big(peer, request);
  case CURLE_PEER_FAILED_VERIFICATION:
    return not_trusted(peer, facts.certificate);
  case CURLE_SSL_CONNECT_ERROR:
    return {TransportFailure::tls,
            fmt::format("the TLS handshake with {} failed; does it speak TLS 1.2 or newer there?",
                        peer)};
  case CURLE_SSL_CACERT_BADFILE:
    return {TransportFailure::tls, fmt::format("cannot read the certificates in {}; it must be PEM",
                                               request.credentials.ca_file)};
  case CURLE_TOO_MANY_REDIRECTS:
    return malformed(
        fmt::format("redirects more than {} times; give its final URL", request.redirects));
  case CURLE_UNSUPPORTED_PROTOCOL:
    return wrong_scheme(peer, facts.redirects);
  case CURLE_URL_MALFORMAT:
    return not_sent(
        fmt::format("'{}' is not a URL; write http://host:port/path", one_line(request.url, 120)));
  case CURLE_LOGIN_DENIED:
    return not_sent(fmt::format("the URL of {} carries a user name; use credentials", peer));
  case CURLE_PARTIAL_FILE:
    return malformed("closed the connection in the middle of its answer; look into its log");
  case CURLE_GOT_NOTHING:
    return malformed("closed the connection without an answer; look into its log");
  case CURLE_WEIRD_SERVER_REPLY:
    return malformed("does not answer in HTTP; check scheme and port");
  case CURLE_RECV_ERROR:
    return other("broke the connection off; look into its log");
  case CURLE_SEND_ERROR:
    return other("broke the connection off while it was being asked; look into its log");
  default:
    return other(
        fmt::format("could not be asked (libcurl error {}); try it with curl", facts.curl_code));
  }
}

} // namespace relctl::host
