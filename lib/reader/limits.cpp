// SPDX-License-Identifier: Apache-2.0
#include "reader/limits.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <csignal>

namespace relctl::reader {
namespace {

constexpr rlim_t k_memory_bytes = 512UL << 20U;

// The sanitizers reserve terabytes of addresses.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool k_bounds_memory = false;
#else
constexpr bool k_bounds_memory = true;
#endif

/// One above for the hard limit: at that of RLIMIT_CPU it would be KILL, which tells nobody why.
void bound(int what, rlim_t most) {
  const rlimit limit{most, most + 1};
  setrlimit(static_cast<__rlimit_resource>(what), &limit);
}

} // namespace

void set_limits(unsigned processor_seconds) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  bound(RLIMIT_CORE, 0);
  bound(RLIMIT_CPU, processor_seconds);
  if (k_bounds_memory)
    bound(RLIMIT_AS, k_memory_bytes);
}

} // namespace relctl::reader
