// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "ports/audit_log.hpp"

#include <optional>
#include <string>

namespace relctl::audit {

/// What a walk over the whole chain found.
struct VerifyReport {
  bool intact = false; ///< Every link holds, and the expected anchor, where given, is in the chain.
  bool anchored =
      false; ///< An anchor was given and matched; otherwise the tail may have been cut unseen.
  std::int64_t events = 0;
  ports::Anchor head;
  std::int64_t first_bad_position = 0; ///< 0 when intact.
  std::string finding;                 ///< What is wrong, for a person; empty when intact.
};

/// Recomputes every hash of the log at `path` from genesis; reads each row, demands SQLITE_DONE.
[[nodiscard]] Result<VerifyReport> verify(const std::string& path,
                                          const std::optional<ports::Anchor>& expected);

/// Reads `position:hash`.
[[nodiscard]] Result<ports::Anchor> parse_anchor(const std::string& text);

} // namespace relctl::audit
