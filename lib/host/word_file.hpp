// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/word_store.hpp"

#include <memory>
#include <string>

namespace relctl::host {

/// In a file without a name, made in `folder`: it is gone with the process.
[[nodiscard]] Result<std::unique_ptr<ports::WordStore>> open_word_file(const std::string& folder);

} // namespace relctl::host
