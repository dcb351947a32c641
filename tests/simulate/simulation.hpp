// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/sqlite_log.hpp"
#include "engine/engine.hpp"
#include "sim/virtual_world.hpp"
#include "simulate/faulty_log.hpp"
#include "simulate/random_plan.hpp"

#include <memory>
#include <string>
#include <vector>

namespace relctl::test {

/// How much befell the releases of some seeds.
struct Tally {
  std::int64_t events = 0;
  std::int64_t deaths = 0;
  std::int64_t full_disks = 0;
  std::int64_t rivals = 0; ///< What somebody else appended meanwhile.
  std::int64_t hung_steps = 0;
};

/// One seed: a plan, a world, a series of commands with crashes, rivals and full disks, then a
/// world without faults until the release ends.
class Simulation {
public:
  explicit Simulation(std::uint64_t seed);

  /// What went wrong; empty when nothing did.
  std::string run();
  const Tally& tally() const { return m_tally; }
  std::string history() const;

private:
  enum class Weather { fair, rough };

  void begin_world();
  core::Reading reading(const core::MeasurementRequest& request, Instant at);
  sim::EffectScript effect(const core::EffectRequest& effect);
  void command();
  /// What somebody else does meanwhile, from another terminal.
  void rival();
  LogFaults log_faults();
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
  LogFaults m_log_faults; ///< Of the engine that is driven next.
  std::string m_wrong;
  Tally m_tally;
};

} // namespace relctl::test
