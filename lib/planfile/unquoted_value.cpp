// SPDX-License-Identifier: Apache-2.0
#include "planfile/unquoted_value.hpp"

#include "base/text.hpp"

#include <algorithm>

namespace relctl::planfile {

namespace {

constexpr std::size_t k_shown_bytes = 120;

std::size_t behind_spaces(std::string_view line, std::size_t from) {
  return std::min(line.find_first_not_of(" \t", from), line.size());
}

/// Behind the first `key: ` of the line, or behind the `- ` of an item without a key.
std::size_t block_start(std::string_view line) {
  std::size_t start = behind_spaces(line, 0);
  while (line.substr(start).starts_with("- "))
    start = behind_spaces(line, start + 2);
  const std::size_t colon = line.find(": ", start);
  return colon == line.npos ? start : behind_spaces(line, colon + 2);
}

/// The parser reads ahead: brackets that open on this line may not have been told yet.
bool opens_brackets(std::string_view before) {
  const auto opened =
      std::count(before.begin(), before.end(), '{') + std::count(before.begin(), before.end(), '[');
  return opened > std::count(before.begin(), before.end(), '}') +
                      std::count(before.begin(), before.end(), ']');
}

/// Behind the last separator before `offset`.
std::size_t flow_start(std::string_view line, std::size_t offset) {
  for (std::size_t i = offset; i-- > 0;)
    if (std::string_view("{[,").find(line[i]) != line.npos || line.substr(i).starts_with(": "))
      return behind_spaces(line, i + 1);
  return behind_spaces(line, 0);
}

std::size_t flow_end(std::string_view line, std::size_t start) {
  int depth = 0;
  for (std::size_t i = start; i < line.size(); ++i) {
    if (line[i] == '{' || line[i] == '[')
      ++depth;
    const bool closes = line[i] == '}' || line[i] == ']';
    if (depth == 0 && (closes || line[i] == ','))
      return i;
    depth -= closes ? 1 : 0;
  }
  return line.size();
}

} // namespace

std::optional<UnquotedValue> unquoted_value_at(std::string_view text, std::size_t offset,
                                               bool in_flow) {
  offset = std::min(offset, text.size());
  const std::size_t newline = offset == 0 ? text.npos : text.rfind('\n', offset - 1);
  const std::size_t begin = newline == text.npos ? 0 : newline + 1;
  std::string_view line = text.substr(begin, text.find('\n', begin) - begin);
  line = line.substr(0, line.find(" #"));
  in_flow = in_flow || opens_brackets(line.substr(0, offset - begin));
  const std::size_t start =
      in_flow ? flow_start(line, std::min(offset - begin, line.size())) : block_start(line);
  const std::size_t end = in_flow ? flow_end(line, start) : line.size();
  const std::string_view value = trim(line.substr(start, end - start));
  const bool is_in_it = offset >= begin + start && offset <= begin + start + value.size();
  if (value.empty() || value.front() == '"' || value.front() == '\'' || !is_in_it)
    return std::nullopt;
  return UnquotedValue{begin + start, value};
}

std::string in_quotes(std::string_view value) {
  const std::string shown = one_line(value, k_shown_bytes);
  const bool needs_escapes = shown.find_first_of("\"\\") != std::string::npos;
  if (needs_escapes && shown.find('\'') == std::string::npos)
    return "'" + shown + "'";
  std::string quoted = "\"";
  for (const char c : shown) {
    if (c == '"' || c == '\\')
      quoted += '\\';
    quoted += c;
  }
  return quoted + "\"";
}

} // namespace relctl::planfile
