// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "metrics/series.hpp"
#include "plan/exposition_query.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace relctl::metrics {

/// The samples whose series has the selector's name followed by `suffix` (such as `_bucket`) and
/// labels that all its matchers accept, in their order. An absent label is an empty one. Regular
/// expressions are ECMAScript on bytes, match the whole value, and run in polynomial time. Refuses
/// one that is malformed or over 512 bytes, and to match one against a value over 4 KiB.
[[nodiscard]] Result<std::vector<Sample>> select_samples(const std::vector<Sample>& samples,
                                                         const plan::Selector& selector,
                                                         std::string_view suffix = {});

/// The selector as a plan writes it: `requests_total{code=~"5.."}`.
[[nodiscard]] std::string selector_text(const plan::Selector& selector);

} // namespace relctl::metrics
