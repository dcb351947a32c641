// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "base/result.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace relctl::ports {

/// The stream of what concerns every release.
inline constexpr const char* k_ledger_stream = "ledger";
/// Events of this kind are the `readings` slice, all others are `control`.
inline constexpr const char* k_reading_kind = "ReadingsTaken";

/// The place and hash of an event: whoever keeps it is a witness that the log up to there existed.
/// An empty log has position 0 and 64 zeros.
struct Anchor {
  std::int64_t position = 0;
  std::string hash; ///< 64 hexadecimal digits.
  bool operator==(const Anchor&) const = default;
};

/// `position:hash`.
[[nodiscard]] inline std::string anchor_text(const Anchor& anchor) {
  return std::to_string(anchor.position) + ":" + anchor.hash;
}

/// One stored event. Its body is opaque to the log.
struct Record {
  std::int64_t position = 0; ///< Global, from 1, without gaps.
  std::string stream;        ///< A release's id, or `ledger`.
  std::int64_t version = 0;  ///< Within the stream, from 1, without gaps.
  std::string track;
  Instant at;
  std::string actor;
  std::string kind;
  std::string body; ///< Canonical JSON bytes.
  std::string hash;
};

struct NewRecord {
  std::string stream;
  std::string track;
  std::string kind;
  std::string body;
  Instant at = {};
  std::string actor = {};
};

/// The versions that the caller decided on.
struct Expected {
  std::int64_t release_version = 0;
  std::int64_t ledger_version = 0;
};

struct AppendRequest {
  std::string release; ///< Stream of `expected.release_version`; `ledger`: no release is at stake.
  Expected expected;
  std::vector<NewRecord> records; ///< At least one; streams are `release` or `ledger`.
  std::string summary; ///< Replaces the release's summary in the same transaction; empty leaves it.
};

enum class Slice { all, control, readings };

struct ReadRequest {
  std::string stream; ///< Empty is every stream.
  std::int64_t after_position = 0;
  Slice slice = Slice::all;
  std::int64_t limit = 0; ///< 0 is no limit; the oldest come first.
};

/// What `list` and `status` need without reading events: one row a release.
struct SummaryRow {
  std::string release;
  std::int64_t last_position = 0;
  std::string summary; ///< JSON, opaque to the log.
};

/// Who holds a release, for the message of exit code 9 and for pre-emption.
struct Holder {
  std::int64_t pid = 0;
  std::string host;
  std::string command;
  std::string actor;
  Instant since;
  std::uint64_t process_start =
      0; ///< Field 22 of /proc/PID/stat, against pid reuse; 0 where unknown.
};

/// A step's process group that may have outlived its relctl.
struct RunningGroup {
  std::string effect_id;
  std::int64_t group = 0;
  std::uint64_t process_start = 0;
};

/// Exclusive right to act on one release; given up when destroyed or when the process ends.
class Lock {
public:
  virtual ~Lock() = default;
  /// Keeps beside the lock which process groups run, so that the next holder finds orphans.
  [[nodiscard]] virtual Result<void> record_running(const std::vector<RunningGroup>& groups) = 0;
  /// The groups that the previous holder left on record.
  [[nodiscard]] virtual const std::vector<RunningGroup>& left_behind() const = 0;
};

/// An append-only, hash-chained log of events in streams. Every error of kind conflict means: read
/// again.
class AuditLog {
public:
  virtual ~AuditLog() = default;
  [[nodiscard]] virtual Result<std::vector<Record>> read(const ReadRequest& request) = 0;
  /// One event by its position; not_found otherwise.
  [[nodiscard]] virtual Result<Record> at(std::int64_t position) = 0;
  /// All records in one durable transaction, or none. `conflict` when a stream is not at the
  /// expected version. An I/O error at commit means unknown: the caller exits, and the next command
  /// reads what is there.
  [[nodiscard]] virtual Result<std::vector<Record>> append(const AppendRequest& request) = 0;
  [[nodiscard]] virtual Result<Anchor> head() = 0;
  /// Newest first.
  [[nodiscard]] virtual Result<std::vector<SummaryRow>> summaries() = 0;
  /// `locked` with the holder in words when another process has it.
  [[nodiscard]] virtual Result<std::unique_ptr<Lock>> lock(const std::string& release,
                                                           const Holder& self) = 0;
  /// Who holds the release now; not_found when nobody does.
  [[nodiscard]] virtual Result<Holder> holder(const std::string& release) = 0;
};

} // namespace relctl::ports
