// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "plan/step.hpp"
#include "plan/template_text.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace relctl::plan {

/// A time of day, in minutes after midnight of the observation's zone.
struct ClockTime {
  int minute = 0;
};

/// A person's question in the course of an observation.
struct Checkpoint {
  std::string id;
  int sample = 0;              ///< Due after this sample, from 1; 0: at a clock time.
  std::optional<ClockTime> at; ///< Due at that time.
  std::string ask;
  std::string role; ///< Who may answer; empty is anybody.
  Mark mark;
};

/// A line of the timetable.
struct ScheduleItem {
  ClockTime at;
  std::string title;
  bool begins = false; ///< Sampling begins here, where the observation was opened before.
  Mark mark;
};

/// What `relctl observe` does with the plan: its metrics are sampled, no version is released.
struct Observation {
  TemplateText samples;      ///< Renders to a whole number.
  TemplateText every;        ///< Renders to a duration.
  Duration zone;             ///< Offset of the clock times from UTC.
  std::vector<Check> before; ///< Must hold before sampling begins.
  std::vector<Checkpoint> checkpoints;
  std::vector<ScheduleItem> schedule; ///< In the order of the plan.
  std::vector<std::string> families;  ///< Metric families that must be exposed.
  std::string families_source;        ///< Where they are looked for.
  std::optional<Step> alive;          ///< Asked with every sample; its failure alone rolls back.
  std::vector<std::string> on_miss;   ///< Ids of steps whose output is kept as evidence.
  std::map<std::string, TemplateText> snippets; ///< Texts for other documents, by name.
  Mark mark;
  Mark families_mark;
  Mark on_miss_mark;
};

} // namespace relctl::plan
