// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace relctl::effects {

/// One line of `show servers state`.
struct HaproxyServer {
  std::string name;
  int weight = 0;         ///< srv_uweight: what the runtime API set last.
  std::string no_traffic; ///< Why it gets none whatever its weight: "in maintenance", "draining",
                          ///< "down"; empty when it may.
};

/// The answer to commands that were sent on one line.
struct HaproxyAnswer {
  std::string complaint; ///< What HAProxy said besides the table: errors come as plain text.
  std::vector<HaproxyServer> servers;
};

/// Reads the answers to any number of `set` commands followed by one `show servers state`: text of
/// the sets (empty lines on success), then a line with the format version `1`, then the table whose
/// header begins with `# `. Columns are found by name. Format: HAProxy management guide, section
/// 9.3. A table that cannot be read is an error; no table at all is not, since then the complaint
/// tells why.
[[nodiscard]] Result<HaproxyAnswer> parse_haproxy_answer(std::string_view text);

} // namespace relctl::effects
