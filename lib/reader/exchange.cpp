// SPDX-License-Identifier: Apache-2.0
#include "reader/exchange.hpp"

#include "host/clock.hpp"
#include "host/memory.hpp"

#include <optional>
#include <utility>

namespace relctl::reader {
namespace {

constexpr std::int64_t k_look_ms = 100; ///< Between two looks at whether to stop.

} // namespace

Exchange::Exchange(std::function<bool()> is_stopped)
    : m_is_stopped(std::move(is_stopped)),
      m_http([this](const std::string& secret) { m_redactor.add(secret); }) {
  host::give_back_large_blocks();
}

SuiteReply Exchange::send(const ports::HttpRequest& request) {
  const bool was_stopped = m_is_stopped();
  const std::int64_t begun = host::boot_ms();
  std::optional<ports::HttpReply> reply;
  const auto number = m_http.send(request, [&](const ports::HttpReply& came) { reply = came; });
  m_http.advance();
  while (!reply && (was_stopped || !m_is_stopped())) {
    host::Watch watch;
    watch.wake_at(host::boot_ms() + k_look_ms);
    m_http.wait(watch);
    m_http.advance();
  }
  if (!reply) {
    m_http.cancel(number);
    reply = ports::HttpReply{ports::TransportFailure::other, "relctl was told to stop", 0, {}, {}};
  }
  return {*std::move(reply), milliseconds(host::boot_ms() - begun)};
}

} // namespace relctl::reader
