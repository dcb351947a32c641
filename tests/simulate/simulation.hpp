// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/sqlite_log.hpp"
#include "engine/engine.hpp"
#include "sim/virtual_world.hpp"
#include "simulate/random_plan.hpp"

#include <memory>
#include <string>
#include <vector>

namespace relctl::test {

/// One seed: a plan, a world, a series of commands with crashes, then a world without faults until
/// the release ends.
class Simulation {
public:
  explicit Simulation(std::uint64_t seed);

  /// What went wrong; empty when nothing did.
  std::string run();
  std::int64_t events() const { return m_events; }
  std::string history() const;

private:
  enum class Weather { fair, rough };

  void begin_world();
  core::Reading reading(const core::MeasurementRequest& request, Instant at);
  sim::EffectScript effect(const core::EffectRequest& effect);
  void command();
  /// Time goes by with no relctl running; answers that come in meanwhile are lost.
  void pass(Duration time);
  void drive(const engine::Goal& goal);
  void fact(core::Event event);
  void person_answers();
  void put_traffic_back(const core::State& now);
  void check();
  /// As the log has it now, told apart from what an engine has in memory.
  const core::State& state();
  std::vector<core::Recorded> recorded() const;

  Random m_random;
  plan::Plan m_plan;
  std::unique_ptr<ports::AuditLog> m_log;
  /// Read whole from the log after every run of an engine, as a new process does; brought up to
  /// date by what is appended since.
  engine::ReleaseView m_known;
  std::unique_ptr<sim::VirtualWorld> m_world;
  Instant m_now;
  Weather m_weather = Weather::rough;
  Instant m_spoiled_until;
  int m_spoiled_how = 0;
  int m_crash_after = 0; ///< Appends until the process dies; 0 is never.
  std::string m_wrong;
  std::int64_t m_events = 0;
};

} // namespace relctl::test
