// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "core/inputs.hpp"
#include "core/measurement.hpp"

#include <string>
#include <vector>

namespace relctl::ports {

/// Everything outside: time, effects, measurements. wait() is the only blocking call in the
/// program.
class World {
public:
  virtual ~World() = default;
  [[nodiscard]] virtual Instant now() = 0;
  /// Begins an effect whose StepStarted is on record (or a read-only one). Its end arrives through
  /// wait(), also when it could not be begun at all.
  virtual void begin(const core::EffectRequest& effect) = 0;
  /// Ends an effect early: TERM, grace, KILL for a command. Its end arrives as `cancelled`.
  virtual void stop(const std::string& effect_id) = 0;
  /// Asks sources. A request that is under way already (same key) is ignored.
  virtual void measure(const std::vector<core::MeasurementRequest>& requests) = 0;
  /// Waits until `until`, or until something came in; whatever came in. Also says which effects
  /// live.
  [[nodiscard]] virtual core::Inputs wait(Instant until) = 0;
};

} // namespace relctl::ports
