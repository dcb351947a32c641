// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace relctl::reader {

/// Bounds this process: so many seconds of processor time (then SIGXCPU ends it), 512 MiB of
/// memory, no core file, and no life after the process that started it.
void set_limits(unsigned processor_seconds);

/// While it lives, no such bound is on this process, nor on one that it starts.
class LimitsLifted {
public:
  LimitsLifted();
  ~LimitsLifted();
  LimitsLifted(const LimitsLifted&) = delete;
  LimitsLifted& operator=(const LimitsLifted&) = delete;

private:
  std::array<std::uint64_t, 2> m_before{};
};

} // namespace relctl::reader
