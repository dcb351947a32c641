// SPDX-License-Identifier: Apache-2.0
#include "cli/continuation.hpp"

#include "audit/verify.hpp"

#include <fmt/format.h>

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

Result<std::optional<std::string>> other_log(ports::AuditLog& log, const core::EventLine& line) {
  if (line.after.empty())
    return std::nullopt;
  const auto after = audit::parse_anchor(line.after);
  if (!after)
    return "its field \"after\": " + after.error().message;
  const auto record = log.at(after->position);
  if (record && record->hash == after->hash)
    return std::nullopt;
  if (!record && record.error().kind != ErrorKind::not_found)
    return fail(record.error());
  return fmt::format("it continues a log with another event {} than this one, which {}: name the "
                     "log that the rollback went on without, with --db",
                     after->position, record ? "has the hash " + record->hash : "ends before that");
}

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
