// SPDX-License-Identifier: Apache-2.0
#include "plan/sql_text.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>

namespace relctl::plan {
namespace {

bool is_sql_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_' || (c & 0x80) != 0;
}
bool is_sql_word(char c) {
  return is_sql_letter(c) || is_digit(c);
}

/// Whether what stands right beside it would be read as one word with a `$` or a number.
bool joins_on(char c) {
  return is_sql_word(c) || c == '$';
}

class Reader {
public:
  Reader(std::string_view sql, SqlDialect dialect) : m_sql(sql), m_dialect(dialect) {}

  SqlText run() {
    while (m_at < m_sql.size())
      step();
    return std::move(m_result);
  }

private:
  [[nodiscard]] bool starts(std::string_view text) const {
    return m_sql.substr(m_at).starts_with(text);
  }
  [[nodiscard]] char next() const { return m_at + 1 < m_sql.size() ? m_sql[m_at + 1] : '\0'; }
  [[nodiscard]] bool is_sqlite() const { return m_dialect == SqlDialect::sqlite; }
  [[nodiscard]] std::size_t word_end(std::size_t at) const {
    while (at < m_sql.size() && is_sql_word(m_sql[at]))
      ++at;
    return at;
  }
  void skip_past(std::string_view end, std::size_t from) {
    const std::size_t found = m_sql.find(end, from);
    m_at = found == std::string_view::npos ? m_sql.size() : found + end.size();
  }

  void step() {
    const char c = m_sql[m_at];
    if (starts("--"))
      return skip_past("\n", m_at);
    if (starts("/*"))
      return skip_comment();
    const bool is_blank = std::isspace(static_cast<unsigned char>(c)) != 0;
    m_result.is_several |= m_has_ended && !is_blank && c != ';';
    m_has_ended |= c == ';';
    if (c == '\'' || c == '"' || (is_sqlite() && c == '`'))
      skip_quoted(c, false);
    else if (is_sqlite() && c == '[')
      skip_past("]", m_at);
    else if (is_sql_letter(c))
      skip_word();
    else if (c == '$')
      take_dollar();
    else if (c == ':')
      take_colon();
    else
      take_other(c);
  }

  /// PostgreSQL's comments nest.
  void skip_comment() {
    int depth = 0;
    do {
      if (starts("/*") && (depth == 0 || !is_sqlite())) {
        ++depth;
        m_at += 2;
      } else if (starts("*/")) {
        --depth;
        m_at += 2;
      } else {
        ++m_at;
      }
    } while (depth > 0 && m_at < m_sql.size());
  }

  /// A doubled quote inside reads as an end and a new beginning, which comes to the same.
  void skip_quoted(char quote, bool backslash_escapes) {
    for (++m_at; m_at < m_sql.size() && m_sql[m_at] != quote; ++m_at)
      if (backslash_escapes && m_sql[m_at] == '\\')
        ++m_at;
    ++m_at;
  }

  /// A name or number, so that the `e` of `value'…'` is not taken for that of `e'…'`.
  void skip_word() {
    const std::size_t end = word_end(m_at);
    const std::string_view word = m_sql.substr(m_at, end - m_at);
    m_at = end;
    const bool escapes = !is_sqlite() && (word == "e" || word == "E");
    if (escapes && m_at < m_sql.size() && m_sql[m_at] == '\'')
      skip_quoted('\'', true);
    // A `$` inside a name begins no quote.
    while (m_at < m_sql.size() && (m_sql[m_at] == '$' || is_sql_word(m_sql[m_at])))
      ++m_at;
  }

  /// `$tag$ … $tag$`, or `$1`.
  void take_dollar() {
    const std::size_t end = word_end(m_at + 1);
    const bool is_quote =
        !is_sqlite() && !is_digit(next()) && end < m_sql.size() && m_sql[end] == '$';
    if (is_quote) {
      const std::string_view tag = m_sql.substr(m_at, end + 1 - m_at);
      skip_past(tag, end + 1);
      return;
    }
    if (is_sql_word(next()))
      note_foreign(end);
    m_at = std::max(end, m_at + 1);
  }

  void take_colon() {
    if (next() == ':') {
      m_at += 2;
      return;
    }
    if (!is_sql_letter(next())) {
      ++m_at;
      return;
    }
    const std::size_t end = word_end(m_at + 1);
    m_result.parameters.push_back({std::string(m_sql.substr(m_at + 1, end - m_at - 1)), m_at, end});
    m_at = end;
  }

  void take_other(char c) {
    const bool is_mark = is_sqlite() && (c == '?' || (c == '@' && is_sql_letter(next())));
    const std::size_t end = is_digit(c) || is_mark ? word_end(m_at + 1) : m_at + 1;
    if (is_mark)
      note_foreign(end);
    m_at = end;
  }

  void note_foreign(std::size_t end) {
    if (m_result.foreign.empty())
      m_result.foreign = m_sql.substr(m_at, end - m_at);
  }

  std::string_view m_sql;
  SqlDialect m_dialect;
  std::size_t m_at = 0;
  bool m_has_ended = false; ///< A statement has, with its `;`.
  SqlText m_result;
};

bool is_time(const std::string& name) {
  const auto& times = sql_times();
  return std::find(times.begin(), times.end(), name) != times.end();
}

/// PostgreSQL would take a bare parameter next to `- interval` for an interval.
std::string placeholder(SqlDialect dialect, const std::string& name, std::size_t number) {
  if (dialect == SqlDialect::sqlite)
    return fmt::format("?{}", number);
  return is_time(name) ? fmt::format("(${}::timestamptz)", number) : fmt::format("${}", number);
}

} // namespace

SqlText read_sql(std::string_view sql, SqlDialect dialect) {
  return Reader(sql, dialect).run();
}

SqlStatement number_parameters(const std::string& sql, SqlDialect dialect) {
  SqlStatement statement;
  std::size_t copied = 0;
  for (const SqlParameter& parameter : read_sql(sql, dialect).parameters) {
    auto& names = statement.names;
    const auto known = std::find(names.begin(), names.end(), parameter.name);
    const auto number = static_cast<std::size_t>(known - names.begin()) + 1;
    if (known == names.end())
      names.push_back(parameter.name);
    statement.sql += sql.substr(copied, parameter.begin - copied);
    // `$tag:a` must not become `$tag$1`, which begins a quote.
    if (!statement.sql.empty() && joins_on(statement.sql.back()))
      statement.sql += ' ';
    statement.sql += placeholder(dialect, parameter.name, number);
    copied = parameter.end;
    if (copied < sql.size() && joins_on(sql[copied]))
      statement.sql += ' ';
  }
  statement.sql += sql.substr(copied);
  return statement;
}

SqlValue sql_value(const Values& values, const std::set<std::string>& numbers,
                   const std::string& name) {
  const auto value = values.find(name);
  if (value == values.end())
    return std::nullopt;
  double number = 0;
  const char* end = value->second.data() + value->second.size();
  if (numbers.contains(name) && std::from_chars(value->second.data(), end, number).ptr == end)
    return number;
  return value->second;
}

const std::vector<std::string>& sql_times() {
  static const std::vector<std::string> names = {"at", "window_start", "phase_start",
                                                 "release_start"};
  return names;
}

bool answers_for_past(std::string_view sql, SqlDialect dialect) {
  const auto parameters = read_sql(sql, dialect).parameters;
  return std::any_of(parameters.begin(), parameters.end(), [](const SqlParameter& parameter) {
    return parameter.name == "at" || parameter.name == "window_start";
  });
}

} // namespace relctl::plan
