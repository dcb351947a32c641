// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/threshold.hpp"

#include <map>
#include <optional>
#include <string>

namespace relctl::metrics {

/// What one query gave for one grid time: a finite number in the source's unit, or the cause why
/// there is none.
struct Answer {
  std::optional<double> number;
  plan::Cause cause = plan::Cause::nodata; ///< Means something only without a number.
  /// For a person, on one line: why there is no number, or what the source warned of.
  std::string detail;
};

/// What the queries of one request gave for one grid time; absent where nothing was asked for.
struct Answers {
  Answer value;
  std::optional<Answer> volume;
  std::optional<Answer> baseline;
  std::optional<Answer> fresh; ///< Unix time in seconds of the newest sample.
  std::map<std::string, Answer> references;
};

/// `number`, or cause `nan` with a detail that says `NaN`, `+Inf` or `-Inf`.
[[nodiscard]] Answer number_answer(double number, std::string detail = {});

[[nodiscard]] Answer no_answer(plan::Cause cause, std::string detail);

/// `a` and `b` with `; ` between them where both say something, and only once where they say the
/// same.
[[nodiscard]] std::string both_details(const std::string& a, const std::string& b);

} // namespace relctl::metrics
