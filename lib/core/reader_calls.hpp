// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/effect.hpp"
#include "plan/plan.hpp"

#include <map>
#include <string>

namespace relctl::core {

// The calls that relctl-reader does, rendered.

[[nodiscard]] SuiteCall suite_call(const plan::SuiteAction& action, const plan::Values& values);

/// An HTTP request whose answer must fulfil a condition: a suite of one.
[[nodiscard]] SuiteCall conditional_call(const plan::HttpAction& action,
                                         const plan::Values& values);

/// `directory` is what relative paths are taken from.
[[nodiscard]] ArtifactCall artifact_call(const plan::ArtifactAction& action,
                                         const plan::Values& values, const std::string& directory);

/// What SQL and commands may be told besides the values of templates.
struct RowsContext {
  const plan::Plan& plan;
  const plan::Values& values; ///< With `release_start`, and `phase_start` where there is one.
  const std::string& directory;
  const std::map<std::string, std::string>& variables; ///< Of commands, `RELCTL_*`.
};
[[nodiscard]] ReconcileCall reconcile_call(const plan::ReconcileAction& action,
                                           const RowsContext& context);

/// `suite of 3 requests at http://127.0.0.1:8080`
[[nodiscard]] std::string describe_call(const SuiteCall& call);
/// `artifact wheelhouse.zip: sha256, signature, lock`
[[nodiscard]] std::string describe_call(const ArtifactCall& call);
/// `reconcile shadow with orders by id`
[[nodiscard]] std::string describe_call(const ReconcileCall& call);

} // namespace relctl::core
