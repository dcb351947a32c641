// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_bytes.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::planfile {

namespace {

bool starts_with_any(std::string_view text, std::initializer_list<std::string_view> heads) {
  return std::any_of(heads.begin(), heads.end(),
                     [&](std::string_view head) { return text.starts_with(head); });
}

bool unwanted_at(std::string_view text, std::size_t i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  if (byte == '\r')
    return i + 1 >= text.size() || text[i + 1] != '\n';
  if (byte < 0x20)
    return byte != '\n' && byte != '\t';
  if (byte < 0x7F)
    return false;
  if (byte == 0x7F)
    return true;
  const std::string_view rest = text.substr(i);
  // U+0080..U+009F, U+202A..U+202E, U+2066..U+2069, U+FEFF.
  if (byte == 0xC2)
    return rest.size() > 1 && static_cast<unsigned char>(rest[1]) < 0xA0;
  return starts_with_any(rest, {"\u202A", "\u202B", "\u202C", "\u202D", "\u202E", "\u2066",
                                "\u2067", "\u2068", "\u2069", "\uFEFF"});
}

bool check_encoding(std::string_view text, const Places& places, Findings& findings) {
  if (starts_with_any(text, {"\xFF\xFE", "\xFE\xFF", "\xEF\xBB\xBF"})) {
    findings.error({1, 1}, "byte-order-mark", "the file begins with a byte order mark",
                   "save it as UTF-8 without a byte order mark");
    return false;
  }
  if (const auto bad = find_invalid_utf8(text)) {
    findings.error(places.at(*bad), "invalid-utf8",
                   fmt::format("byte 0x{:02X} is not valid UTF-8 here",
                               static_cast<unsigned char>(text[*bad])),
                   "save it as UTF-8");
    return false;
  }
  return true;
}

bool check_characters(std::string_view text, const Places& places, Findings& findings) {
  const std::size_t bad = find_unwanted_character(text);
  if (bad == std::string_view::npos)
    return true;
  findings.error(places.at(bad), "control-character",
                 fmt::format("an invisible control character (byte 0x{:02X}) stands here",
                             static_cast<unsigned char>(text[bad])),
                 "delete it");
  return false;
}

bool check_lines(std::string_view text, const Places& places, Findings& findings) {
  std::size_t lines = 0;
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    if (++lines > k_max_lines) {
      findings.error(places.at(start), "too-many-lines",
                     fmt::format("the file has more than {} lines", k_max_lines),
                     "delete empty ones; move long texts into files that the steps read");
      return false;
    }
    if (end - start > k_max_line_bytes) {
      findings.error(
          places.at(start), "line-too-long",
          fmt::format("the line has {} bytes, more than {}", end - start, k_max_line_bytes),
          "break it; long texts are best written after | or >-");
      return false;
    }
    start = end + 1;
  }
  return true;
}

/// Wherever they stand: telling those of a text from those of YAML is the parser's work.
bool check_signs(std::string_view text, const Places& places, Findings& findings) {
  std::size_t signs = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c != '[' && c != ']' && c != '{' && c != '}' && c != ',')
      continue;
    if (++signs <= k_max_signs)
      continue;
    findings.error(
        places.at(i), "too-many-nodes",
        fmt::format("the file has more than {} brackets, braces and commas", k_max_signs),
        "move long texts into files that the steps read");
    return false;
  }
  return true;
}

/// The first line that is neither empty nor a comment tells whether there is anything to read.
bool check_beginning(std::string_view text, const Places& places, Findings& findings) {
  for (std::size_t start = 0; start < text.size();) {
    const std::size_t end = std::min(text.find('\n', start), text.size());
    const std::string_view line = trim(text.substr(start, end - start));
    if (line.starts_with('%')) {
      findings.error(places.at(start), "yaml-directive", "YAML directives are not read",
                     "delete the line");
      return false;
    }
    if (!line.empty() && !line.starts_with('#'))
      return true;
    start = end + 1;
  }
  findings.error({1, 1}, "empty-file", "the file is empty",
                 "begin a plan with 'relctl: 1', a scenario with 'scenario: 1'");
  return false;
}

} // namespace

Places::Places(std::string_view text) : m_line_starts{0}, m_characters_before{0} {
  m_characters_before.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool continues = (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
    m_characters_before.push_back(m_characters_before.back() + (continues ? 0 : 1));
    if (text[i] == '\n')
      m_line_starts.push_back(i + 1);
  }
}

plan::Mark Places::at(std::size_t offset) const {
  offset = std::min(offset, m_characters_before.size() - 1);
  const auto next = std::upper_bound(m_line_starts.begin(), m_line_starts.end(), offset);
  const int line = static_cast<int>(next - m_line_starts.begin());
  return {line, m_characters_before[offset] - m_characters_before[*std::prev(next)] + 1};
}

std::size_t find_unwanted_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (unwanted_at(text, i))
      return i;
  return std::string_view::npos;
}

bool check_size(std::string_view text, Findings& findings) {
  if (text.size() <= k_max_plan_bytes)
    return true;
  findings.error({1, 1}, "file-too-large",
                 fmt::format("the file has {} bytes, more than {}", text.size(), k_max_plan_bytes),
                 "move long texts into files that the steps read");
  return false;
}

bool check_bytes(std::string_view text, const Places& places, Findings& findings) {
  return check_encoding(text, places, findings) && check_characters(text, places, findings) &&
         check_lines(text, places, findings) && check_signs(text, places, findings) &&
         check_beginning(text, places, findings);
}

} // namespace relctl::planfile
