// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide.hpp"
#include "core/step_instances.hpp"

#include <string>

namespace relctl::core {

/// What the effect of a StepStarted is about to do, for a person: `haproxy app: canary 20%, stable
/// 80%`. Holds no headers and no bodies: they may carry secrets.
[[nodiscard]] std::string describe_action(const plan::Plan& plan, const State& state,
                                          const StepStarted& started);

/// The read-back of a haproxy step's share in a phase; see Decision::probes.
[[nodiscard]] EffectRequest exposure_probe(const plan::Plan& plan, const State& state,
                                           const StepAt& step, const plan::Phase& phase,
                                           Instant at);

/// The grid time in the id of an exposure probe, and the track and step it asks about; none for any
/// other effect's id.
struct ProbeName {
  std::string track;
  std::string step;
  Instant at;
};
[[nodiscard]] std::optional<ProbeName> parse_probe_id(const std::string& id);

} // namespace relctl::core
