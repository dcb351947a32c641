// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <string>

namespace relctl::audit {

/// A release's id becomes part of a file name: 1 to 128 of the characters A-Z a-z 0-9 . _ + - with
/// a letter or digit first. Anything else is `usage`, as is the name of the ledger.
[[nodiscard]] Result<void> check_release_name(const std::string& release);

} // namespace relctl::audit
