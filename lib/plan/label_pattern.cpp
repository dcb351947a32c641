// SPDX-License-Identifier: Apache-2.0
#include "plan/label_pattern.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace relctl::plan {
namespace {

constexpr std::size_t k_pattern_max_bytes = 512;
constexpr std::size_t k_shown_width = 60;

} // namespace

Result<std::regex> compile_label_pattern(const std::string& text) {
  if (text.size() > k_pattern_max_bytes)
    return fail(ErrorKind::refused,
                fmt::format("the regular expression has {} bytes, more than {}; shorten it, or "
                            "select by another label",
                            text.size(), k_pattern_max_bytes));
  try {
    // __polynomial: libstdc++'s other executor recurses once a byte and can take exponential time,
    // and the values come from a target that may be broken. It knows no back-references.
    return std::regex(text, std::regex_constants::ECMAScript | std::regex_constants::__polynomial);
  } catch (const std::regex_error& error) {
    const std::string shown = "'" + one_line(text, k_shown_width) + "' ";
    if (error.code() == std::regex_constants::error_complexity)
      return fail(ErrorKind::refused,
                  shown + "has a back-reference, which is not read; write out what it repeats");
    if (error.code() == std::regex_constants::error_space)
      return fail(ErrorKind::refused,
                  shown + "is too large when it is written out; use smaller repetitions");
    return fail(ErrorKind::refused,
                shown + "is not a regular expression; correct it, or compare with = or !=");
  }
}

} // namespace relctl::plan
