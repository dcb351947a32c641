// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/effect.hpp"
#include "core/outbox.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"

namespace relctl::core {

/// What the channel does with the message. A command reads the text on stdin; `{{message}}` is the
/// text, `{{comms}}` its template's name, `{{channel}}` the channel's. In a URL values are
/// percent-encoded, in a header on one line, in a body as plan::body_form() says.
[[nodiscard]] decltype(EffectRequest::call) delivery_call(const plan::Plan& plan,
                                                          const State& state,
                                                          const plan::Step& channel,
                                                          const OutgoingMessage& message);

} // namespace relctl::core
