// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/each.hpp"
#include "planfile/field.hpp"

#include <optional>

namespace relctl::planfile {

/// `{ label: [a, b] }`: one label with at least one value.
[[nodiscard]] std::optional<plan::Each> read_each(const Field& field, Findings& findings);

} // namespace relctl::planfile
