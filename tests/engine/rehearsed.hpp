// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/sqlite_log.hpp"
#include "engine/engine.hpp"
#include "sim/virtual_world.hpp"
#include "support/plan_builder.hpp"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace relctl::test {

inline const engine::Goal k_wait_goal{engine::Until::decided, 1, {}, true, true};
inline const engine::Goal k_run_goal{engine::Until::complete, 100, {}, true, true};

/// A release of the plan in a virtual world, over a real log in memory. Readings come from `value`,
/// effects succeed unless `outcome` says otherwise.
class Rehearsed {
public:
  explicit Rehearsed(plan::Plan plan,
                     std::unique_ptr<ports::AuditLog> log = audit::open_memory_log());

  /// Runs the engine as one command would; the process "dies" with its effects when `crash` is set.
  engine::Outcome run(const engine::Goal& goal);
  Result<engine::Outcome> try_run(const engine::Goal& goal);
  void fact(core::Event event);

  /// The kinds of all control events so far, verdicts and messages left out.
  std::vector<std::string> story() const;
  core::State state() const;
  /// What the world was told to do, as `step`.
  std::vector<std::string> effects() const;

  static constexpr const char* k_release = "shop-1.1.0";
  plan::Plan plan;
  std::unique_ptr<ports::AuditLog> log;
  std::function<core::Reading(const core::MeasurementRequest&, Instant)> value;
  std::function<sim::EffectScript(const core::EffectRequest&)> outcome;
  std::unique_ptr<sim::VirtualWorld> world;
};

/// A plan of two short phases and a short bake that needs nobody.
plan::Plan a_short_plan();

} // namespace relctl::test
