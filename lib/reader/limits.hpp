// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace relctl::reader {

/// Bounds this process: so many seconds of processor time (then SIGXCPU ends it), 512 MiB of
/// memory, no core file, and no life after the process that started it.
void set_limits(unsigned processor_seconds);

} // namespace relctl::reader
