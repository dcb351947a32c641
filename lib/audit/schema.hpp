// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/database.hpp"

namespace relctl::audit {

/// `PRAGMA application_id` of a relctl log: the bytes "relc".
constexpr std::int64_t k_application_id = 0x72656c63;
/// `PRAGMA user_version`: the newest format that this program reads and writes.
constexpr std::int64_t k_format_version = 1;
/// The newest event.
constexpr const char* k_select_head =
    "SELECT position, hash FROM event ORDER BY position DESC LIMIT 1";

enum class Format {
  empty, ///< A database without any table, as a creation that was interrupted leaves it.
  relctl,
};

/// Refuses a database of another program and a log of a newer format.
[[nodiscard]] Result<Format> read_format(Database& database);

/// Makes the tables, the index and the triggers that refuse gaps, wrong links, updates, deletions
/// and replacements, all in one transaction; does nothing where another process was first.
[[nodiscard]] Result<void> create_schema(Database& database);

/// Every schema object in words, for comparison; equal for every log that relctl made.
[[nodiscard]] Result<std::string> describe_schema(Database& database);

/// What describe_schema says of an untouched log.
[[nodiscard]] Result<std::string> expected_schema();

} // namespace relctl::audit
