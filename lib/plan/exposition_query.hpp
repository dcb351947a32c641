// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::plan {

enum class LabelMatch { equal, not_equal, regex, not_regex };
/// `=`, `!=`, `=~` or `!~`.
[[nodiscard]] std::string_view operator_text(LabelMatch match);

struct LabelMatcher {
  std::string label;
  LabelMatch match = LabelMatch::equal;
  std::string value;
};

/// `name{label="value", other=~"a|b"}`; regular expressions are anchored, as in PromQL.
struct Selector {
  std::string name;
  std::vector<LabelMatcher> matchers;
};

/// What one operand of an exposition query computes over the matching series of a scrape.
///
///   query      = numerator [ "/" operand ]
///   numerator  = operand | "(" operand "or" "0" ")"
///   operand    = selector                    the one matching sample's value; several are `many`
///              | ("sum"|"min"|"max"|"avg") "(" selector ")"
///              | ("rate"|"increase") "(" selector ")"
///                                            summed over the series, counter resets allowed for,
///                                            over the metric's window
///              | "quantile" "(" number "," selector ")"
///                                            of a classic histogram's buckets over the window
///                                            (selector names the family, without _bucket), or a
///                                            summary's sample with that quantile label
///              | "family" "(" selector ")"   how many series the family has, by its own name or
///                                            with _total, _count, _sum or _bucket
///
/// `or 0` is for what counts (a selector, sum, rate, increase) and needs a denominator, which shows
/// that the page is the right one; where the numerator grows, the denominator must, too, since its
/// samples are what shows that there was an earlier scrape.
struct ExpositionOperand {
  enum class Kind { value, sum, minimum, maximum, average, rate, increase, quantile, family };
  Kind kind = Kind::value;
  double quantile = 0.0; ///< In (0, 1), for quantile.
  Selector selector;
  bool or_zero = false; ///< No series is 0 instead of no data.
};

struct ExpositionQuery {
  ExpositionOperand numerator;
  std::optional<ExpositionOperand> denominator;
};

struct QueryError {
  std::size_t offset = 0;
  std::string message;
  std::string remedy;
};

/// Reads a query of an exposition source; templates must have been rendered, or be inside quotes.
[[nodiscard]] tl::expected<ExpositionQuery, QueryError>
parse_exposition_query(std::string_view text);

} // namespace relctl::plan
