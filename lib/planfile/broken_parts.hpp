// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"
#include "planfile/yaml_tree.hpp"

#include <vector>

namespace relctl::planfile {

/// The parts of a plan (one metric, one step, one phase …) in which the text has a mistake. What
/// the meaning of such a part seems to lack may only be that mistake once more.
class BrokenParts {
public:
  /// `root` is the plan's mapping.
  BrokenParts(const Node& root, const std::vector<plan::Diagnostic>& mistakes);

  /// Whether the place lies in a broken part. {0, 0}, the plan as a whole, does when any is.
  [[nodiscard]] bool contain(plan::Mark mark) const;
  [[nodiscard]] bool any() const { return m_any; }

  /// Takes the part at `mark` for broken too.
  void add(plan::Mark mark) { m_broken[part_of(mark)] = true; }

private:
  [[nodiscard]] std::size_t part_of(plan::Mark mark) const;

  std::vector<plan::Mark> m_starts; ///< Of every part, sorted; a part ends where the next begins.
  std::vector<bool> m_broken;
  bool m_any = false;
};

} // namespace relctl::planfile
