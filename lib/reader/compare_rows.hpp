// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "reader/report.hpp"
#include "reader/row_set.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace relctl::reader {

/// How two sets of rows are compared.
struct RowRules {
  std::string left = "left"; ///< Name of the left source, for messages.
  std::string right = "right";
  std::vector<std::string> key;     ///< Columns that name a row.
  std::vector<std::string> columns; ///< What is compared; empty is all but `ignore`.
  std::vector<std::string> ignore;
  std::map<std::string, double> tolerance; ///< How far apart the numbers of a column may be; texts
                                           ///< that are numbers count as such there.
  std::size_t at_least = 1;                ///< Rows, over both sides; fewer show nothing.
  std::size_t at_most = 0;                 ///< Rows that may differ.
  std::optional<std::size_t> items_max; ///< Differences are items to be closed, so many at most; it
                                        ///< then is done when the comparison was made.
  Redactor redactor = {};               ///< Masks values before they are cut short.
};

/// Compares both sides row by row under the key. The report tells of counts, sums of the columns of
/// numbers, a digest of either side and of each difference: a row that one side lacks, that stands
/// several times, or whose columns differ, with both values cut short. What cannot be compared
/// (other columns, a row without its key, too few rows) is not done, whatever may differ.
[[nodiscard]] Report compare_rows(const RowSet& left, const RowSet& right, const RowRules& rules);

} // namespace relctl::reader
