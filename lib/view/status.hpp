// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/judge.hpp"
#include "core/ledger.hpp"
#include "core/standing.hpp"
#include "core/state.hpp"
#include "core/window.hpp"
#include "plan/plan.hpp"
#include "view/style.hpp"

#include <string>
#include <vector>

namespace relctl::view {

/// All that `status` shows. The references outlive the call.
struct StatusSubject {
  const plan::Plan& plan; ///< The pinned one; an empty plan where it cannot be read any more.
  const core::State& state;
  const core::Ledger& ledger;
  const core::Windows& windows;                   ///< Readings of the observed phases.
  const std::vector<core::TrackFindings>& judged; ///< The observed phases judged at `now`.
  Instant now;
  std::string anchor;   ///< `position:hash` of the head as read.
  std::string database; ///< Path of the log.
  std::string program;  ///< `relctl` with its global flags, for the commands to paste.
  std::string holder;   ///< Who acts on the release now, in words; empty for nobody.
  core::Standing
      standing; ///< As somebody finds it: a way back that nobody goes on with is incomplete.
};

/// Where the release stands: header, phases, what the current one still needs, what is under way,
/// incidents, the rollback; at the end why, who must act, the command to paste and the way back.
/// Lines are aligned also without a terminal; only then nothing is cut or wrapped.
[[nodiscard]] std::string status_text(const StatusSubject& subject, const Style& style);

} // namespace relctl::view
