// SPDX-License-Identifier: Apache-2.0
#include "view/markup.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <cctype>

namespace relctl::view {
namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
         (static_cast<unsigned char>(c) & 0x80U);
}

/// An underscore inside a word is no emphasis, and plans are full of them.
bool is_inside_word(std::string_view text, std::size_t i) {
  return i > 0 && i + 1 < text.size() && is_word(text[i - 1]) && is_word(text[i + 1]);
}

/// printable(), with every line end a single character.
std::string clean_text(std::string_view text) {
  std::string lines;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r')
      lines += text[i];
    else if (i + 1 == text.size() || text[i + 1] != '\n')
      lines += '\n';
  return printable(lines);
}

/// What opens a list, a quotation, a heading or a rule at the beginning of a line.
bool opens_block(std::string_view text, std::size_t i) {
  const char c = text[i];
  const bool ends_word = i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == c;
  if (i == 0)
    return c == '>' || c == '#' || c == '=' || ((c == '-' || c == '+') && ends_word);
  const bool is_number = std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(i),
                                     [](char digit) { return digit >= '0' && digit <= '9'; });
  return is_number && ends_word && (c == '.' || c == ')');
}

/// `&` stands for itself unless what follows could name a character.
bool opens_entity(std::string_view text, std::size_t i) {
  return text[i] == '&' && i + 1 < text.size() && (text[i + 1] == '#' || is_word(text[i + 1]));
}

std::string markdown_line(std::string_view line) {
  static constexpr std::string_view k_always = "\\`*[]|~$";
  std::string safe;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (c == '<')
      safe += "&lt;";
    else if (opens_entity(line, i))
      safe += "&amp;";
    else if (k_always.find(c) != k_always.npos || (c == '_' && !is_inside_word(line, i)) ||
             opens_block(line, i))
      (safe += '\\') += c;
    else
      safe += c == '\t' ? ' ' : c;
  }
  return safe;
}

} // namespace

std::string html_text(std::string_view text) {
  std::string safe;
  for (const char c : clean_text(text))
    switch (c) {
    case '&':
      safe += "&amp;";
      break;
    case '<':
      safe += "&lt;";
      break;
    case '>':
      safe += "&gt;";
      break;
    case '"':
      safe += "&quot;";
      break;
    case '\'':
      safe += "&#39;";
      break;
    default:
      safe += c;
    }
  return safe;
}

std::string markdown_text(std::string_view text) {
  const std::string clean = clean_text(text);
  std::string safe;
  for (std::string_view rest = trim(clean); !rest.empty();) {
    const std::size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = trim(rest.substr(0, end));
    if (!safe.empty() && !line.empty())
      safe += "<br>";
    safe += markdown_line(line);
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return safe;
}

std::string markdown_block(std::string_view text) {
  const std::string clean = clean_text(text);
  std::size_t longest = 2;
  for (std::size_t i = 0, run = 0; i < clean.size(); ++i) {
    run = clean[i] == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(longest + 1, '`');
  return fence + "text\n" + clean + (clean.ends_with('\n') ? "" : "\n") + fence + "\n";
}

} // namespace relctl::view
