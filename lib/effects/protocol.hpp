// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/transport.hpp"

#include <map>
#include <memory>
#include <string>

namespace relctl::effects {

/// Speaks command, http and haproxy, and has `reader`, the program relctl-reader, do the rest.
/// `environment` is relctl's own; processes get the allow-listed part of it.
[[nodiscard]] std::unique_ptr<ports::EffectProtocol>
make_effect_protocol(std::map<std::string, std::string> environment, std::string reader);

} // namespace relctl::effects
