// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "planfile/draft.hpp"
#include "planfile/field.hpp"

#include <string>

namespace relctl::planfile {

/// What libpq connects by: `postgresql://…` or `key=value` pairs, with `${ENV}`. What comes from
/// the environment becomes a secret of the draft; a password that stands in the plan is refused,
/// and so is text of another form.
[[nodiscard]] std::string read_connection(const Field& field, Draft& draft);

} // namespace relctl::planfile
