// SPDX-License-Identifier: Apache-2.0
#include "tidy/code_text.hpp"

#include <algorithm>
#include <cctype>

namespace relctl::tidy {

namespace {

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// Where the comment or literal that begins at `at` ends (one past it), or `at` when none begins.
class Skipper {
public:
  explicit Skipper(std::string_view source) : m_source(source) {}

  [[nodiscard]] std::size_t end_of(std::size_t at) const {
    if (starts(at, "//")) {
      return std::min(m_source.find('\n', at), m_source.size());
    }
    if (starts(at, "/*")) {
      return past(m_source.find("*/", at + 2), 2);
    }
    if (m_source[at] == '"') {
      return is_raw(at) ? end_of_raw(at) : end_of_quoted(at);
    }
    if (m_source[at] == '\'' && !is_digit_separator(at)) {
      return end_of_quoted(at);
    }
    return at;
  }

  [[nodiscard]] bool is_raw_string(std::size_t at) const {
    return m_source[at] == '"' && is_raw(at);
  }

private:
  [[nodiscard]] bool starts(std::size_t at, std::string_view word) const {
    return m_source.substr(at, word.size()) == word;
  }

  [[nodiscard]] std::size_t past(std::size_t found, std::size_t length) const {
    return found == std::string_view::npos ? m_source.size() : found + length;
  }

  [[nodiscard]] bool is_digit_separator(std::size_t at) const {
    return at > 0 && std::isxdigit(static_cast<unsigned char>(m_source[at - 1])) != 0;
  }

  [[nodiscard]] bool is_raw(std::size_t at) const {
    return at > 0 && m_source[at - 1] == 'R' && (at == 1 || !is_word(m_source[at - 2]));
  }

  [[nodiscard]] std::size_t end_of_raw(std::size_t at) const {
    const std::size_t open = m_source.find('(', at);
    if (open == std::string_view::npos) {
      return m_source.size();
    }
    const std::string close = ")" + std::string(m_source.substr(at + 1, open - at - 1)) + "\"";
    return past(m_source.find(close, open), close.size());
  }

  [[nodiscard]] std::size_t end_of_quoted(std::size_t at) const {
    for (std::size_t i = at + 1; i < m_source.size(); ++i) {
      if (m_source[i] == '\\') {
        ++i;
      } else if (m_source[i] == m_source[at] || m_source[i] == '\n') {
        return i + 1;
      }
    }
    return m_source.size();
  }

  std::string_view m_source;
};

void blank(std::string& text, std::size_t from, std::size_t to) {
  for (std::size_t i = from; i < to; ++i) {
    if (text[i] != '\n') {
      text[i] = ' ';
    }
  }
}

} // namespace

std::string code_text(std::string_view source) {
  std::string code(source);
  const Skipper skipper(source);
  for (std::size_t at = 0; at < source.size();) {
    const std::size_t end = skipper.end_of(at);
    if (end > at) {
      blank(code, at, end);
    }
    at = std::max(end, at + 1);
  }
  return code;
}

std::set<std::size_t> raw_string_lines(std::string_view source) {
  std::set<std::size_t> lines;
  std::size_t line = 1;
  const Skipper skipper(source);
  for (std::size_t at = 0; at < source.size();) {
    const std::size_t end = std::max(skipper.end_of(at), at + 1);
    const bool is_raw = skipper.is_raw_string(at);
    for (; at < end; ++at) {
      if (is_raw) {
        lines.insert(line);
      }
      if (source[at] == '\n') {
        ++line;
      }
    }
  }
  return lines;
}

std::string without_directives(std::string code) {
  for (std::size_t begin = 0; begin < code.size();) {
    std::size_t end = std::min(code.find('\n', begin), code.size());
    const std::size_t first = code.find_first_not_of(" \t", begin);
    if (first < end && code[first] == '#') {
      while (end < code.size() && code[end - 1] == '\\') {
        end = std::min(code.find('\n', end + 1), code.size());
      }
      blank(code, begin, end);
    }
    begin = end + 1;
  }
  return code;
}

} // namespace relctl::tidy
