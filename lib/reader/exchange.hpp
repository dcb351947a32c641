// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/redactor.hpp"
#include "host/http.hpp"
#include "reader/suite.hpp"

#include <functional>

namespace relctl::reader {

/// One exchange at a time over relctl's own HTTP.
class Exchange {
public:
  /// `is_stopped` asks for an early end. Told so, it leaves the exchange under way, but none that
  /// begins later: those take away what was created.
  explicit Exchange(std::function<bool()> is_stopped);

  [[nodiscard]] SuiteReply send(const ports::HttpRequest& request);

  /// Knows what was read from files on the way.
  [[nodiscard]] const Redactor& redactor() const { return m_redactor; }

private:
  std::function<bool()> m_is_stopped;
  Redactor m_redactor;
  host::Http m_http;
};

} // namespace relctl::reader
