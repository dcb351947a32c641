// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"
#include "view/style.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::view {

// Short texts that several views share.

/// For reading, not for reading back: `42s`, `14m32s`, `3h12m`, `2d4h`; a negative one is `0s`.
[[nodiscard]] std::string short_duration(Duration duration);

/// RFC 3339 in UTC, to the second.
[[nodiscard]] std::string time_text(Instant instant);

/// A share of traffic: `20%`, `0.5%`.
[[nodiscard]] std::string share_text(double share);

/// `v1.4.0`; `(none)` for an empty one.
[[nodiscard]] std::string version_text(const std::string& version);

/// Underscores of a persisted name become spaces.
[[nodiscard]] std::string words_of(std::string_view name);

/// `p95[swap]`, or the threshold alone without a series.
[[nodiscard]] std::string finding_name(const core::Finding& finding);

/// The dimension of the threshold's metric; none when the plan lacks it.
[[nodiscard]] Dimension dimension_of(const plan::Plan& plan, const core::Finding& finding);

/// `> 1%` with the limit's value where it is known, else as the plan has it.
[[nodiscard]] std::string limit_text(const plan::Plan& plan, const core::Finding& finding);

/// The value in its unit, `–` without one.
[[nodiscard]] std::string value_text(const plan::Plan& plan, const core::Finding& finding);

/// The share that the plan gives the phase under the pinned variables: a bake keeps the one before.
/// None where it cannot be computed.
[[nodiscard]] std::optional<double> planned_share(const plan::Plan& plan, const plan::Phase& phase,
                                                  const plan::Values& values);

/// `[████░░░░]`, `columns` wide without the brackets; `done` is clamped to [0, 1].
[[nodiscard]] std::string bar(double done, int columns);

/// The text on lines of at most `width` columns; breaks at spaces, and between wide characters,
/// which stand without spaces. A longer word stays whole; a line end in the text stays one.
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, int width);

} // namespace relctl::view
