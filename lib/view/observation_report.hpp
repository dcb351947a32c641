// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"
#include "view/document.hpp"

#include <string>
#include <vector>

namespace relctl::view {

/// All that the report of an observation rests on. The references outlive the call.
struct ObservationSubject {
  const plan::Plan& plan;                    ///< The observed one, see core::observed_plan().
  const core::State& state;                  ///< Of an observation.
  const std::vector<core::Recorded>& events; ///< Its control events, by position.
  std::string anchor;                        ///< `position:hash` of the head as read.
  std::string way_back = {};                 ///< JSON: what came of taking its release back.
};

/// Summary, objectives with their numbers, alert limits apart from them, metric families, samples,
/// checkpoints, findings with impact and advice, evidence, proposed limits, conclusion with
/// signatures, and the plan's snippets filled in.
[[nodiscard]] Document observation_document(const ObservationSubject& subject);

/// One JSON document `relctl.observe/1` with the numbers and the conclusion.
[[nodiscard]] std::string observation_json(const ObservationSubject& subject);

/// What snippets may name besides the plan's variables: `conclusion`, `samples`, `date`,
/// `duration`, `table`, `findings`, `families`, `signatures`, `observation`, and `mean_`, `min_`,
/// `max_` and `met_` of each metric (of several series the first).
[[nodiscard]] plan::Values snippet_values(const ObservationSubject& subject);

} // namespace relctl::view
