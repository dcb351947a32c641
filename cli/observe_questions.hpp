// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/acting.hpp"

#include <optional>
#include <string>

namespace relctl::cli {

/// Puts an observation's questions to the person at the terminal. Waiting for an answer never holds
/// up a sample: ask() comes back within a quarter of a second, with or without one.
class Questions {
public:
  explicit Questions(Session& session) : m_session(session), m_asks(session.may_ask) {}

  /// False without a terminal, and once somebody answered with an empty line: what is open then
  /// stays open, or follows from the flags.
  [[nodiscard]] bool asks() const { return m_asks; }

  /// The event of an answer; none yet, or none at all.
  [[nodiscard]] std::optional<core::Event> ask(const Acting& acting,
                                               const core::Question& question);

private:
  void show(const core::Question& question);
  std::optional<core::Event> answer(const Acting& acting, const core::Question& question,
                                    const std::string& line);

  Session& m_session;
  bool m_asks = false;
  std::string m_shown; ///< The question that stands on the screen.
};

} // namespace relctl::cli
