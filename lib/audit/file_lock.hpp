// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "ports/audit_log.hpp"

#include <memory>
#include <string>
#include <vector>

namespace relctl::audit {

/// Takes the release's flock(2) on `DATABASE.lock-RELEASE`, which is never deleted, and writes
/// `DATABASE.holder-RELEASE` by rename, so that a reader sees a whole record or none. The kernel
/// frees the lock when the process ends however it ends; the record then stays, and with it the
/// groups. The lock holds even where the record cannot be written (full disk).
[[nodiscard]] Result<std::unique_ptr<ports::Lock>>
lock_file(const std::string& database_path, const std::string& release, const ports::Holder& self);

/// Who holds the release; not_found when its lock is free. A holder that left no record is
/// returned with pid 0.
[[nodiscard]] Result<ports::Holder> read_holder(const std::string& database_path,
                                                const std::string& release);

/// The releases whose locks are held by some process now, by the lock files beside the database,
/// which need not be there itself.
[[nodiscard]] std::vector<std::string> held_releases(const std::string& database_path);

/// The process groups that the newest holder left on record, whether or not it still holds.
[[nodiscard]] std::vector<ports::RunningGroup> groups_on_record(const std::string& database_path,
                                                                const std::string& release);

} // namespace relctl::audit
