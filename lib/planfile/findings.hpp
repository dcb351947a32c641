// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"

#include <string>
#include <vector>

namespace relctl::planfile {

/// The mistakes found so far. Keeps at most k_limit of them: a file with more is better read again
/// after a first round of repairs, and a hostile one shall not buy time with mistakes.
class Findings {
public:
  static constexpr std::size_t k_limit = 100;

  void error(plan::Mark mark, std::string rule, std::string message, std::string remedy);

  /// Says that no further mistake is kept; what only prepares a message may be left out.
  [[nodiscard]] bool full() const { return m_diagnostics.size() >= k_limit; }
  [[nodiscard]] bool empty() const { return m_diagnostics.empty(); }
  [[nodiscard]] const std::vector<plan::Diagnostic>& diagnostics() const { return m_diagnostics; }

private:
  std::vector<plan::Diagnostic> m_diagnostics;
};

} // namespace relctl::planfile
