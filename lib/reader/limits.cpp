// SPDX-License-Identifier: Apache-2.0
#include "reader/limits.hpp"

#include <sys/prctl.h>
#include <sys/resource.h>

#include <algorithm>
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

constexpr std::array k_lifted = {RLIMIT_CPU, RLIMIT_AS};

/// The hard limit stays: at that of RLIMIT_CPU the signal would be KILL, which tells nobody why.
rlim_t bound(__rlimit_resource what, rlim_t most) {
  rlimit limit{};
  getrlimit(what, &limit);
  const rlim_t before = limit.rlim_cur;
  limit.rlim_cur = std::min(most, limit.rlim_max);
  setrlimit(what, &limit);
  return before;
}

} // namespace

void set_limits(unsigned processor_seconds) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  bound(RLIMIT_CORE, 0);
  bound(RLIMIT_CPU, processor_seconds);
  if (k_bounds_memory)
    bound(RLIMIT_AS, k_memory_bytes);
}

LimitsLifted::LimitsLifted() {
  for (std::size_t i = 0; i < k_lifted.size(); ++i)
    m_before[i] = bound(k_lifted[i], RLIM_INFINITY);
}
LimitsLifted::~LimitsLifted() {
  for (std::size_t i = 0; i < k_lifted.size(); ++i)
    bound(k_lifted[i], m_before[i]);
}

} // namespace relctl::reader
