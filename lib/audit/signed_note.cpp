// SPDX-License-Identifier: Apache-2.0
#include "audit/signed_note.hpp"

#include "base/base64.hpp"
#include "base/check.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"

#include <fmt/format.h>
#include <sys/random.h>

#include <algorithm>
#include <string_view>
#include <vector>

namespace relctl::audit {

namespace {

constexpr std::string_view k_private = "PRIVATE+KEY+";
constexpr std::string_view k_dash = "\u2014 ";
constexpr char k_ed25519 = '\x01';
constexpr std::size_t k_key_hash_bytes = 4;

/// From the system's random numbers.
Ed25519Key new_seed() {
  Ed25519Key seed{};
  // So few bytes come whole, and no signal comes between.
  RELCTL_CHECK(::getrandom(seed.data(), seed.size(), 0) == static_cast<ssize_t>(seed.size()));
  return seed;
}

bool is_note_name(std::string_view name) {
  return !name.empty() && std::all_of(name.begin(), name.end(),
                                      [](char c) { return c > ' ' && c < '\x7f' && c != '+'; });
}

std::string key_text(const Ed25519Key& key) {
  return k_ed25519 + std::string(key.begin(), key.end());
}

/// Tells one key from another; not what it is trusted by.
std::string key_hash(const NoteVerifier& verifier) {
  const auto digest = sha256(verifier.name + "\n" + key_text(verifier.public_key));
  return {digest.begin(), digest.begin() + k_key_hash_bytes};
}

std::string hash_hex(const NoteVerifier& verifier) {
  const std::string hash = key_hash(verifier);
  return to_hex(reinterpret_cast<const std::uint8_t*>(hash.data()), hash.size());
}

struct NamedKey {
  std::string name;
  std::string hash; ///< In hexadecimal.
  Ed25519Key key{};
};

/// `NAME+HASH+KEY`
std::optional<NamedKey> parse_key(const std::string& text) {
  const auto first = text.find('+');
  const auto second = first == std::string::npos ? first : text.find('+', first + 1);
  if (second == std::string::npos)
    return std::nullopt;
  NamedKey named{text.substr(0, first), text.substr(first + 1, second - first - 1), {}};
  const auto bytes = from_base64(text.substr(second + 1));
  if (!is_note_name(named.name) || !bytes || bytes->size() != named.key.size() + 1 ||
      bytes->front() != k_ed25519)
    return std::nullopt;
  std::copy(bytes->begin() + 1, bytes->end(), named.key.begin());
  return named;
}

/// The signature on that line, where it is the verifier's.
std::optional<std::string> signature_of(std::string_view line, const NoteVerifier& verifier) {
  const std::string start = std::string(k_dash) + verifier.name + " ";
  if (!line.starts_with(start))
    return std::nullopt;
  const auto bytes = from_base64(line.substr(start.size()));
  if (!bytes || !bytes->starts_with(key_hash(verifier)))
    return std::nullopt;
  return bytes->substr(k_key_hash_bytes);
}

} // namespace

Result<NoteSigner> new_note_signer(const std::string& name) {
  if (!is_note_name(name))
    return fail(
        ErrorKind::usage,
        fmt::format("'{}' cannot name a key; take letters, digits and marks other than '+', "
                    "without a space",
                    one_line(name, 60)));
  return NoteSigner{name, new_seed()};
}

NoteVerifier verifier_of(const NoteSigner& signer) {
  return {signer.name, ed25519_public_key(signer.seed)};
}

std::string format_note_signer(const NoteSigner& signer) {
  return fmt::format("{}{}+{}+{}", k_private, signer.name, hash_hex(verifier_of(signer)),
                     base64(key_text(signer.seed)));
}

std::string format_note_verifier(const NoteVerifier& verifier) {
  return fmt::format("{}+{}+{}", verifier.name, hash_hex(verifier),
                     base64(key_text(verifier.public_key)));
}

Result<NoteSigner> parse_note_signer(const std::string& text) {
  if (text.starts_with(k_private))
    if (const auto named = parse_key(text.substr(k_private.size()))) {
      NoteSigner signer{named->name, named->key};
      if (hash_hex(verifier_of(signer)) == named->hash)
        return signer;
    }
  return fail(ErrorKind::usage, "is no private key of a signed note (PRIVATE+KEY+NAME+HASH+KEY); "
                                "make one with `relctl audit checkpoint --new-key FILE`");
}

Result<NoteVerifier> parse_note_verifier(const std::string& text) {
  if (const auto named = parse_key(text)) {
    NoteVerifier verifier{named->name, named->key};
    if (is_weak_ed25519_key(named->key))
      return fail(ErrorKind::usage, "is a public key for which anybody can sign; make a pair with "
                                    "`relctl audit checkpoint --new-key FILE`");
    if (hash_hex(verifier) == named->hash)
      return verifier;
  }
  return fail(ErrorKind::usage, "is no public key of a signed note (NAME+HASH+KEY), as `relctl "
                                "audit checkpoint --new-key FILE` prints it");
}

std::string sign_note(const std::string& text, const NoteSigner& signer) {
  const std::string signature = key_hash(verifier_of(signer)) + ed25519_sign(signer.seed, text);
  return fmt::format("{}\n{}{} {}\n", text, k_dash, signer.name, base64(signature));
}

Result<std::string> open_note(const std::string& note, const NoteVerifier& verifier) {
  const auto gap = note.rfind("\n\n");
  if (gap == std::string::npos || !note.ends_with('\n'))
    return fail(ErrorKind::refused, "is no signed note: text, an empty line, signatures");
  const std::string text = note.substr(0, gap + 1);
  std::vector<std::string_view> lines;
  for (std::size_t at = gap + 2; at < note.size();) {
    const auto end = note.find('\n', at);
    lines.push_back(std::string_view(note).substr(at, end - at));
    if (!lines.back().starts_with(k_dash))
      return fail(ErrorKind::refused, "has a line behind its text that is no signature");
    at = end + 1;
  }
  for (const std::string_view line : lines)
    if (const auto signature = signature_of(line, verifier)) {
      if (is_ed25519_signature(verifier.public_key, text, *signature))
        return text;
      return fail(ErrorKind::refused,
                  fmt::format("is not what {} signed: text or signature was changed",
                              one_line(verifier.name, 120)));
    }
  return fail(ErrorKind::refused, fmt::format("is not signed with the key of {} that was given",
                                              one_line(verifier.name, 120)));
}

} // namespace relctl::audit
