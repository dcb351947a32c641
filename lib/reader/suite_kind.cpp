// SPDX-License-Identifier: Apache-2.0
#include "host/clock.hpp"
#include "reader/exchange.hpp"
#include "reader/kinds.hpp"

#include <csignal>

namespace relctl::reader {
namespace {

volatile std::sig_atomic_t g_stopped = 0;

void stop(int /*signal*/) {
  g_stopped = 1;
}

} // namespace

std::string run_suite_kind(const std::string& request) {
  struct sigaction action {};
  action.sa_handler = stop;
  sigaction(SIGTERM, &action, nullptr);
  const Suite suite = parse_suite(request);
  const std::int64_t begun = host::boot_ms();
  const auto is_stopped = [] { return g_stopped != 0; };
  Exchange exchange(is_stopped);
  Report report = run_suite(
      suite, [&](const ports::HttpRequest& http) { return exchange.send(http); },
      [&] { return milliseconds(host::boot_ms() - begun); }, is_stopped);
  mask(report, exchange.redactor());
  return report_json(report);
}

} // namespace relctl::reader
