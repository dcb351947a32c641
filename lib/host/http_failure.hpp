// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/transport.hpp"

#include <string>
#include <string_view>

namespace relctl::host {

/// What is known about an HTTP exchange that failed.
struct HttpFailureFacts {
  int curl_code = 0;      ///< CURLcode.
  int system_error = 0;   ///< errno of the failed connect, where known.
  long certificate = 0;   ///< X509_V_ERR_*.
  bool connected = false; ///< The connection stood before it failed.
  bool too_big = false;   ///< The body passed its limit.
  bool headers_too_big = false;
  int redirects = 0; ///< How many were followed.
};

/// The failure as one of ours, with one sentence that names the peer and the remedy.
struct HttpFailure {
  ports::TransportFailure failure = ports::TransportFailure::none;
  std::string text;
};

[[nodiscard]] HttpFailure describe_http_failure(const ports::HttpRequest& request,
                                                const HttpFailureFacts& facts);

/// `host:port` of a URL, for messages; the whole text where it does not look like a URL.
[[nodiscard]] std::string peer_of(std::string_view url);

} // namespace relctl::host
