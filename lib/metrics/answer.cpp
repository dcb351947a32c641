// SPDX-License-Identifier: Apache-2.0
#include "metrics/answer.hpp"

#include "metrics/sample_number.hpp"

#include <cmath>
#include <utility>

namespace relctl::metrics {

Answer number_answer(double number, std::string detail) {
  if (std::isfinite(number))
    return {number, plan::Cause::nodata, std::move(detail)};
  const std::string what = "the query gave " + format_sample_number(number);
  return no_answer(plan::Cause::nan, both_details(what, detail));
}

Answer no_answer(plan::Cause cause, std::string detail) {
  return {std::nullopt, cause, std::move(detail)};
}

std::string both_details(const std::string& a, const std::string& b) {
  if (a.empty() || a == b)
    return b;
  return b.empty() ? a : a + "; " + b;
}

} // namespace relctl::metrics
