// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/error.hpp"

namespace relctl::cli {

/// What a shell sees. A contract: additions only. When several apply:
/// rollback_incomplete before in_doubt, rolled_back, breached, unknown, pending, ok.
enum class ExitCode {
  ok = 0,
  error = 1,
  usage = 2,
  findings = 3,
  in_doubt = 5,
  pending = 8,
  locked = 9,
  breached = 10,
  unknown = 11,
  rolled_back = 20,
  rollback_incomplete = 21,
  bug = 70,
  timeout = 124,
  interrupted = 130,
  terminated = 143,
};

/// `pending` and so on, for JSON documents and `help exit-codes`.
[[nodiscard]] const char* exit_code_name(ExitCode code);

[[nodiscard]] ExitCode exit_code_of(ErrorKind kind);

} // namespace relctl::cli
