// SPDX-License-Identifier: Apache-2.0
#include "cli/exit_code.hpp"

namespace relctl::cli {

const char* exit_code_name(ExitCode code) {
  switch (code) {
  case ExitCode::ok:
    return "ok";
  case ExitCode::error:
    return "error";
  case ExitCode::usage:
    return "usage";
  case ExitCode::findings:
    return "findings";
  case ExitCode::in_doubt:
    return "in_doubt";
  case ExitCode::pending:
    return "pending";
  case ExitCode::locked:
    return "locked";
  case ExitCode::breached:
    return "breached";
  case ExitCode::unknown:
    return "unknown";
  case ExitCode::rolled_back:
    return "rolled_back";
  case ExitCode::rollback_incomplete:
    return "rollback_incomplete";
  case ExitCode::bug:
    return "bug";
  case ExitCode::timeout:
    return "timeout";
  case ExitCode::interrupted:
    return "interrupted";
  case ExitCode::terminated:
    return "terminated";
  }
  return "bug";
}

ExitCode exit_code_of(ErrorKind kind) {
  switch (kind) {
  case ErrorKind::usage:
  case ErrorKind::not_found:
    return ExitCode::usage;
  case ErrorKind::refused:
    return ExitCode::findings;
  case ErrorKind::locked:
    return ExitCode::locked;
  case ErrorKind::failed:
  case ErrorKind::conflict:
  case ErrorKind::unwritable:
    return ExitCode::error;
  }
  return ExitCode::error;
}

} // namespace relctl::cli
