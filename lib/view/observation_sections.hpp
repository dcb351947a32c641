// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/objectives.hpp"
#include "view/observation_report.hpp"

#include <optional>
#include <string>

namespace relctl::view {

// The parts of an observation's report, and the texts that they share.

/// The number in its unit, `–` without one.
[[nodiscard]] std::string number_text(const std::optional<double>& value, Dimension dimension);
/// The mean; `not known (7 of 12)` where too few samples are good.
[[nodiscard]] std::string mean_text(const core::Objective& objective);

/// The objectives as a Markdown table of their own.
[[nodiscard]] std::string objectives_markdown(const ObservationSubject& subject);

/// Objectives, alert limits, metric families and every sample.
void add_measured(const ObservationSubject& subject, Document& document);
/// Checkpoints, decisions, findings, and the evidence that was gathered on a miss.
void add_people(const ObservationSubject& subject, Document& document);
/// What was recorded and which limits it suggests, to be pasted into a plan.
void add_proposals(const ObservationSubject& subject, Document& document);

} // namespace relctl::view
