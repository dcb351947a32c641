// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/holder_record.hpp"

#include <optional>
#include <string>

namespace relctl::audit {

/// The record at `path`; nothing where there is none, or none that is whole.
[[nodiscard]] std::optional<HolderRecord> read_holder_file(const std::string& path);

/// Puts the record at `path` by rename, mode 0600; false with errno where that fails, the old
/// record then stays. Only for the holder of the lock, since the intermediate name is fixed.
[[nodiscard]] bool replace_holder_file(const std::string& path, const HolderRecord& record);

} // namespace relctl::audit
