// SPDX-License-Identifier: Apache-2.0
#include "audit/patience.hpp"

#include "base/check.hpp"

#include <sqlite3.h>

#include <algorithm>

namespace relctl::audit {
namespace {

// The busy timeout counts the pauses that it asks for, up to 100 ms each, and so ends a fifth
// sooner.
constexpr int k_longest_pause_us = 80'000;
/// Longer ones are asked for only where a lock has been refused fifty times in a row.
constexpr int k_longest_busy_us = 100'000;
constexpr int k_hopeless_pause_us = 20'000;

sqlite3_vfs* system_files() {
  static sqlite3_vfs* const files = sqlite3_vfs_find(nullptr);
  return files;
}

int pause(sqlite3_vfs*, int microseconds) {
  const int longest = microseconds > k_longest_busy_us ? k_hopeless_pause_us : k_longest_pause_us;
  return system_files()->xSleep(system_files(), std::min(microseconds, longest));
}

} // namespace

void limit_patience() {
  static const int registered = [] {
    static sqlite3_vfs patient = *system_files();
    patient.zName = "relctl";
    patient.xSleep = pause;
    return sqlite3_vfs_register(&patient, 1);
  }();
  RELCTL_CHECK(registered == SQLITE_OK);
}

} // namespace relctl::audit
