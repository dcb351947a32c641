// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/effect.hpp"
#include "plan/plan.hpp"

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

/// `suite of 3 requests at http://127.0.0.1:8080`
[[nodiscard]] std::string describe_call(const SuiteCall& call);
/// `artifact wheelhouse.zip: sha256, signature, lock`
[[nodiscard]] std::string describe_call(const ArtifactCall& call);

} // namespace relctl::core
