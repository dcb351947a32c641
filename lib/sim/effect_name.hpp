// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace relctl::sim {

/// What a world needs of an effect's id, `release/track/phase/stage/step#attempt/part@time`.
struct EffectName {
  std::string stage;
  std::string step;
  std::string part;
};

/// All empty where the id is of another shape, as a delivery's is.
[[nodiscard]] EffectName parse_effect_id(const std::string& id);

} // namespace relctl::sim
