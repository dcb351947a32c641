// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "ports/transport.hpp"

namespace relctl::effects {

/// Weights of the canary and the stable server, each 0 to 256.
struct Weights {
  int canary = 0;
  int stable = 0;
  bool operator==(const Weights&) const = default;
};

/// The weights whose ratio is nearest to `share`, in [0, 1]; whole percents are exact, out of 100.
/// Refuses a share that weights up to 256 cannot express: under about 0.26 % or over 99.74 %,
/// except none and all.
[[nodiscard]] Result<Weights> weights_for(double share);

/// One line: the weights, where a share is wanted, then `show servers state`. A call that is
/// refused asks nobody: its address is empty, and haproxy_ended says why.
[[nodiscard]] ports::SocketRequest haproxy_request(const core::EffectRequest& effect,
                                                   const core::HaproxyCall& call);

/// What HAProxy then has decides, not what it answered to the change. A server that should get
/// traffic but is down, draining or in maintenance is a failure. `share` is read back whenever the
/// two weights are known.
[[nodiscard]] core::EffectEnded haproxy_ended(const core::EffectRequest& effect,
                                              const core::HaproxyCall& call,
                                              const ports::SocketReply& reply);

} // namespace relctl::effects
