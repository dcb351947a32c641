// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace relctl {

/// The chance of more than `k` hits among `n` independent tries of chance `p`, exactly: it is the
/// regularized incomplete beta function I_p(k + 1, n - k) (NIST DLMF 8.17.5). `p` in [0, 1]; 1 for
/// a negative `k`, 0 for `k` >= `n`.
[[nodiscard]] double binomial_above(std::int64_t n, std::int64_t k, double p);

} // namespace relctl
