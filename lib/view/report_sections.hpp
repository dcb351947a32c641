// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "view/report.hpp"

namespace relctl::view {

// The sections of a report, top to bottom; each has no block when it has nothing to say.

[[nodiscard]] Document::Section progress_section(const ReportSubject& subject);
/// The newest verdict of each phase with every threshold's numbers.
[[nodiscard]] Document::Section gate_section(const ReportSubject& subject);
[[nodiscard]] Document::Section verification_section(const ReportSubject& subject);
[[nodiscard]] Document::Section comparison_section(const ReportSubject& subject);
[[nodiscard]] Document::Section rollback_section(const ReportSubject& subject);
/// Each part that was taken back while the rest stayed.
[[nodiscard]] Document::Section taken_back_section(const ReportSubject& subject);
[[nodiscard]] Document::Section signature_section(const ReportSubject& subject);
[[nodiscard]] Document::Section incident_section(const ReportSubject& subject);
/// The newest drill of the way back.
[[nodiscard]] Document::Section drill_section(const ReportSubject& subject);
/// Files that were kept.
[[nodiscard]] Document::Section attachment_section(const ReportSubject& subject);
[[nodiscard]] Document::Section component_section(const ReportSubject& subject);
[[nodiscard]] Document::Section note_section(const ReportSubject& subject);
[[nodiscard]] Document::Section variable_section(const ReportSubject& subject);
[[nodiscard]] Document::Section step_section(const ReportSubject& subject);
[[nodiscard]] Document::Section timeline_section(const ReportSubject& subject);
[[nodiscard]] Document::Section message_section(const ReportSubject& subject);
[[nodiscard]] Document::Section count_section(const ReportSubject& subject);

// What they share.

/// The title, the badge, the versions and the times.
[[nodiscard]] Document report_head(const ReportSubject& subject);
/// When the release ended, or now.
[[nodiscard]] Instant end_of(const ReportSubject& subject);

} // namespace relctl::view
