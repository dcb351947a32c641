// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/checks.hpp"
#include "cli/session.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::cli {

/// A plan file as it was read, with the values that the flags give it.
struct PlanInput {
  std::string plan_path;
  std::string plan_text;
  std::string directory; ///< Absolute folder of the plan.
  planfile::LoadedPlan plan;
  plan::Values vars;           ///< Only where something is opened; see pin_values().
  plan::Values given;          ///< Of --set and --vars, as far as they say something.
  std::vector<Answer> answers; ///< Of --check.
};
/// Reads PLAN, --set, --vars and --check. Diagnostics go to standard error; a plan with errors is
/// `refused`, one that cannot be read `usage`.
[[nodiscard]] Result<PlanInput> read_plan_input(Session& session, const Arguments& arguments);
/// Fills in `vars`, as what is opened pins them. `usage` where one has no value.
[[nodiscard]] Result<void> pin_values(Session& session, const Arguments& arguments,
                                      PlanInput& input);

/// A release that somebody wants to open, with everything that can be wrong about it by itself
/// found out already.
struct StartRequest : PlanInput {
  std::string version;                    ///< Canonical; empty only where `plan` does without.
  std::string from;                       ///< Canonical; empty when the ledger is to say.
  std::optional<std::string> readmission; ///< Why a refused version may come back.
  std::optional<std::string> redeployed;  ///< Why `from` may be another than the one on record.
  std::string train;                      ///< Of --train.
  plan::ComponentVersions components;     ///< Canonical; those that are known.
};

/// Reads the flags and the plan. Diagnostics go to standard error; a plan with errors is `refused`,
/// one that cannot be read `usage`.
[[nodiscard]] Result<StartRequest> read_start_request(Session& session, const Arguments& arguments);

/// An open release of the plan; refused where one that cannot be read may be one, by its id.
/// `continues` when it is the very same one, not yet exposed, so that
/// starting it again goes on with it.
struct OpenRelease {
  std::string release;
  std::string stage;
  bool continues = false;
};
[[nodiscard]] Result<std::optional<OpenRelease>> find_open_release(ports::AuditLog& log,
                                                                   const StartRequest& request);

/// Whether an id is one that `start` gives to releases of the plan.
[[nodiscard]] bool is_release_of(const std::string& release, const plan::Plan& plan);

/// `<plan>-<version>` of the characters a-z 0-9 . -, with -2, -3 and so on when it is taken.
[[nodiscard]] std::string release_id(const StartRequest& request,
                                     const std::vector<std::string>& taken);

/// The events that open the release. Refuses a version that was rolled back and a plan that is
/// frozen since a rollback, unless readmitted or to be readmitted by the plan's checks; a version
/// that is stable already; another version to go back to than the one on record, unless that was
/// said to be fine; and a plan with trains without one.
[[nodiscard]] Result<std::vector<core::Event>> opening_events(const Session& session,
                                                              const StartRequest& request,
                                                              const engine::ReleaseView& view,
                                                              Instant now);

/// What --set, --vars and --component hand in that the open release lacks; refuses another value
/// than the pinned one.
[[nodiscard]] Result<std::vector<core::Event>>
manifest_events(const Session& session, const StartRequest& request, const core::State& state);

/// The events of --check.
[[nodiscard]] Result<std::vector<core::Event>>
answer_events(const Session& session, const StartRequest& request, const core::State& state);

} // namespace relctl::cli
