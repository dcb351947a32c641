// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace relctl::reader {

/// How an action went.
struct Report {
  bool done = true;
  std::string detail;             ///< For a person, on one line.
  std::vector<std::string> lines; ///< What was looked at, one by one.
  bool lost = false;              ///< A change was asked for, and its answer did not arrive.
};

/// Takes a mistake in: the action is not done, and the line says why.
void object(Report& report, const std::string& line);

/// `{"done":false,"detail":"…","lost":false,"output":"…"}`
[[nodiscard]] std::string report_json(const Report& report);

} // namespace relctl::reader
