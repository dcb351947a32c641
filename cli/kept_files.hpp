// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

namespace relctl::cli {

/// What is lost if the path is written to: `an audit log`, `a part of audit log FILE`, `a plan`.
/// None for everything that may be written anew, and for what is not there.
[[nodiscard]] std::optional<std::string> kept_file_at(const std::string& path);

} // namespace relctl::cli
