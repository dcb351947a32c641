// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/redactor.hpp"

#include <string>
#include <vector>

namespace relctl::reader {

/// A difference that a comparison found.
struct ReportItem {
  std::string id;
  std::string what;
};

/// How an action went.
struct Report {
  bool done = true;
  std::string detail;             ///< For a person, on one line.
  std::vector<std::string> lines; ///< What was looked at, one by one.
  bool lost = false;              ///< A change was asked for, and its answer did not arrive.
  std::vector<ReportItem> items = {};
};

/// Takes a mistake in: the action is not done, and the line says why.
void object(Report& report, const std::string& line);

/// Masks every text of the report.
void mask(Report& report, const Redactor& redactor);

/// `{"done":false,"detail":"…","lost":false,"output":"…","items":[{"id":"…","what":"…"}]}`, without
/// `items` where there are none.
[[nodiscard]] std::string report_json(const Report& report);

} // namespace relctl::reader
