// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "host/fd.hpp"
#include "ports/transport.hpp"

#include <sys/types.h>

#include <cstdint>
#include <string>

namespace relctl::host {

/// A process that exists, leads its own group and waits for release(), so that its group can be put
/// on record before it does anything. When this process dies first, it ends without having run.
struct Spawned {
  pid_t pid = 0; ///< Also the group.
  std::uint64_t process_start = 0;
  Fd process; ///< A pidfd, readable at its end; empty where the kernel has none.
  Fd output;  ///< Stdout, and stderr where it is not apart; non-blocking.
  Fd errors;  ///< Stderr where it is apart; non-blocking.
  Fd go;
  Fd failure; ///< Non-blocking; see exec_failure().
  std::string program;
  std::string mark; ///< effect_mark() of this process.
};

/// Stdin is the request's input, signals are at their defaults, no other descriptor is inherited.
/// The program is looked for in the PATH of the request's environment, absolute folders only. The
/// mark of the effect goes into the environment. The error names the program and the remedy.
[[nodiscard]] Result<Spawned> spawn(const ports::ProcessRequest& request,
                                    const std::string& effect_id);

void release(Spawned& spawned);

/// Why the program could not be executed, asked once the process has ended; empty when it was.
[[nodiscard]] std::string exec_failure(const Spawned& spawned);

} // namespace relctl::host
