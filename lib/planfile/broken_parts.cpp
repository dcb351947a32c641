// SPDX-License-Identifier: Apache-2.0
#include "planfile/broken_parts.hpp"

#include <algorithm>

namespace relctl::planfile {

BrokenParts::BrokenParts(const Node& root, const std::vector<plan::Diagnostic>& mistakes)
    : m_starts{{0, 0}}, m_any(!mistakes.empty()) {
  for (const auto& section : root.entries) {
    m_starts.push_back(section.mark);
    for (const auto& part : section.value.entries)
      m_starts.push_back(part.mark);
    for (const auto& part : section.value.items)
      m_starts.push_back(part.mark);
  }
  std::sort(m_starts.begin(), m_starts.end());
  m_broken.resize(m_starts.size());
  for (const auto& mistake : mistakes)
    add(mistake.mark);
}

std::size_t BrokenParts::part_of(plan::Mark mark) const {
  const auto next = std::upper_bound(m_starts.begin(), m_starts.end(), mark);
  return static_cast<std::size_t>(next - m_starts.begin()) - (next == m_starts.begin() ? 0 : 1);
}

bool BrokenParts::contain(plan::Mark mark) const {
  return mark == plan::Mark{} ? m_any : m_broken[part_of(mark)];
}

} // namespace relctl::planfile
