// SPDX-License-Identifier: Apache-2.0
#include "cli/continuation.hpp"

#include "audit/verify.hpp"

#include <set>

namespace relctl::cli {

namespace {

constexpr std::string_view k_entered = "PhaseEntered";

bool moves(std::string_view kind) {
  static const std::set<std::string_view> kinds = {
      k_entered,         "StepStarted",      "RollbackRequested", "RollbackStarted",
      "RollbackResumed", "ReleaseCompleted", "ReleaseAborted",    "ReleaseClosed"};
  return kinds.contains(kind);
}

} // namespace

bool has_moved_on(const ports::Record& record, const core::EventLine& line) {
  if (!moves(record.kind))
    return false;
  const auto after = audit::parse_anchor(line.after);
  if (!after)
    return record.at >= line.recorded.at;
  // What is older may be of an earlier rollback without the log, and have been taken in since.
  const bool may_be_taken_in = record.kind != k_entered && record.at < line.recorded.at;
  return record.position > after->position && !may_be_taken_in;
}

} // namespace relctl::cli
