// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/curl_transfer.hpp"
#include "host/watch.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <vector>

namespace relctl::host {

/// HTTP exchanges, any number at once, over libcurl, which is loaded when the first one is sent.
class Http {
public:
  using Done = std::function<void(const ports::HttpReply&)>;

  /// `secret_read` hears of every secret read from a file, before it is sent.
  explicit Http(CurlTransfer::SecretRead secret_read);
  ~Http();
  Http(const Http&) = delete;
  Http& operator=(const Http&) = delete;

  /// Its end comes from advance(), also when it could not be sent. Returns a number for cancel().
  std::uint64_t send(const ports::HttpRequest& request, Done done);
  /// Ends the exchange without a reply.
  void cancel(std::uint64_t number);

  /// Does what can be done without waiting.
  void advance();
  /// Waits for the exchanges or for `watch`, whichever comes first; the program's only blocking
  /// call.
  void wait(const Watch& watch);

private:
  struct Multi;
  struct Exchange {
    std::unique_ptr<CurlTransfer> transfer; ///< Null when it could not be sent.
    ports::HttpReply not_sent;
    Done done;
  };

  [[nodiscard]] Result<std::unique_ptr<CurlTransfer>> start(const ports::HttpRequest& request);
  void collect(std::vector<std::uint64_t>& over, std::vector<ports::HttpReply>& replies);

  CurlTransfer::SecretRead m_secret_read;
  std::unique_ptr<Multi> m_multi; ///< Null until something is sent.
  std::map<std::uint64_t, Exchange> m_exchanges;
  std::uint64_t m_last_number = 0;
};

} // namespace relctl::host
