// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace relctl {

void check_failed(const char* expression, const char* file, int line) noexcept {
  std::fprintf(stderr, "relctl: bug: check failed: %s (%s:%d); please report this line\n",
               expression, file, line);
  std::fflush(nullptr);
  // No destructors: they would run on a state that has just been found wrong.
  std::_Exit(70);
}

} // namespace relctl
