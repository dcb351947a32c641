// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace relctl {

/// Prints the failed expression with its place to stderr and ends the process with exit code 70.
[[noreturn]] void check_failed(const char* expression, const char* file, int line) noexcept;

} // namespace relctl

/// States what must be true unless relctl itself is wrong. Stays on in release builds: a wrong
/// rollback hurts exactly there.
#define RELCTL_CHECK(condition)                                                                    \
  (static_cast<bool>(condition) ? void(0) : ::relctl::check_failed(#condition, __FILE__, __LINE__))
