// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace relctl {

/// The word as a shell reads it back: for every command that somebody may paste.
[[nodiscard]] std::string shell_word(const std::string& word);

} // namespace relctl
