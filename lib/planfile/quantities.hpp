// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "base/quantity.hpp"
#include "plan/limit.hpp"
#include "planfile/values.hpp"

#include <optional>

namespace relctl::planfile {

// As in values.hpp: no value for a field that the plan leaves out, and for a wrong one after having
// reported it.

/// A decimal whole number in [least, most], without sign or leading zero.
[[nodiscard]] std::optional<int> read_whole(const Field& field, int least, int most,
                                            Findings& findings);
[[nodiscard]] std::optional<double> read_number(const Field& field, Findings& findings);
[[nodiscard]] std::optional<Quantity> read_quantity(const Field& field, Findings& findings);
/// A percentage from 0% to 100%, as a ratio.
[[nodiscard]] std::optional<double> read_share(const Field& field, Findings& findings);
/// A template that renders to a percentage; without variables it is one from 0% to 100%.
[[nodiscard]] std::optional<plan::TemplateText> read_traffic(const Field& field,
                                                             Findings& findings);
[[nodiscard]] std::optional<Unit> read_unit(const Field& field, Findings& findings);

/// A duration above zero.
[[nodiscard]] std::optional<Duration> read_duration(const Field& field, Findings& findings);
struct DurationRange {
  Duration least;
  Duration most;
};
/// `30m` or `30m..60m`, where zero is allowed and least <= most.
[[nodiscard]] std::optional<DurationRange> read_duration_range(const Field& field,
                                                               Findings& findings);

/// A limit expression; a mistake in it is reported at its own column where the text stands on one
/// line.
[[nodiscard]] std::optional<plan::Limit> read_limit(const Field& field, Findings& findings);

} // namespace relctl::planfile
