// SPDX-License-Identifier: Apache-2.0
#include "sim/observed.hpp"

#include "core/observation_opening.hpp"
#include "sim/people.hpp"

namespace relctl::sim {

Result<core::ObservationOpened> opened_observation(const plan::Plan& plan,
                                                   const plan::Scenario& scenario,
                                                   const plan::Values& vars) {
  core::ObservationOpened opened;
  opened.plan = plan.name;
  opened.title = plan.title;
  opened.directory.push_back('/');
  opened.vars = filled_in(plan, vars);
  opened.version = scenario.version;
  opened.on_miss = scenario.observe.on_miss;
  opened.record = scenario.observe.record;
  RELCTL_TRY(core::put_course(plan, {}, scenario.opening, opened));
  return opened;
}

} // namespace relctl::sim
