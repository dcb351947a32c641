// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/ed25519.hpp"
#include "base/result.hpp"

#include <string>

namespace relctl::audit {

// Signed notes, https://github.com/C2SP/C2SP/blob/main/signed-note.md, with keys as
// golang.org/x/mod/sumdb/note writes them.

/// Who signs: a name without space or `+`, and a private key.
struct NoteSigner {
  std::string name;
  Ed25519Key seed{};
};

/// Whose signature is asked for.
struct NoteVerifier {
  std::string name;
  Ed25519Key public_key{};
};

/// A signer with a fresh key; `usage` for a name that a note cannot carry.
[[nodiscard]] Result<NoteSigner> new_note_signer(const std::string& name);
[[nodiscard]] NoteVerifier verifier_of(const NoteSigner& signer);

/// `PRIVATE+KEY+NAME+HASH+KEY`
[[nodiscard]] std::string format_note_signer(const NoteSigner& signer);
/// `NAME+HASH+KEY`
[[nodiscard]] std::string format_note_verifier(const NoteVerifier& verifier);

/// The same from their text; `usage` for any other, which is never quoted.
[[nodiscard]] Result<NoteSigner> parse_note_signer(const std::string& text);
[[nodiscard]] Result<NoteVerifier> parse_note_verifier(const std::string& text);

/// `text`, which ends with a line break, an empty line, and the line of the signature.
[[nodiscard]] std::string sign_note(const std::string& text, const NoteSigner& signer);

/// The text of the note, once a signature of it is by the verifier; those of others are passed
/// over. `refused` says why not.
[[nodiscard]] Result<std::string> open_note(const std::string& note, const NoteVerifier& verifier);

} // namespace relctl::audit
