// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/transport.hpp"

namespace relctl::effects {

/// The request of an HTTP step or probe. Methods other than GET and HEAD carry the operation key as
/// Idempotency-Key, as in draft-ietf-httpapi-idempotency-key-header; a header of that name in the
/// plan stands. A body without a Content-Type gets JSON's where it looks like JSON. Redirects are
/// not followed: a 3xx is an answer like any other.
[[nodiscard]] ports::HttpRequest http_request(const core::EffectRequest& effect,
                                              const core::HttpCall& call);

/// Done when the status is one that the call expects. A request that may change something and whose
/// answer did not arrive whole is `lost`, unless nothing was sent.
[[nodiscard]] core::EffectEnded http_ended(const core::EffectRequest& effect,
                                           const core::HttpCall& call,
                                           const ports::HttpReply& reply);

} // namespace relctl::effects
