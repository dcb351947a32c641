// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>

namespace relctl::cli {

/// Calls `work(i)` for each `i` below `count`, on that many threads at most: fewer where the system
/// makes no more of them. What a call throws is thrown on once no other is under way.
void in_parallel(std::size_t count, int threads, const std::function<void(std::size_t)>& work);

} // namespace relctl::cli
