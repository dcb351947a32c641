// SPDX-License-Identifier: Apache-2.0
#include "plan/label_pattern.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <cctype>
#include <string_view>

namespace relctl::plan {
namespace {

constexpr std::size_t k_pattern_max_bytes = 512;
constexpr std::size_t k_shown_width = 60;

/// Whether a repetition or a back-reference has a number that libstdc++ would write out for a tenth
/// of a second, or count past the end of a long.
bool has_large_number(std::string_view text) {
  constexpr std::size_t k_digits_max = 4; // Prometheus takes 1000 at most.
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '{' && text[i] != '\\')
      continue;
    std::size_t digits = 0;
    for (++i; i < text.size() &&
              (std::isdigit(static_cast<unsigned char>(text[i])) != 0 || text[i] == ',');
         ++i) {
      digits = text[i] == ',' ? 0 : digits + 1;
      if (digits > k_digits_max)
        return true;
    }
    --i;
  }
  return false;
}

Result<std::regex> too_large(const std::string& text) {
  return fail(ErrorKind::refused,
              "'" + one_line(text, k_shown_width) +
                  "' is too large when it is written out; use smaller repetitions");
}

} // namespace

Result<std::regex> compile_label_pattern(const std::string& text) {
  if (text.size() > k_pattern_max_bytes)
    return fail(ErrorKind::refused,
                fmt::format("the regular expression has {} bytes, more than {}; shorten it, or "
                            "select by another label",
                            text.size(), k_pattern_max_bytes));
  if (has_large_number(text))
    return too_large(text);
  try {
    // __polynomial: libstdc++'s other executor recurses once a byte and can take exponential time,
    // and the values come from a target that may be broken. It knows no back-references.
    return std::regex(text, std::regex_constants::ECMAScript | std::regex_constants::__polynomial);
  } catch (const std::regex_error& error) {
    if (error.code() == std::regex_constants::error_space)
      return too_large(text);
    const std::string shown = "'" + one_line(text, k_shown_width) + "' ";
    if (error.code() == std::regex_constants::error_complexity)
      return fail(ErrorKind::refused,
                  shown + "has a back-reference, which is not read; write out what it repeats");
    return fail(ErrorKind::refused,
                shown + "is not a regular expression; correct it, or compare with = or !=");
  }
}

} // namespace relctl::plan
