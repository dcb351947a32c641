// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command.hpp"

namespace relctl::cli {

// Each is defined in the file named after it: `audit verify` in audit_verify.cpp. What undoes a
// command lies beside it: `unfreeze` in freeze.cpp, `resume` in pause.cpp.

[[nodiscard]] const Command& help_command(); // In help_command.cpp.
[[nodiscard]] const Command& init_command();
[[nodiscard]] const Command& schema_command();
[[nodiscard]] const Command& validate_command();
[[nodiscard]] const Command& plan_command();
[[nodiscard]] const Command& rehearse_command();
[[nodiscard]] const Command& test_command();
[[nodiscard]] const Command& power_command();
[[nodiscard]] const Command& backtest_command();
[[nodiscard]] const Command& start_command();
[[nodiscard]] const Command& advance_command();
[[nodiscard]] const Command& run_command();
[[nodiscard]] const Command& rollback_command();
[[nodiscard]] const Command& resolve_command();
[[nodiscard]] const Command& status_command();
[[nodiscard]] const Command& list_command();
[[nodiscard]] const Command& log_command();
[[nodiscard]] const Command& explain_command();
[[nodiscard]] const Command& report_command();
[[nodiscard]] const Command& approve_command();
[[nodiscard]] const Command& check_command();
[[nodiscard]] const Command& item_list_command();
[[nodiscard]] const Command& item_close_command();
[[nodiscard]] const Command& incident_open_command();
[[nodiscard]] const Command& incident_ack_command();
[[nodiscard]] const Command& incident_close_command();
[[nodiscard]] const Command& freeze_command();
[[nodiscard]] const Command& unfreeze_command();
[[nodiscard]] const Command& pause_command();
[[nodiscard]] const Command& resume_command();
[[nodiscard]] const Command& waive_command();
[[nodiscard]] const Command& observe_command();
[[nodiscard]] const Command& finding_command();
[[nodiscard]] const Command& sign_command(); // In finding.cpp.
[[nodiscard]] const Command& abort_command();
[[nodiscard]] const Command& note_command();
[[nodiscard]] const Command& attach_command();
[[nodiscard]] const Command& close_command();
[[nodiscard]] const Command& notify_command();
[[nodiscard]] const Command& audit_verify_command();
[[nodiscard]] const Command& audit_head_command();
[[nodiscard]] const Command& audit_export_command();
[[nodiscard]] const Command& audit_adopt_command();
[[nodiscard]] const Command& audit_checkpoint_command();

} // namespace relctl::cli
