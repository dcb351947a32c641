// SPDX-License-Identifier: Apache-2.0
#include "fuzz/claims.hpp"

#include "base/text.hpp"
#include "fuzz/target.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace relctl::fuzz {
namespace {

constexpr std::size_t k_line_max_bytes = 2000;

bool is_finite(const std::optional<double>& number) {
  return !number || std::isfinite(*number);
}

int characters_in(std::string_view text) {
  return static_cast<int>(
      std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; }));
}

void must_lie_inside(plan::Mark mark, const std::vector<std::string_view>& lines) {
  must(mark.line >= 1 && mark.column >= 1, "a diagnostic has a line and a column");
  must(static_cast<std::size_t>(mark.line) <= lines.size(), "its line is one of the text");
  const std::string_view line = lines[static_cast<std::size_t>(mark.line) - 1];
  must(mark.column <= characters_in(line) + 1, "its column lies in that line");
}

} // namespace

void must_be_one_clear_line(std::string_view text) {
  must(!text.empty(), "a message says something");
  must(text.size() <= k_line_max_bytes, "a message can be read in one go");
  must(trim(text) == text, "a message does not end in the middle");
  must(text.find_first_of("\n\t") == text.npos && printable(text) == text,
       "a message is one line without control characters");
}

void must_be_clear(const std::vector<plan::Diagnostic>& diagnostics, std::string_view text) {
  if (diagnostics.empty())
    return;
  const std::vector<std::string_view> lines = lines_of(text);
  for (const plan::Diagnostic& diagnostic : diagnostics) {
    must_be_one_clear_line(plan::format_diagnostic("plan.yaml", diagnostic));
    must_be_one_clear_line(diagnostic.message);
    must_be_one_clear_line(diagnostic.remedy);
    // A change to be tried stands on the command line.
    if (diagnostic.rule != "bad-change")
      must_lie_inside(diagnostic.mark, lines);
  }
}

void must_be_sound(const std::vector<core::Reading>& readings) {
  for (const core::Reading& reading : readings) {
    must(reading.value.has_value() != reading.cause.has_value(), "a value or a cause");
    must(is_finite(reading.value) && is_finite(reading.volume) && is_finite(reading.baseline),
         "the numbers of a reading are finite");
    must(reading.baseline.has_value() ||
             reading.baseline_unknown.has_value() == !reading.baseline_cause.empty(),
         "a missing baseline has its cause");
    for (const auto& [id, number] : reading.references)
      must(std::isfinite(number), "references are finite");
    for (const auto& [key, number] : reading.samples)
      must(std::isfinite(number), "samples are finite");
    for (const std::string& text : {reading.detail, reading.baseline_cause})
      if (!text.empty())
        must_be_one_clear_line(text);
  }
}

std::pair<std::string_view, std::string_view> two_parts(std::string_view input) {
  constexpr std::string_view k_mark = "\n%%\n";
  const std::size_t at = input.find(k_mark);
  if (at == input.npos)
    return {input, {}};
  return {input.substr(0, at + 1), input.substr(at + k_mark.size())};
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t end = text.find('\n'); end != text.npos; end = text.find('\n')) {
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end + 1);
  }
  lines.push_back(text);
  return lines;
}

} // namespace relctl::fuzz
