// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "metrics/series.hpp"
#include "plan/exposition_query.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::metrics {

/// A selector whose regular expressions are compiled once. They are ECMAScript on bytes, match the
/// whole value, and run in polynomial time.
class SeriesMatch {
public:
  /// `suffix` (such as `_bucket`) follows the selector's name. Refuses a regular expression that is
  /// malformed or over 512 bytes.
  [[nodiscard]] static Result<SeriesMatch> compile(const plan::Selector& selector,
                                                   std::string_view suffix = {});

  /// Whether the series has the name, and labels that all matchers accept. An absent label is an
  /// empty one. Refuses to match a regular expression against a value over 4 KiB.
  [[nodiscard]] Result<bool> accepts(const Series& series) const;
  /// How many of the matchers do not accept the series, whatever its name.
  [[nodiscard]] std::size_t count_apart(const Series& series) const;

private:
  struct Matcher;
  [[nodiscard]] static Result<bool> accepts(const Matcher& compiled, std::string_view value);

  std::string m_name;
  std::shared_ptr<const std::vector<Matcher>> m_matchers;
};

/// The samples whose series has the selector's name followed by `suffix` and labels that
/// all its matchers accept, in their order; refuses what SeriesMatch does.
[[nodiscard]] Result<std::vector<Sample>> select_samples(const std::vector<Sample>& samples,
                                                         const plan::Selector& selector,
                                                         std::string_view suffix = {});

/// The selector as a plan writes it: `requests_total{code=~"5.."}`.
[[nodiscard]] std::string selector_text(const plan::Selector& selector);

} // namespace relctl::metrics
