// SPDX-License-Identifier: Apache-2.0
#include "base/redactor.hpp"
#include "host/clock.hpp"
#include "host/http.hpp"
#include "reader/kinds.hpp"
#include "reader/suite.hpp"

#include <csignal>

namespace relctl::reader {
namespace {

constexpr std::int64_t k_look_ms = 100; ///< Between two looks at whether to stop.

volatile std::sig_atomic_t g_stopped = 0;

void stop(int /*signal*/) {
  g_stopped = 1;
}

/// One exchange at a time over relctl's own HTTP. Told to stop, it leaves the exchange under way,
/// but none that begins later: those take away what was created.
class Sender {
public:
  Sender() : m_http([this](const std::string& secret) { m_redactor.add(secret); }) {}

  SuiteReply send(const ports::HttpRequest& request) {
    const bool was_stopped = g_stopped != 0;
    const std::int64_t begun = host::boot_ms();
    std::optional<ports::HttpReply> reply;
    const auto number = m_http.send(request, [&](const ports::HttpReply& came) { reply = came; });
    m_http.advance();
    while (!reply && (was_stopped || g_stopped == 0)) {
      host::Watch watch;
      watch.wake_at(host::boot_ms() + k_look_ms);
      m_http.wait(watch);
      m_http.advance();
    }
    if (!reply) {
      m_http.cancel(number);
      reply =
          ports::HttpReply{ports::TransportFailure::other, "relctl was told to stop", 0, {}, {}};
    }
    return {*std::move(reply), milliseconds(host::boot_ms() - begun)};
  }

  [[nodiscard]] const Redactor& redactor() const { return m_redactor; }

private:
  Redactor m_redactor;
  host::Http m_http;
};

void mask(Report& report, const Redactor& redactor) {
  report.detail = redactor.mask(report.detail);
  for (std::string& line : report.lines)
    line = redactor.mask(line);
}

} // namespace

std::string run_suite_kind(const std::string& request) {
  struct sigaction action {};
  action.sa_handler = stop;
  sigaction(SIGTERM, &action, nullptr);
  const Suite suite = parse_suite(request);
  const std::int64_t begun = host::boot_ms();
  Sender sender;
  Report report = run_suite(
      suite, [&](const ports::HttpRequest& http) { return sender.send(http); },
      [&] { return milliseconds(host::boot_ms() - begun); }, [] { return g_stopped != 0; });
  mask(report, sender.redactor());
  return report_json(report);
}

} // namespace relctl::reader
