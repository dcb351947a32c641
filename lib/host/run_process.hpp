// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/transport.hpp"

namespace relctl::host {

/// Runs a process that only reads until it has ended or its timeout has passed, and waits for it.
/// For what is asked while no world is there to wait in: the text of a plan is looked at.
[[nodiscard]] ports::ProcessReply run_process(const ports::ProcessRequest& request);

} // namespace relctl::host
