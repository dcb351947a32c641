// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/reserve_log.hpp"
#include "cli/session.hpp"

#include <string>

namespace relctl::cli {

/// The id that stands in for a release whose log cannot be read: --release where it was given.
[[nodiscard]] std::string unrecorded_release(const Session& session, const plan::Plan& plan);

/// Puts a release of the plan into an empty log as if every phase had been entered and the end of
/// every step were unknown: what a rollback must reckon with when nothing is known. Its version is
/// empty. Returns the plan as read from the file.
[[nodiscard]] Result<planfile::LoadedPlan>
suppose_exposed(Session& session, const std::string& plan_path, ReserveLog& log);

} // namespace relctl::cli
