// SPDX-License-Identifier: Apache-2.0
#include "tidy/functions.hpp"

#include "tidy/code_text.hpp"

#include <algorithm>
#include <cctype>
#include <regex>

namespace relctl::tidy {

namespace {

enum class Brace { declarations, function, member_initializer, other };

/// The text of a declaration up to a brace, with nested parentheses and template parameters kept
/// out of the way.
struct Head {
  std::string flat; ///< Insides of `()` and `[]` and a leading `template <…>` removed.
};

std::string without_template(const std::string& text) {
  static const std::regex start(R"(^\s*template\s*<)");
  std::smatch match;
  if (!std::regex_search(text, match, start)) {
    return text;
  }
  int depth = 1;
  std::size_t at = static_cast<std::size_t>(match.length());
  for (; at < text.size() && depth > 0; ++at) {
    depth += text[at] == '<' ? 1 : text[at] == '>' ? -1 : 0;
  }
  return without_template(text.substr(at));
}

Head head_of(std::string_view text) {
  const std::string declaration = without_template(std::string(text));
  Head head;
  int depth = 0;
  for (const char c : declaration) {
    const bool closes = c == ')' || c == ']';
    depth -= closes ? 1 : 0;
    if (depth <= 0) {
      head.flat += c;
    }
    depth += c == '(' || c == '[' ? 1 : 0;
  }
  return head;
}

bool matches(const std::string& text, const char* pattern) {
  return std::regex_search(text, std::regex(pattern));
}

Brace classify(const Head& head) {
  const std::string& flat = head.flat;
  if (matches(flat, R"(\bnamespace\b|^\s*extern\s*$)")) {
    return Brace::declarations;
  }
  if (matches(flat,
              R"(^\s*((public|private|protected)\s*:|typedef|static|\s)*(class|struct|union)\b)")) {
    return Brace::declarations;
  }
  if (matches(flat, R"(\boperator\b)")) {
    return Brace::function;
  }
  if (matches(flat, R"(=\s*\[\]\s*(\(\))?[^=]*$)")) {
    return Brace::function;
  }
  if (flat.find('(') == std::string::npos || matches(flat, R"(=)")) {
    return Brace::other;
  }
  return matches(flat, R"(\)[^:]*[^:]:[^:].*[\w>]\s*$)") ? Brace::member_initializer
                                                         : Brace::function;
}

std::string name_of(const Head& head) {
  static const std::regex named(R"((operator\s*(\(\)|\[\]|[^\s(]+)|~?[\w:~]+)\s*(<[^()]*>)?\s*\()");
  static const std::regex assigned(R"((\w+)\s*=)");
  std::smatch match;
  if (std::regex_search(head.flat, match, named) || std::regex_search(head.flat, match, assigned)) {
    return match[1];
  }
  return "(unnamed)";
}

std::size_t matching_brace(const std::string& code, std::size_t open) {
  int depth = 0;
  for (std::size_t at = open; at < code.size(); ++at) {
    depth += code[at] == '{' ? 1 : code[at] == '}' ? -1 : 0;
    if (depth == 0) {
      return at;
    }
  }
  return code.size() - 1;
}

std::size_t line_at(const std::string& code, std::size_t at) {
  return 1 + static_cast<std::size_t>(
                 std::count(code.begin(), code.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
}

/// Walks the declarations of a file; enters namespaces and classes, steps over everything else.
class Walk {
public:
  explicit Walk(std::string code) : m_code(std::move(code)) {}

  std::vector<FunctionBody> run() {
    for (m_at = 0; m_at < m_code.size(); ++m_at) {
      step(m_code[m_at]);
    }
    return std::move(m_bodies);
  }

private:
  void step(char c) {
    m_depth += c == '(' || c == '[' ? 1 : c == ')' || c == ']' ? -1 : 0;
    if (m_depth > 0) {
      return;
    }
    if (c == ';' || c == '}') {
      m_head_begin = m_at + 1;
    } else if (c == '{') {
      open_brace();
    }
  }

  void open_brace() {
    const Head head = head_of(std::string_view(m_code).substr(m_head_begin, m_at - m_head_begin));
    const Brace brace = classify(head);
    if (brace == Brace::declarations) {
      m_head_begin = m_at + 1;
      return;
    }
    const std::size_t close = matching_brace(m_code, m_at);
    if (brace == Brace::function) {
      const std::size_t first = line_at(m_code, m_at);
      m_bodies.push_back({name_of(head), first, line_at(m_code, close) - first + 1});
      m_head_begin = close + 1;
    }
    m_at = close;
  }

  std::string m_code;
  std::vector<FunctionBody> m_bodies;
  std::size_t m_at = 0;
  std::size_t m_head_begin = 0;
  int m_depth = 0;
};

} // namespace

std::vector<FunctionBody> function_bodies(std::string_view source) {
  return Walk(without_directives(code_text(source))).run();
}

} // namespace relctl::tidy
