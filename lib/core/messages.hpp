// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/decide.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::core {

/// The message `comms` rendered for the moment; none when the plan has no such template.
[[nodiscard]] std::optional<Event> prepare_message(const Situation& situation,
                                                   const std::string& comms,
                                                   const plan::Phase* phase,
                                                   const std::vector<Reason>& reasons);

/// The message `comms` about an incident, once for each; none when the plan has no such template.
[[nodiscard]] std::optional<Event> prepare_incident_message(const Situation& situation,
                                                            const std::string& comms,
                                                            const IncidentState& incident);

/// A text that a person has rendered from `comms`, to be sent to its channels. It stands for no
/// message that a decision writes.
[[nodiscard]] Event prepare_by_hand(const Situation& situation, const std::string& comms,
                                    const plan::Phase* phase, const std::string& text);

/// Folds in that a message has told of a phase that is held: what troubles it now need not be told
/// again.
void note_held(State& state, const MessagePrepared& message, Instant at);

/// The values of the catalogue for a message: values_of() and those of the moment.
[[nodiscard]] plan::Values message_values(const Situation& situation, const plan::Phase* phase,
                                          const std::vector<Reason>& reasons);

} // namespace relctl::core
