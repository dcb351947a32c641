// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace relctl::reader {

/// What one question gave: a finite number, or the cause why there is none.
struct Answer {
  std::optional<double> number;
  std::string cause;  ///< nodata, nan, many, provider_error or timeout; empty with a number.
  std::string detail; ///< For a person, on one line.
};

/// `number`, or `nan` with a detail that says which of NaN and the infinities it is.
[[nodiscard]] Answer number_answer(double number);
[[nodiscard]] Answer no_answer(std::string cause, std::string detail);

/// `{"answers":[{"number":0.5},{"cause":"nodata","detail":"…"}]}`, numbers without loss.
[[nodiscard]] std::string answers_json(const std::vector<Answer>& answers);

} // namespace relctl::reader
