// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/inputs.hpp"
#include "core/measurement.hpp"
#include "plan/scenario.hpp"
#include "sim/healthy.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace relctl::sim {

/// The sources of a scenario: what they say at a grid time, as the scenario has it, else healthy
/// numbers.
class Sources {
public:
  /// Both outlive it.
  Sources(const plan::Plan& plan, const plan::Scenario& scenario);

  /// Puts the readings of all grid times of a request into the inputs. It is answered `now`, while
  /// the phase of that name is observed: an outage spoils what is asked for during it, not what is
  /// asked for later.
  void measure(const core::MeasurementRequest& request, Instant now, const std::string& phase,
               core::Inputs& inputs);

  void begin_outage(const plan::OutageHappening& outage, Instant now);

  /// When the outage ends that the source, or any, is in now; none where it can be asked.
  [[nodiscard]] std::optional<Instant> outage_until(const std::string& source, Instant now) const;

  /// The first series that had no value left for a grid time; none when none has run out.
  struct RunOut {
    plan::Mark mark;
    std::string words;
  };
  [[nodiscard]] const std::optional<RunOut>& run_out() const { return m_run_out; }

private:
  struct Outage {
    plan::OutageHappening what;
    Instant until;
  };

  [[nodiscard]] core::Reading reading(const core::MeasurementRequest& request,
                                      const plan::Metric& metric,
                                      const plan::ScenarioSeries* series, Instant at, Instant now);
  void fill(core::Reading& reading, const plan::ScenarioSeries& series, std::int64_t index,
            const plan::Metric& metric);
  [[nodiscard]] std::int64_t index_of(const core::MeasurementRequest& request,
                                      const plan::ScenarioSeries& series, Instant at) const;
  [[nodiscard]] const plan::ScenarioSeries* series_for(const core::MeasurementRequest& request,
                                                       const std::string& phase) const;
  const HealthyNumbers& healthy(const plan::Metric& metric);

  const plan::Plan& m_plan;
  const plan::Scenario& m_scenario;
  std::vector<Outage> m_outages;
  std::map<std::string, HealthyNumbers> m_healthy;
  std::optional<RunOut> m_run_out;
};

} // namespace relctl::sim
