// SPDX-License-Identifier: Apache-2.0
// A template, a line `%%`, and lines `name=value`.
#include "plan/template_text.hpp"

#include "fuzz/claims.hpp"
#include "fuzz/target.hpp"

#include <algorithm>
#include <map>
#include <string>

namespace relctl::fuzz {
namespace {

plan::Values values_of(std::string_view text) {
  plan::Values values;
  for (const std::string_view line : lines_of(text)) {
    const std::size_t equals = line.find('=');
    if (equals == line.npos)
      continue;
    std::string value(line.substr(equals + 1));
    std::replace(value.begin(), value.end(), '\x1f', '\n');
    values[std::string(line.substr(0, equals))] = value;
  }
  return values;
}

std::string stand_in(std::size_t number) {
  return "\x01" + std::to_string(number) + "\x02";
}

/// The values in the places of their stand-ins.
std::string filled_in(const std::string& text, const std::vector<std::string>& values) {
  std::string filled;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const std::size_t end = text[at] == '\x01' ? text.find('\x02', at) : text.npos;
    if (end == text.npos) {
      filled += text[at];
      continue;
    }
    filled += values.at(std::stoul(text.substr(at + 1, end - at - 1)));
    at = end;
  }
  return filled;
}

/// Rendering with other values and putting the right ones in afterwards gives the same: nothing in
/// a value is ever read.
void check_values_are_not_read(const std::string& text, const plan::Values& values) {
  if (text.find_first_of("\x01\x02") != text.npos)
    return;
  plan::Values others;
  std::vector<std::string> numbered;
  for (const auto& [name, value] : values) {
    if (name.find_first_of("\x01\x02") != name.npos)
      return;
    others[name] = value.empty() ? "" : stand_in(numbered.size());
    if (!value.empty())
      numbered.push_back(value);
  }
  must(filled_in(plan::render(text, others), numbered) == plan::render(text, values),
       "a value is put in as it is");
}

} // namespace

RELCTL_FUZZ_TARGET(template_text) {
  const auto [first, second] = two_parts(input);
  const std::string text(first);
  const plan::Values values = values_of(second);
  const std::string rendered = plan::render(text, values);
  must(rendered == plan::render(text, values), "a template renders twice alike");
  const auto names = plan::template_variables(text);
  if (!names) {
    must_be_one_clear_line(names.error().message);
    must(rendered == text, "a template with a mistake stays as it is");
    return;
  }
  if (names->empty() && text.find("{{") == text.npos)
    must(rendered == text, "a text without tags stays as it is");
  check_values_are_not_read(text, values);
}

} // namespace relctl::fuzz
