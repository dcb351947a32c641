// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/verify.hpp"

namespace relctl::cli {

/// audit::verify, and that the summaries, which the chain does not cover, say what the events do.
[[nodiscard]] Result<audit::VerifyReport> verify_log(const std::string& path,
                                                     const std::optional<ports::Anchor>& expected);

} // namespace relctl::cli
