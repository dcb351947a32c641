// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "audit/signed_note.hpp"
#include "ports/audit_log.hpp"

namespace relctl::audit {

/// A signed note of the log's head, in the lines of
/// https://github.com/C2SP/C2SP/blob/main/tlog-checkpoint.md: the signer's name, the number of
/// events, the hash of the last in base64. The log is a chain and no tree, so that hash is the
/// chain's head.
[[nodiscard]] std::string make_checkpoint(const ports::Anchor& head, const NoteSigner& signer);

/// The anchor that the verifier's owner signed; `refused` says why there is none.
[[nodiscard]] Result<ports::Anchor> open_checkpoint(const std::string& note,
                                                    const NoteVerifier& verifier);

} // namespace relctl::audit
