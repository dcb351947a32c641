// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/audit_log.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::audit {

/// What a holder leaves beside its lock. As text: the line `relctl.holder/1`, one `NAME VALUE` line
/// for each member, one `group GROUP PROCESS_START EFFECT` line a group, the line `end`. A line
/// break or backslash inside a value is escaped with a backslash.
struct HolderRecord {
  ports::Holder holder;
  std::vector<ports::RunningGroup> groups;
};

[[nodiscard]] std::string format_holder(const HolderRecord& record);

/// Nothing where the text is not whole and exact.
[[nodiscard]] std::optional<HolderRecord> parse_holder(std::string_view text);

/// `pid 4711 on web-1, since 2026-11-22T01:51:28Z: relctl advance, by ann`.
[[nodiscard]] std::string describe(const ports::Holder& holder);

} // namespace relctl::audit
