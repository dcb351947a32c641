// SPDX-License-Identifier: Apache-2.0
#include "host/memory.hpp"

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>

namespace relctl::host {
namespace {

constexpr int k_kept_bytes = 256 * 1024 * 1024;
/// What the heap grows by: addresses, which are memory only once they are used.
constexpr int k_growth_bytes = 64 * 1024 * 1024;

constexpr int k_given_back_bytes = 1 << 20;

} // namespace

void expect_much_memory() {
  mallopt(M_MMAP_THRESHOLD, k_kept_bytes);
  mallopt(M_TRIM_THRESHOLD, k_kept_bytes);
  mallopt(M_TOP_PAD, k_growth_bytes);
  const auto begin = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  void* volatile grown = std::malloc(k_growth_bytes); // Volatile, lest the compiler leave it out.
  std::free(grown);
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  const auto page = static_cast<std::uintptr_t>(::sysconf(_SC_PAGESIZE));
  const std::uintptr_t from = (begin + page - 1) / page * page;
  if (from < end) // A wish: where it is refused all goes on as without it.
    (void)::madvise(reinterpret_cast<void*>(from), end - from, MADV_HUGEPAGE);
}

void give_back_large_blocks() {
  mallopt(M_MMAP_THRESHOLD, k_given_back_bytes);
}

} // namespace relctl::host
