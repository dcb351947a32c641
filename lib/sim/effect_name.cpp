// SPDX-License-Identifier: Apache-2.0
#include "sim/effect_name.hpp"

namespace relctl::sim {

EffectName parse_effect_id(const std::string& id) {
  std::size_t from = 0;
  std::string stage;
  for (int field = 0; field < 4; ++field) {
    const std::size_t slash = id.find('/', from);
    if (slash == id.npos)
      return {};
    stage = id.substr(from, slash - from);
    from = slash + 1;
  }
  const std::size_t hash = id.rfind('#');
  const std::size_t slash = id.rfind('/');
  if (hash == id.npos || slash == id.npos || hash < from || slash < hash)
    return {};
  const std::size_t at = id.find('@', slash);
  return {stage, id.substr(from, hash - from), id.substr(slash + 1, at - slash - 1)};
}

} // namespace relctl::sim
