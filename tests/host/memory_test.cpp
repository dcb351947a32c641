// SPDX-License-Identifier: Apache-2.0
#include "host/memory.hpp"

#include <catch2/catch.hpp>
#include <malloc.h>

#include <vector>

using namespace relctl;

namespace {

constexpr std::size_t k_block_bytes = 4 * 1024 * 1024;

} // namespace

// A sanitizer has an allocator of its own.
#ifndef __SANITIZE_ADDRESS__

// First, as long as the heap has no room for it.
TEST_CASE("a large block lies apart from the heap where it shall be given back") {
  host::give_back_large_blocks();
  const auto before = mallinfo2();
  std::vector<char> block(k_block_bytes);
  CHECK(mallinfo2().hblks == before.hblks + 1);
  block = std::vector<char>();
  CHECK(mallinfo2().hblks == before.hblks);
}

TEST_CASE("a large block lies in the heap where much memory is expected") {
  host::expect_much_memory();
  const auto before = mallinfo2();
  std::vector<char> block(k_block_bytes);
  CHECK(mallinfo2().hblks == before.hblks);
}

#endif
