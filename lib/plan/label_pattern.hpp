// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <regex>
#include <string>

namespace relctl::plan {

/// The regular expression of a label matcher, compiled: ECMAScript on bytes, without
/// back-references, at most 512 bytes; matching it takes polynomial time. The error is `message;
/// remedy`.
[[nodiscard]] Result<std::regex> compile_label_pattern(const std::string& text);

} // namespace relctl::plan
