// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/step.hpp"
#include "planfile/field.hpp"

#include <optional>

namespace relctl::planfile {

/// What a json source is asked: `"GET /path"`, or `{ method, path, headers, body }`.
[[nodiscard]] std::optional<plan::MetricRequest> read_request(const Field& field,
                                                              Findings& findings);

/// `{ left: { source, query, request }, right: …, key, columns or ignore, tolerance, at_least,
/// at_most }`
[[nodiscard]] plan::ReconcileAction read_reconcile(const Field& field, Findings& findings);

} // namespace relctl::planfile
