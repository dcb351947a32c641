// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <numeric>

namespace relctl {
namespace {

constexpr std::string_view k_replacement = "\xEF\xBF\xBD";
constexpr std::string_view k_ellipsis = "\xE2\x80\xA6";

struct Character {
  utf8proc_int32_t code = -1; ///< -1 for a byte that is not part of valid UTF-8.
  std::size_t length = 1;
};

/// The character at `at`, which lies inside `bytes`.
Character character_at(std::string_view bytes, std::size_t at) {
  utf8proc_int32_t code = -1;
  const auto* first = reinterpret_cast<const utf8proc_uint8_t*>(bytes.data() + at);
  const utf8proc_ssize_t length =
      utf8proc_iterate(first, static_cast<utf8proc_ssize_t>(bytes.size() - at), &code);
  if (length <= 0)
    return {};
  return {code, static_cast<std::size_t>(length)};
}

int width_of(Character character) {
  return character.code < 0 ? 1 : utf8proc_charwidth(character.code);
}

bool is_control(utf8proc_int32_t code) {
  const bool c0 = code < 0x20 && code != '\n' && code != '\t';
  return c0 || (code >= 0x7f && code <= 0x9f);
}

/// What is not seen, or turns the direction of what is: text from outside could look like another.
bool is_hidden(utf8proc_int32_t code) {
  const auto within = [code](utf8proc_int32_t first, utf8proc_int32_t last) {
    return code >= first && code <= last;
  };
  return code == 0x061c || code == 0xfeff || within(0x200b, 0x200f) || within(0x202a, 0x202e) ||
         within(0x2060, 0x2069);
}

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/// Whether a person sees one character across the border between `a` and `b`.
bool belong_together(Character a, Character b, utf8proc_int32_t& state) {
  return a.code >= 0 && b.code >= 0 && !utf8proc_grapheme_break_stateful(a.code, b.code, &state);
}

/// The longest prefix of whole characters that takes at most `columns`.
std::string_view prefix_within(std::string_view utf8, int columns) {
  std::size_t whole = 0;
  int width = 0;
  utf8proc_int32_t state = 0;
  Character before;
  for (std::size_t at = 0; at < utf8.size(); at += before.length) {
    const Character current = character_at(utf8, at);
    if (at == 0 || !belong_together(before, current, state))
      whole = at;
    width += width_of(current);
    if (width > columns)
      return utf8.substr(0, whole);
    before = current;
  }
  return utf8;
}

/// The longest prefix of whole code points in at most `bytes` bytes.
std::string_view prefix_in_bytes(std::string_view utf8, std::size_t bytes) {
  if (utf8.size() <= bytes)
    return utf8;
  while (bytes > 0 && (static_cast<unsigned char>(utf8[bytes]) & 0xC0U) == 0x80U)
    --bytes;
  return utf8.substr(0, bytes);
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swaps of neighbours.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> two_ago(b.size() + 1);
  std::vector<std::size_t> ago(b.size() + 1);
  std::vector<std::size_t> now(b.size() + 1);
  std::iota(ago.begin(), ago.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = ago[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      now[j] = std::min({replaced, ago[j] + 1, now[j - 1] + 1});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        now[j] = std::min(now[j], two_ago[j - 2] + 1);
    }
    std::swap(two_ago, ago);
    std::swap(ago, now);
  }
  return ago[b.size()];
}

} // namespace

int display_width(std::string_view utf8) {
  int width = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const Character character = character_at(utf8, at);
    width += width_of(character);
    at += character.length;
  }
  return width;
}

std::string fit(std::string_view utf8, int columns) {
  if (columns <= 0)
    return "";
  if (display_width(utf8) <= columns)
    return std::string(utf8);
  return std::string(prefix_within(utf8, columns - 1)) + std::string(k_ellipsis);
}

std::string pad(std::string_view utf8, int columns) {
  const int missing = std::max(0, columns - display_width(utf8));
  return std::string(utf8) + std::string(static_cast<std::size_t>(missing), ' ');
}

std::optional<std::size_t> find_invalid_utf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    const Character character = character_at(bytes, at);
    if (character.code < 0)
      return at;
    at += character.length;
  }
  return std::nullopt;
}

std::string printable(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const Character character = character_at(bytes, at);
    if (character.code < 0 || is_hidden(character.code))
      text += k_replacement;
    else if (is_control(character.code))
      text += '?';
    else
      text += bytes.substr(at, character.length);
    at += character.length;
  }
  return text;
}

std::string one_line(std::string_view bytes, std::size_t max_bytes) {
  std::string line;
  if (bytes.empty())
    return line;
  for (const char c : printable(trim(bytes))) {
    const bool after_space = !line.empty() && line.back() == ' ';
    if (!is_space(c))
      line += c;
    else if (!after_space)
      line += ' ';
  }
  if (line.size() <= max_bytes)
    return line;
  if (max_bytes < k_ellipsis.size())
    return std::string(prefix_in_bytes(line, max_bytes));
  return std::string(prefix_in_bytes(line, max_bytes - k_ellipsis.size())) +
         std::string(k_ellipsis);
}

std::optional<std::string> nearest(std::string_view word,
                                   const std::vector<std::string>& candidates) {
  std::optional<std::string> best;
  // One mistake in three letters is a typo; more is another word.
  std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
  for (const std::string& candidate : candidates) {
    const std::size_t distance = edit_distance(word, candidate);
    if (distance < word.size() && distance <= limit && (!best || distance < limit)) {
      best = candidate;
      limit = distance;
    }
  }
  return best;
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string text;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i != 0)
      text += separator;
    text += parts[i];
  }
  return text;
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && is_space(text.front()))
    text.remove_prefix(1);
  while (!text.empty() && is_space(text.back()))
    text.remove_suffix(1);
  return text;
}

} // namespace relctl
