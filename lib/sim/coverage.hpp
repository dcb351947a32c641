// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "plan/plan.hpp"

#include <set>
#include <string>
#include <vector>

namespace relctl::sim {

/// What of a plan rehearsals have exercised: a threshold that was breached, a phase that was
/// observed, a step of a way back or of a drill that ran, a message that was sent, a check that was
/// asked after completion or for readmission. Incident thresholds count as breached when what they
/// cause happened because of them. Of an observation: a limit that was passed, a target that was
/// missed, a checkpoint or a line of the timetable that was reached, a step that was run for a
/// miss, a probe that found the service dead.
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
  class Adding;

  [[nodiscard]] std::vector<Row> rows_of_release(const plan::Plan& plan) const;
  [[nodiscard]] std::vector<Row> rows_of_observation(const plan::Plan& plan) const;

  std::set<std::string> m_thresholds;
  std::set<std::string> m_targets;
  std::set<std::string> m_phases;
  std::set<std::string> m_steps;
  std::set<std::string> m_drilled;
  std::set<std::string> m_messages;
  std::set<std::string> m_after;
  std::set<std::string> m_readmission;
  std::set<std::string> m_checkpoints;
  std::set<std::string> m_timetable;
  std::set<std::string> m_diagnosis;
};

} // namespace relctl::sim
