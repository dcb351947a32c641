// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "plan/plan.hpp"

#include <set>
#include <string>
#include <vector>

namespace relctl::sim {

/// What of a plan rehearsals have exercised: a threshold that was breached, a phase that was
/// observed, a step of a way back that ran, a message that was sent. Incident thresholds count as
/// breached when what they cause happened because of them.
class Coverage {
public:
  void add(const std::vector<core::Recorded>& events);

  /// One kind of thing: how many there are, and which of them nothing has exercised.
  struct Row {
    std::string kind;
    std::size_t all = 0;
    std::vector<std::string> missing;
  };
  [[nodiscard]] std::vector<Row> rows(const plan::Plan& plan) const;

private:
  std::set<std::string> m_thresholds;
  std::set<std::string> m_phases;
  std::set<std::string> m_steps;
  std::set<std::string> m_messages;
};

} // namespace relctl::sim
