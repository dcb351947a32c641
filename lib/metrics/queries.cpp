// SPDX-License-Identifier: Apache-2.0
#include "metrics/queries.hpp"

#include "base/check.hpp"

#include <utility>

namespace relctl::metrics {

std::vector<Query> queries_of(const core::MeasurementRequest& request) {
  std::vector<Query> queries{{Query::Role::value, {}, request.query}};
  if (!request.volume_query.empty())
    queries.push_back({Query::Role::volume, {}, request.volume_query});
  if (!request.baseline_query.empty())
    queries.push_back({Query::Role::baseline, {}, request.baseline_query});
  if (!request.fresh_query.empty())
    queries.push_back({Query::Role::fresh, {}, request.fresh_query});
  for (const auto& [id, text] : request.reference_queries)
    queries.push_back({Query::Role::reference, id, text});
  return queries;
}

void put_answer(Answers& answers, const Query& query, Answer answer) {
  switch (query.role) {
  case Query::Role::value:
    answers.value = std::move(answer);
    return;
  case Query::Role::volume:
    answers.volume = std::move(answer);
    return;
  case Query::Role::baseline:
    answers.baseline = std::move(answer);
    return;
  case Query::Role::fresh:
    answers.fresh = std::move(answer);
    return;
  case Query::Role::reference:
    answers.references[query.reference] = std::move(answer);
    return;
  }
}

std::vector<Instant> grid_of(const core::MeasurementRequest& request) {
  RELCTL_CHECK(request.from <= request.to);
  RELCTL_CHECK(request.from == request.to || request.every.ms > 0);
  std::vector<Instant> grid{request.from};
  if (request.from == request.to)
    return grid;
  for (Instant at = request.from + request.every; at <= request.to; at = at + request.every)
    grid.push_back(at);
  return grid;
}

} // namespace relctl::metrics
