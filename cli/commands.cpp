// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"

namespace relctl::cli {

const std::vector<const Command*>& commands() {
  static const std::vector<const Command*> table = {
      &init_command(),
      &schema_command(),
      &validate_command(),
      &plan_command(),
      &rehearse_command(),
      &test_command(),
      &backtest_command(),
      &power_command(),
      &start_command(),
      &advance_command(),
      &run_command(),
      &rollback_command(),
      &resolve_command(),
      &status_command(),
      &list_command(),
      &log_command(),
      &explain_command(),
      &report_command(),
      &approve_command(),
      &check_command(),
      &item_list_command(),
      &item_close_command(),
      &incident_open_command(),
      &incident_ack_command(),
      &incident_close_command(),
      &freeze_command(),
      &unfreeze_command(),
      &pause_command(),
      &resume_command(),
      &waive_command(),
      &observe_command(),
      &finding_command(),
      &sign_command(),
      &abort_command(),
      &close_command(),
      &note_command(),
      &attach_command(),
      &notify_command(),
      &audit_verify_command(),
      &audit_head_command(),
      &audit_checkpoint_command(),
      &audit_export_command(),
      &audit_adopt_command(),
      &help_command(),
  };
  return table;
}

} // namespace relctl::cli
