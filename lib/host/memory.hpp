// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace relctl::host {

/// Says that numbers by the million will come and go: memory is taken from the system in large
/// pages, where it has them, and kept when it is freed. A first touch of each 4 KiB would cost
/// more than what is computed with them.
void expect_much_memory();

/// Says that the process goes on for long, and that what is large comes seldom: such blocks go back
/// to the system. glibc would learn from the first one to keep it, and in pieces, so that the next
/// takes its own again.
void give_back_large_blocks();

} // namespace relctl::host
