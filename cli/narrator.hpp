// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/session.hpp"
#include "core/fields.hpp"
#include "engine/engine.hpp"

#include <string>
#include <vector>

namespace relctl::cli {

/// Tells what a release does while this process acts on it: messages go to standard output, every
/// other change is one line on standard error, and a terminal sees one rewritten line of progress
/// below them. Only what has been appended is told.
class Narrator {
public:
  /// Both outlive it. Of a dry run what would change is the answer itself.
  Narrator(Session& session, const plan::Plan& plan, bool dry = false);
  ~Narrator();
  Narrator(const Narrator&) = delete;
  Narrator& operator=(const Narrator&) = delete;

  void tell(const engine::Turn& turn);
  void tell(const std::string& release, const core::Recorded& recorded);
  /// Draws the line of progress again, and hands out what readers have not taken.
  void tick(Instant now);
  /// Takes the line of progress away, so that something else can be written.
  void make_room();

  [[nodiscard]] const std::vector<core::MessagePrepared>& messages() const { return m_messages; }

private:
  void tell_change(const core::Recorded& recorded);

  Session& m_session;
  const plan::Plan& m_plan;
  bool m_dry = false;
  bool m_draws = false;   ///< A terminal that can rewrite a line.
  bool m_line_up = false; ///< A line of progress stands there.
  const core::State* m_state = nullptr;
  std::vector<core::Finding> m_findings;
  Instant m_wake = k_never;
  std::vector<core::MessagePrepared> m_messages;
};

} // namespace relctl::cli
