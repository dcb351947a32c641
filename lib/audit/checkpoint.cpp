// SPDX-License-Identifier: Apache-2.0
#include "audit/checkpoint.hpp"

#include "audit/verify.hpp"
#include "base/base64.hpp"
#include "base/check.hpp"
#include "base/sha256.hpp"

#include <fmt/format.h>

#include <optional>

namespace relctl::audit {

namespace {

constexpr std::size_t k_hash_bytes = 32;

std::string from_hex(const std::string& digits) {
  const auto value = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes += static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1]));
  return bytes;
}

/// The text up to the next line break, which is passed; nothing where there is none.
std::optional<std::string> next_line(std::string_view& text) {
  const auto end = text.find('\n');
  if (end == std::string_view::npos)
    return std::nullopt;
  std::string line(text.substr(0, end));
  text.remove_prefix(end + 1);
  return line;
}

/// Lines after the third are others' extensions.
std::optional<ports::Anchor> anchor_of(std::string_view text, const std::string& origin) {
  const auto name = next_line(text);
  const auto events = next_line(text);
  const auto hash = next_line(text);
  const auto bytes = hash ? from_base64(*hash) : std::nullopt;
  if (!name || *name != origin || !events || !bytes || bytes->size() != k_hash_bytes)
    return std::nullopt;
  const auto anchor = parse_anchor(
      fmt::format("{}:{}", *events,
                  to_hex(reinterpret_cast<const std::uint8_t*>(bytes->data()), bytes->size())));
  return anchor ? std::optional(*anchor) : std::nullopt;
}

} // namespace

std::string make_checkpoint(const ports::Anchor& head, const NoteSigner& signer) {
  const std::string hash = from_hex(head.hash);
  RELCTL_CHECK(hash.size() == k_hash_bytes);
  return sign_note(fmt::format("{}\n{}\n{}\n", signer.name, head.position, base64(hash)), signer);
}

Result<ports::Anchor> open_checkpoint(const std::string& note, const NoteVerifier& verifier) {
  RELCTL_TRY_ASSIGN(const std::string text, open_note(note, verifier));
  if (const auto anchor = anchor_of(text, verifier.name))
    return *anchor;
  return fail(ErrorKind::refused, "is signed, but is no checkpoint: name, number of events, hash");
}

} // namespace relctl::audit
