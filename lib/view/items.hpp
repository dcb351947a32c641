// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/state.hpp"
#include "view/style.hpp"

#include <string>
#include <vector>

namespace relctl::view {

/// The differences that checks found, the oldest first; closed ones only with `all`. They point
/// into the state.
[[nodiscard]] std::vector<const core::ItemState*> item_rows(const core::State& state, bool all);

/// A row an item: check, item, what, since, closed by.
[[nodiscard]] std::string items_text(const std::vector<const core::ItemState*>& rows, Instant now,
                                     const Style& style);

/// `relctl.items/1`
[[nodiscard]] std::string items_json(const std::string& release,
                                     const std::vector<const core::ItemState*>& rows);

} // namespace relctl::view
