// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/redactor.hpp"
#include "cli/session.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

enum class ReportFormat { markdown, html, json };

[[nodiscard]] Result<std::vector<core::Recorded>>
read_events(ports::AuditLog& log, const std::string& stream, ports::Slice slice);

/// Masks the plan's secrets, also in the forms that the formats give a text.
[[nodiscard]] Redactor report_redactor(const planfile::LoadedPlan& plan);

/// The head that the report is to be held against. A report leaves as evidence: that it rests on a
/// log that was edited must stand in it.
[[nodiscard]] std::string report_anchor(Session& session, const engine::ReleaseView& view);

/// The report of an observation, masked. `way_back` is what came of taking its release back, as
/// JSON; only that format has it.
[[nodiscard]] Result<std::string> observation_text(Session& session, ports::AuditLog& log,
                                                   const engine::ReleaseView& view,
                                                   ReportFormat format,
                                                   const std::string& way_back = {});

} // namespace relctl::cli
