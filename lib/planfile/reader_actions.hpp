// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/step.hpp"
#include "planfile/draft.hpp"
#include "planfile/field.hpp"

namespace relctl::planfile {

/// One status, or a list of them, each from 100 to 599.
[[nodiscard]] std::vector<int> read_statuses(const Field& field, Findings& findings);

// The actions that relctl-reader does.

/// `{ base, requests: [ { get: PATH, expect, within, where, capture, always }, … ] }`
[[nodiscard]] plan::SuiteAction read_suite(const Field& field, Draft& draft);
/// `{ file, sha256 or sha256_file, signature, sbom, lock }`
[[nodiscard]] plan::ArtifactAction read_artifact(const Field& field, Findings& findings);

} // namespace relctl::planfile
