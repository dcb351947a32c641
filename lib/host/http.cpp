// SPDX-License-Identifier: Apache-2.0
#include "host/http.hpp"

#include "host/clock.hpp"

#include <curl/curl.h>
#include <poll.h>

#include <algorithm>

namespace relctl::host {

namespace {

/// Also bounds what a sleeping machine adds to a wait: poll() does not count that time.
constexpr std::int64_t k_longest_wait_ms = 1000;
/// A metric source answers only so many queries at once.
constexpr long k_connections_a_host = 16;

int remaining_ms(const Watch& watch) {
  const std::int64_t until = watch.wake_ms - std::min(watch.wake_ms, boot_ms());
  return static_cast<int>(std::min(until, k_longest_wait_ms));
}

} // namespace

/// The functions of curl.h that a multi handle needs, and the handle.
struct Http::Multi {
  explicit Multi(const CurlLibrary& from)
      : library(from), init(from.function<decltype(init)>("curl_multi_init")),
        cleanup(from.function<decltype(cleanup)>("curl_multi_cleanup")),
        setopt(from.function<decltype(setopt)>("curl_multi_setopt")),
        add(from.function<decltype(add)>("curl_multi_add_handle")),
        remove(from.function<decltype(remove)>("curl_multi_remove_handle")),
        perform(from.function<decltype(perform)>("curl_multi_perform")),
        poll(from.function<decltype(poll)>("curl_multi_poll")),
        info_read(from.function<decltype(info_read)>("curl_multi_info_read")), handle(init()) {
    setopt(handle, CURLMOPT_MAX_HOST_CONNECTIONS, k_connections_a_host);
  }
  ~Multi() { cleanup(handle); }
  Multi(const Multi&) = delete;
  Multi& operator=(const Multi&) = delete;

  const CurlLibrary& library;
  decltype(&::curl_multi_init) init;
  decltype(&::curl_multi_cleanup) cleanup;
  decltype(&::curl_multi_setopt) setopt;
  decltype(&::curl_multi_add_handle) add;
  decltype(&::curl_multi_remove_handle) remove;
  decltype(&::curl_multi_perform) perform;
  decltype(&::curl_multi_poll) poll;
  decltype(&::curl_multi_info_read) info_read;
  CURLM* handle;
};

Http::Http(CurlTransfer::SecretRead secret_read) : m_secret_read(std::move(secret_read)) {}

Http::~Http() {
  for (const auto& [number, exchange] : m_exchanges)
    if (exchange.transfer)
      m_multi->remove(m_multi->handle, exchange.transfer->handle());
}

Result<std::unique_ptr<CurlTransfer>> Http::start(const ports::HttpRequest& request) {
  if (!m_multi) {
    RELCTL_TRY_ASSIGN(const CurlLibrary* library, CurlLibrary::load());
    m_multi = std::make_unique<Multi>(*library);
  }
  RELCTL_TRY_ASSIGN(auto transfer, CurlTransfer::make(m_multi->library, request, m_secret_read));
  if (m_multi->add(m_multi->handle, transfer->handle()) != CURLM_OK)
    return fail(ErrorKind::failed, "libcurl does not take another request; free some memory");
  return transfer;
}

std::uint64_t Http::send(const ports::HttpRequest& request, Done done) {
  Exchange exchange{nullptr, {}, std::move(done)};
  if (Result<std::unique_ptr<CurlTransfer>> transfer = start(request)) {
    exchange.transfer = std::move(*transfer);
  } else {
    exchange.not_sent.failure = ports::TransportFailure::refused;
    exchange.not_sent.failure_text = transfer.error().message;
  }
  m_exchanges.emplace(++m_last_number, std::move(exchange));
  return m_last_number;
}

void Http::cancel(std::uint64_t number) {
  const auto found = m_exchanges.find(number);
  if (found == m_exchanges.end())
    return;
  if (found->second.transfer)
    m_multi->remove(m_multi->handle, found->second.transfer->handle());
  m_exchanges.erase(found);
}

void Http::collect(std::vector<std::uint64_t>& over, std::vector<ports::HttpReply>& replies) {
  int left = 0;
  while (const CURLMsg* message = m_multi->info_read(m_multi->handle, &left)) {
    const auto ended = [&](const auto& entry) {
      return entry.second.transfer && entry.second.transfer->handle() == message->easy_handle;
    };
    const auto found = std::find_if(m_exchanges.begin(), m_exchanges.end(), ended);
    if (message->msg != CURLMSG_DONE || found == m_exchanges.end())
      continue;
    over.push_back(found->first);
    replies.push_back(found->second.transfer->reply(message->data.result));
  }
}

void Http::advance() {
  std::vector<std::uint64_t> over;
  std::vector<ports::HttpReply> replies;
  for (const auto& [number, exchange] : m_exchanges)
    if (!exchange.transfer) {
      over.push_back(number);
      replies.push_back(exchange.not_sent);
    }
  if (m_multi) {
    int running = 0;
    m_multi->perform(m_multi->handle, &running);
    collect(over, replies);
  }
  for (std::size_t i = 0; i < over.size(); ++i) {
    const Done done = std::move(m_exchanges.at(over[i]).done);
    cancel(over[i]);
    done(replies[i]);
  }
}

void Http::wait(const Watch& watch) {
  const auto unsent = [](const auto& entry) { return !entry.second.transfer; };
  const bool at_once = std::any_of(m_exchanges.begin(), m_exchanges.end(), unsent);
  const int timeout_ms = at_once ? 0 : remaining_ms(watch);
  if (!m_multi) {
    std::vector<pollfd> descriptors = watch.descriptors;
    ::poll(descriptors.data(), descriptors.size(), timeout_ms);
    return;
  }
  std::vector<curl_waitfd> descriptors;
  for (const pollfd& watched : watch.descriptors)
    descriptors.push_back(
        {watched.fd,
         static_cast<short>(watched.events == POLLIN ? CURL_WAIT_POLLIN : CURL_WAIT_POLLOUT), 0});
  m_multi->poll(m_multi->handle, descriptors.data(), static_cast<unsigned>(descriptors.size()),
                timeout_ms, nullptr);
}

} // namespace relctl::host
