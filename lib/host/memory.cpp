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

constexpr std::uintptr_t k_large_page_bytes = 2 * 1024 * 1024;
constexpr std::uintptr_t k_begun_bytes = 256 * 1024;
constexpr int k_given_back_bytes = 1 << 20;

} // namespace

void expect_much_memory() {
  mallopt(M_MMAP_THRESHOLD, k_kept_bytes);
  mallopt(M_TRIM_THRESHOLD, k_kept_bytes);
  mallopt(M_TOP_PAD, k_growth_bytes);
  // More than the heap has left, so that it grows. What lies before the first page that is large
  // and as yet untouched is never used.
  static void* volatile skipped = std::malloc(k_begun_bytes);
  const auto from = reinterpret_cast<std::uintptr_t>(skipped);
  const auto end = reinterpret_cast<std::uintptr_t>(::sbrk(0));
  const std::uintptr_t first =
      ((from + 2 * k_begun_bytes) / k_large_page_bytes + 1) * k_large_page_bytes;
  if (end <= first)
    return;
  // A wish: where it is refused all goes on as without it.
  (void)::madvise(reinterpret_cast<void*>(first), end - first, MADV_HUGEPAGE);
  skipped = std::realloc(skipped, first - from);
}

void give_back_large_blocks() {
  mallopt(M_MMAP_THRESHOLD, k_given_back_bytes);
}

} // namespace relctl::host
