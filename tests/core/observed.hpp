// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/given.hpp"

namespace relctl::test {

/// An observation of `a_plan()`, one sample a minute: error_rate with target `< 0.5%` and breach
/// `> 1%`, three samples.
class Observed {
public:
  explicit Observed(plan::Observation observe = {}, core::ObservationOpened opened = an_opening());

  static core::ObservationOpened an_opening();

  /// Decides at noon + `after` and appends, until there is nothing more to append; returns the
  /// kinds of what was appended.
  std::vector<std::string> turn(Duration after);
  /// A reading of error_rate at that sample, then turn() there.
  std::vector<std::string> sample(int number, std::optional<double> value);

  [[nodiscard]] const core::ObservationState& state() const { return *given.state.observation; }
  Given given;
  core::Decision last;
};

} // namespace relctl::test
