// SPDX-License-Identifier: Apache-2.0
#include "base/quantity.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>
#include <cmath>
#include <vector>

namespace relctl {
namespace {

struct KnownUnit {
  const char* symbol;
  Dimension dimension;
  double scale;
};

constexpr std::array<KnownUnit, 12> k_units{{{"ratio", Dimension::ratio, 1.0},
                                             {"%", Dimension::ratio, 0.01},
                                             {"s", Dimension::time, 1.0},
                                             {"ms", Dimension::time, 1e-3},
                                             {"us", Dimension::time, 1e-6},
                                             {"B", Dimension::bytes, 1.0},
                                             {"KiB", Dimension::bytes, 1024.0},
                                             {"MiB", Dimension::bytes, 1024.0 * 1024},
                                             {"GiB", Dimension::bytes, 1024.0 * 1024 * 1024},
                                             {"kB", Dimension::bytes, 1e3},
                                             {"MB", Dimension::bytes, 1e6},
                                             {"GB", Dimension::bytes, 1e9}}};

std::size_t skip_digits(std::string_view text, std::size_t at) {
  while (at < text.size() && is_digit(text[at]))
    ++at;
  return at;
}

/// The end of the part `lead digits` at `at`, or `at` itself where no such part stands.
std::size_t skip_fraction(std::string_view text, std::size_t at) {
  const bool present = at + 1 < text.size() && text[at] == '.' && is_digit(text[at + 1]);
  return present ? skip_digits(text, at + 1) : at;
}

std::size_t skip_exponent(std::string_view text, std::size_t at) {
  if (at >= text.size() || (text[at] != 'e' && text[at] != 'E'))
    return at;
  const bool has_sign = at + 1 < text.size() && (text[at + 1] == '+' || text[at + 1] == '-');
  const std::size_t digits = at + (has_sign ? 2 : 1);
  return digits < text.size() && is_digit(text[digits]) ? skip_digits(text, digits) : at;
}

/// The length of the decimal number at the start of `text`; zero where there is none.
std::size_t number_length(std::string_view text) {
  const std::size_t first = !text.empty() && text.front() == '-' ? 1 : 0;
  const std::size_t whole = skip_digits(text, first);
  const bool leading_zero = whole - first > 1 && text[first] == '0';
  if (whole == first || leading_zero)
    return 0;
  return skip_exponent(text, skip_fraction(text, whole));
}

tl::unexpected<Error> refuse_number(std::string_view text) {
  return fail(ErrorKind::usage, "'" + one_line(text, 60) +
                                    "' is not a decimal number; write for instance 4, 0.97 or -1");
}

std::string in_unit(double value, const char* symbol) {
  const double size = std::fabs(value);
  if (size >= 1e15 || size < 1e-6)
    return fmt::format("{:.4g}{}", value, symbol);
  // Four significant digits in fixed notation: an exponent is hard to read aloud at night.
  const double magnitude = std::floor(std::log10(size));
  const int decimals = static_cast<int>(3 - magnitude);
  if (decimals < 0) {
    const double step = std::pow(10.0, -decimals);
    return fmt::format("{:.0f}{}", std::round(value / step) * step, symbol);
  }
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (decimals > 0) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.')
      text.pop_back();
  }
  return text + symbol;
}

std::string format_bare(double value) {
  const bool whole = std::floor(value) == value && std::fabs(value) < 1e15;
  return whole ? fmt::format("{:.0f}", value) : in_unit(value, "");
}

std::string format_time(double value) {
  const double size = std::fabs(value);
  if (size < 1e-3)
    return in_unit(value * 1e6, "us");
  return size < 1.0 ? in_unit(value * 1e3, "ms") : in_unit(value, "s");
}

std::string format_bytes(double value) {
  constexpr double k_kibi = 1024.0;
  const double size = std::fabs(value);
  if (size < k_kibi)
    return in_unit(value, " B");
  if (size < k_kibi * k_kibi)
    return in_unit(value / k_kibi, " KiB");
  if (size < k_kibi * k_kibi * k_kibi)
    return in_unit(value / (k_kibi * k_kibi), " MiB");
  return in_unit(value / (k_kibi * k_kibi * k_kibi), " GiB");
}

std::string format_zero(Dimension dimension) {
  switch (dimension) {
  case Dimension::ratio:
    return "0%";
  case Dimension::time:
    return "0s";
  case Dimension::bytes:
    return "0 B";
  case Dimension::none:
    break;
  }
  return "0";
}

} // namespace

Result<Unit> parse_unit(std::string_view symbol) {
  if (symbol.empty())
    return Unit{};
  std::vector<std::string> known;
  for (const KnownUnit& unit : k_units) {
    if (symbol == unit.symbol)
      return Unit{unit.dimension, unit.scale, unit.symbol};
    known.emplace_back(unit.symbol);
  }
  return fail(ErrorKind::usage,
              "unit '" + one_line(symbol, 40) + "' is unknown; write one of " + join(known, ", "));
}

double canonical(double number, const Unit& unit) {
  if (unit.scale >= 1.0 || number == 0.0 || !std::isfinite(number))
    return number * unit.scale;
  // A product with 0.01 is rounded twice, and 95% would be more than 0.95: the decimal point is
  // moved in the text instead.
  const int places = static_cast<int>(std::lround(std::log10(unit.scale)));
  std::array<char, 32> digits{};
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number,
                                     std::chars_format::scientific);
  const std::string text(digits.data(), written.ptr);
  const std::size_t exponent = text.find('e');
  const std::string moved =
      fmt::format("{}e{}", text.substr(0, exponent), std::stoi(text.substr(exponent + 1)) + places);
  double value = 0.0;
  (void)std::from_chars(moved.data(), moved.data() + moved.size(), value);
  return value;
}

Result<double> parse_number(std::string_view text) {
  const std::size_t length = number_length(text);
  if (length == 0 || length != text.size())
    return refuse_number(text);
  double value = 0.0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc{} || !std::isfinite(value))
    return refuse_number(text);
  return value;
}

Result<Quantity> parse_quantity(std::string_view text) {
  const std::size_t length = number_length(text);
  if (length == 0)
    return fail(ErrorKind::usage, "'" + one_line(text, 60) +
                                      "' is not a quantity; write for instance 1%, 300ms, 2 GiB "
                                      "or 0.97");
  RELCTL_TRY_ASSIGN(const double number, parse_number(text.substr(0, length)));
  RELCTL_TRY_ASSIGN(const Unit unit, parse_unit(trim(text.substr(length))));
  const double value = canonical(number, unit);
  if (!std::isfinite(value))
    return refuse_number(text);
  return Quantity{value, unit.dimension};
}

std::string format_quantity(double value, Dimension dimension) {
  if (std::isnan(value))
    return "NaN";
  if (std::isinf(value))
    return value > 0 ? "Inf" : "-Inf";
  if (value == 0.0)
    return format_zero(dimension);
  switch (dimension) {
  case Dimension::ratio:
    return in_unit(value * 100.0, "%");
  case Dimension::time:
    return format_time(value);
  case Dimension::bytes:
    return format_bytes(value);
  case Dimension::none:
    break;
  }
  return format_bare(value);
}

std::string_view dimension_name(Dimension dimension) {
  switch (dimension) {
  case Dimension::none:
    return "bare number";
  case Dimension::ratio:
    return "ratio";
  case Dimension::time:
    return "time";
  case Dimension::bytes:
    return "bytes";
  }
  return "bare number";
}

} // namespace relctl
