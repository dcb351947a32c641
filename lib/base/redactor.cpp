// SPDX-License-Identifier: Apache-2.0
#include "base/redactor.hpp"

#include "base/base64.hpp"
#include "base/sha256.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace relctl {
namespace {

constexpr std::size_t k_shortest_secret = 8;
constexpr std::string_view k_mask = "***";

std::string unpadded_base64(std::string_view bytes) {
  const std::string text = base64(bytes);
  return text.substr(0, text.find('='));
}

/// The characters that `secret` alone decides when it stands `shift` bytes into a group of three,
/// as it does behind `user:` in a Basic header.
std::string base64_inside(std::string_view secret, std::size_t shift) {
  const std::string all = unpadded_base64(std::string(shift, '\0') + std::string(secret));
  const std::size_t first = (shift * 8 + 5) / 6;
  const std::size_t last = (shift + secret.size()) * 8 / 6;
  return all.substr(first, last - first);
}

std::string hexadecimal(std::string_view bytes) {
  return to_hex(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

std::string upper_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

std::string base64url(std::string text) {
  std::replace(text.begin(), text.end(), '+', '-');
  std::replace(text.begin(), text.end(), '/', '_');
  return text;
}

/// Percent encoding after section 2.1 of RFC 3986.
std::string percent(std::string_view bytes, bool upper_case) {
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool unreserved =
        byte < 0x80 && (std::isalnum(byte) != 0 || c == '-' || c == '.' || c == '_' || c == '~');
    if (unreserved)
      text += c;
    else
      text += upper_case ? fmt::format("%{:02X}", byte) : fmt::format("%{:02x}", byte);
  }
  return text;
}

std::string json_escape(unsigned char byte) {
  switch (byte) {
  case '"':
    return "\\\"";
  case '\\':
    return "\\\\";
  case '\n':
    return "\\n";
  case '\r':
    return "\\r";
  case '\t':
    return "\\t";
  case '\b':
    return "\\b";
  case '\f':
    return "\\f";
  default:
    return byte < 0x20 ? fmt::format("\\u{:04x}", byte) : std::string(1, static_cast<char>(byte));
  }
}

std::string json_string(std::string_view bytes) {
  std::string text;
  for (const char c : bytes)
    text += json_escape(static_cast<unsigned char>(c));
  return text;
}

} // namespace

void Redactor::add(std::string_view secret) {
  if (secret.size() < k_shortest_secret)
    return;
  std::vector<std::string> forms{std::string(secret),     percent(secret, true),
                                 percent(secret, false),  json_string(secret),
                                 unpadded_base64(secret), base64url(unpadded_base64(secret)),
                                 hexadecimal(secret),     upper_case(hexadecimal(secret))};
  for (const std::size_t shift : {0U, 1U, 2U}) {
    forms.push_back(base64_inside(secret, shift));
    forms.push_back(base64url(forms.back()));
  }
  for (std::string& form : forms)
    if (std::find(m_forms.begin(), m_forms.end(), form) == m_forms.end())
      m_forms.push_back(std::move(form));
  // "Bearer TOKEN": whoever takes the scheme off tells the token alone.
  constexpr std::string_view k_blanks = " \t\r\n";
  const std::string_view trimmed = secret.substr(0, secret.find_last_not_of(k_blanks) + 1);
  if (const auto blank = trimmed.find_last_of(k_blanks); blank != trimmed.npos)
    add(trimmed.substr(blank + 1));
  else if (trimmed.size() < secret.size())
    add(trimmed);
}

std::string Redactor::mask(std::string_view text) const {
  // Matches are marked first and replaced together: where two secrets overlap, replacing one after
  // the other would leave the tail of the second.
  std::vector<bool> secret(text.size(), false);
  for (const std::string& form : m_forms)
    for (std::size_t at = text.find(form); at != text.npos; at = text.find(form, at + 1))
      std::fill_n(secret.begin() + static_cast<std::ptrdiff_t>(at), form.size(), true);
  std::string masked;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (!secret[i])
      masked += text[i];
    else if (i == 0 || !secret[i - 1])
      masked += k_mask;
  }
  return masked;
}

} // namespace relctl
