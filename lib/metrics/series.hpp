// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::metrics {

struct Label {
  std::string name;
  std::string value;
  bool operator==(const Label&) const = default;
};

/// What makes a series the same in two scrapes: its name and labels, sorted by name and without
/// empty ones (an empty label and an absent one are the same, as in PromQL).
struct Series {
  std::string name;
  std::vector<Label> labels;
  bool operator==(const Series&) const = default;
};

/// One number of a scrape.
struct Sample {
  Series series;
  double number = 0;         ///< May be NaN or infinite.
  std::optional<Instant> at; ///< The time that the source itself gave.
};

/// The value of a label; empty when it is absent.
[[nodiscard]] std::string_view label_value(const Series& series, std::string_view name);

/// The same series without one label.
[[nodiscard]] Series without_label(Series series, std::string_view name);

/// Sorts the labels and drops empty ones.
void make_canonical(Series& series);

/// `name{a="b",c="d"}`, or `name` without labels; `\`, `"` and line feeds in values are escaped.
[[nodiscard]] std::string series_key(const Series& series);

/// The series of a key that series_key() wrote; nothing for other text.
[[nodiscard]] std::optional<Series> parse_series_key(std::string_view key);

} // namespace relctl::metrics
