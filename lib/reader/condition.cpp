// SPDX-License-Identifier: Apache-2.0
#include "reader/condition.hpp"

#include "base/text.hpp"
#include "reader/row_set.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace relctl::reader {
namespace {

constexpr std::size_t k_paths_told = 6;
constexpr std::size_t k_shown_bytes = 120;

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

/// The end of the string that begins at `at`, one past its closing quote.
std::size_t end_of_string(const std::string& program, std::size_t at) {
  for (++at; at < program.size() && program[at] != '"'; ++at)
    if (program[at] == '\\')
      ++at;
  return std::min(at + 1, program.size());
}

/// The end of `.name.name` that begins at `at`; `at` where there is no name.
std::size_t end_of_path(const std::string& program, std::size_t at) {
  std::size_t end = at;
  while (end + 1 < program.size() && program[end] == '.' && is_word(program[end + 1]) &&
         std::isdigit(static_cast<unsigned char>(program[end + 1])) == 0) {
    ++end;
    while (end < program.size() && is_word(program[end]))
      ++end;
  }
  return end;
}

bool follows_value(const std::string& program, std::size_t at) {
  return at > 0 && (is_word(program[at - 1]) || program[at - 1] == ')' || program[at - 1] == ']');
}

std::string what_stands_at(const JqDocument& document, const std::string& program) {
  std::vector<std::string> parts;
  for (const std::string& path : paths_in(program)) {
    const auto values = document.run(path, 1);
    if (values && !values->empty() && parts.size() < k_paths_told)
      parts.push_back(path + " is " + one_line(values->front().json, k_shown_bytes));
  }
  return join(parts, ", ");
}

} // namespace

std::vector<std::string> paths_in(const std::string& program) {
  std::vector<std::string> paths;
  for (std::size_t at = 0; at < program.size();) {
    if (program[at] == '"') {
      at = end_of_string(program, at);
      continue;
    }
    const std::size_t end =
        program[at] == '.' && !follows_value(program, at) ? end_of_path(program, at) : at;
    const std::string path = program.substr(at, end - at);
    if (!path.empty() && std::find(paths.begin(), paths.end(), path) == paths.end())
      paths.push_back(path);
    at = std::max(end, at + 1);
  }
  return paths;
}

std::optional<std::string> condition_objection(const JqDocument& document,
                                               const std::string& program) {
  const auto values = document.run(program, 2);
  if (!values)
    return (values.error().kind == ErrorKind::usage ? "the condition is no jq program: "
                                                    : "the condition failed: ") +
           values.error().message;
  if (values->size() != 1)
    return fmt::format("the condition gave {}, where one true or false is due",
                       values->empty() ? "nothing" : "several values");
  const JqValue& value = values->front();
  if (value.kind != JqValue::Kind::boolean)
    return fmt::format("the condition gave {}, where true or false is due",
                       one_line(value.json, k_shown_bytes));
  if (value.truth)
    return std::nullopt;
  const std::string there = what_stands_at(document, program);
  return fmt::format("wanted {}{}", one_line(program), there.empty() ? "" : "; " + there);
}

Result<std::string> captured_text(const JqDocument& document, const std::string& program) {
  RELCTL_TRY_ASSIGN(const std::string json, document.run_whole(program));
  const auto value = nlohmann::json::parse(json, nullptr, false);
  const auto refuse = [&](const char* why) {
    return fail(ErrorKind::failed,
                fmt::format("it gave {}, {}", one_line(json, k_shown_bytes), why));
  };
  if (value.is_number() && std::abs(value.get<double>()) >= k_whole_max)
    return refuse("a number too large to be kept exactly; let it come as text");
  if (value.is_number() || value.is_boolean())
    return json;
  if (!value.is_string())
    return refuse("which is no text, number or boolean");
  auto text = value.get<std::string>();
  if (trim(text).empty())
    return refuse("which is empty");
  if (text == "." || text == "..")
    return refuse("which is another place in a path");
  return text;
}

} // namespace relctl::reader
