// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/effect.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace relctl::effects {

/// The differences that a check's output tells of: each line that begins with `{` is one JSON
/// object with the texts `id` and `what`; other lines are for people. The first `k_items_max` are
/// kept, each id once.
struct ItemReport {
  std::vector<core::ReportedItem> items;
  std::string mistake; ///< What keeps the report from being whole; empty when it is.
};
inline constexpr std::size_t k_items_max = 200;
[[nodiscard]] ItemReport read_items(std::string_view output);

/// `ended` with the items of `output` taken in. A report that is not whole fails: what it leaves
/// out could be the difference that matters. `is_cut` says that more was printed than was kept.
[[nodiscard]] core::EffectEnded with_items(core::EffectEnded ended, std::string_view output,
                                           bool is_cut);

} // namespace relctl::effects
