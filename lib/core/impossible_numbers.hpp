// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/reading_run.hpp"
#include "plan/plan.hpp"

namespace relctl::core {

/// Takes out of a reading what cannot be: a share (a number of a metric with the unit `ratio` or
/// `%`) below zero or above 200 %, which is more than stretched counts make of everything. A value
/// gives way to the cause `nan`, so that it neither promotes nor rolls back; a baseline or
/// reference is missing. A metric with a limit below zero or above 100 % is no share and keeps its
/// numbers, as does one that is merely watched.
void take_out_impossible(const plan::Plan& plan, Reading& reading);

/// Whether any of the run's readings may lose a number to that.
[[nodiscard]] bool has_impossible(const ReadingRun& run);

} // namespace relctl::core
