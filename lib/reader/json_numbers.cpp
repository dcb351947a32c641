// SPDX-License-Identifier: Apache-2.0
#include "reader/json_numbers.hpp"

#include "base/text.hpp"
#include "reader/row_set.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <limits>

namespace relctl::reader {
namespace {

template <class IsWanted>
std::optional<std::string> first_number(std::string_view json, IsWanted is_wanted) {
  constexpr std::string_view k_signs = "+-.0123456789Ee";
  bool in_string = false;
  for (std::size_t at = 0; at < json.size(); ++at) {
    const char c = json[at];
    if (in_string && c == '\\') {
      ++at;
    } else if (c == '"') {
      in_string = !in_string;
    } else if (!in_string && (c == '-' || is_digit(c))) {
      const std::size_t end = std::min(json.find_first_not_of(k_signs, at), json.size());
      if (std::string number(json.substr(at, end - at)); is_wanted(number))
        return number;
      at = end - 1;
    }
  }
  return std::nullopt;
}

} // namespace

std::optional<std::string> number_beyond_double(std::string_view json) {
  return first_number(json, [](const std::string& number) {
    return exact_number(number) !=
           exact_number(fmt::format("{}", std::strtod(number.c_str(), nullptr)));
  });
}

std::optional<std::string> number_of_many_digits(std::string_view json) {
  return first_number(json, [](const std::string& number) {
    const std::string exact = exact_number(number).value_or(number);
    const auto first = std::min(exact.find_first_not_of("-0."), exact.size());
    return std::count_if(exact.begin() + static_cast<std::ptrdiff_t>(first), exact.end(),
                         is_digit) > std::numeric_limits<double>::digits10;
  });
}

} // namespace relctl::reader
