// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/transport.hpp"

#include <map>
#include <string>

namespace relctl::effects {

/// The process of relctl-reader that does the call; lib/reader/README.md describes requests and
/// answers. Secrets go over stdin. `reader` is the program's path, `allowed` what it may see of the
/// environment.
[[nodiscard]] ports::ProcessRequest
suite_request(const core::EffectRequest& effect, const core::SuiteCall& call,
              const std::string& reader, const std::map<std::string, std::string>& allowed);
[[nodiscard]] ports::ProcessRequest
artifact_request(const core::EffectRequest& effect, const core::ArtifactCall& call,
                 const std::string& reader, const std::map<std::string, std::string>& allowed);
/// `for_libpq` is what libpq may see; a command sees `allowed` alone.
[[nodiscard]] ports::ProcessRequest
reconcile_request(const core::EffectRequest& effect, const core::ReconcileCall& call,
                  const std::string& reader, const std::map<std::string, std::string>& allowed,
                  const std::map<std::string, std::string>& for_libpq);

/// What the report of such a process comes to. A change whose answer did not arrive is
/// `lost`. Differences become items where the effect reports them.
[[nodiscard]] core::EffectEnded reader_ended(const core::EffectRequest& effect,
                                             const ports::ProcessReply& reply);

} // namespace relctl::effects
