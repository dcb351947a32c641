// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/measurement.hpp"
#include "metrics/answer.hpp"

#include <string>
#include <vector>

namespace relctl::metrics {

/// One of the questions of a request.
struct Query {
  enum class Role { value, volume, baseline, fresh, reference };
  Role role = Role::value;
  std::string reference; ///< The reference's id, for that role.
  std::string text;
};

/// The questions of a request in a fixed order: value, volume, baseline, fresh, then the references
/// by id; those with an empty text are not asked.
[[nodiscard]] std::vector<Query> queries_of(const core::MeasurementRequest& request);

/// Puts the answer to `query` at its place.
void put_answer(Answers& answers, const Query& query, Answer answer);

/// The grid times asked for, from `from` to `to`. `every` may be zero for a single one only.
[[nodiscard]] std::vector<Instant> grid_of(const core::MeasurementRequest& request);

} // namespace relctl::metrics
