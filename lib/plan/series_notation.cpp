// SPDX-License-Identifier: Apache-2.0
#include "plan/series_notation.hpp"

#include "base/decimal.hpp"
#include "base/quantity.hpp"
#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace relctl::plan {

namespace {

constexpr std::int64_t k_count_max = 10'000'000;

using ParsedRun = tl::expected<SeriesRun, SeriesError>;

tl::unexpected<SeriesError> refuse(std::size_t offset, std::string message, std::string remedy) {
  return tl::unexpected(SeriesError{offset, std::move(message), std::move(remedy)});
}

/// `x20` or `x*` behind a value: that many more.
tl::expected<std::int64_t, SeriesError> parse_more(std::string_view text, std::size_t offset) {
  if (text == "*")
    return k_for_ever;
  std::int64_t more = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), more);
  if (failure != std::errc{} || end != text.data() + text.size() || more < 0 || more > k_count_max)
    return refuse(offset, fmt::format("'{}' is not a number of points", one_line(text, 60)),
                  "write a whole number up to 10000000, or * for as long as it takes");
  return more + 1;
}

std::optional<Cause> parse_absence(std::string_view word) {
  if (word == "_")
    return Cause::nodata;
  if (word == "NaN")
    return Cause::nan;
  const auto cause = parse_cause(word);
  return cause && *cause <= Cause::timeout ? cause : std::nullopt;
}

/// Where a step begins: at a sign that does not belong to an exponent.
std::size_t find_step(std::string_view text) {
  for (std::size_t i = 1; i < text.size(); ++i)
    if ((text[i] == '+' || text[i] == '-') && text[i - 1] != 'e' && text[i - 1] != 'E')
      return i;
  return text.npos;
}

tl::expected<double, SeriesError> parse_value(std::string_view text, std::size_t offset) {
  const auto number = parse_number(text);
  if (!number)
    return refuse(offset, fmt::format("'{}' is neither a number nor a cause", one_line(text, 60)),
                  "write for instance 0.01, 0.01+0x20, 0.2x3, _, NaN, stale or timeout");
  return *number;
}

ParsedRun parse_run(std::string_view word, std::size_t offset) {
  SeriesRun run;
  std::string_view what = word;
  // `timeout` has no x, `0x5` is a zero and five more.
  if (const std::size_t times = word.rfind('x'); times != word.npos && times > 0) {
    const auto count = parse_more(word.substr(times + 1), offset + times + 1);
    if (!count)
      return tl::unexpected(count.error());
    run.count = *count;
    what = word.substr(0, times);
  }
  if (const auto absence = parse_absence(what)) {
    run.cause = *absence;
    // promtool takes `_x3` for three missing points, but `1x3` for one and three more.
    if (run.cause != Cause::nan && run.count != k_for_ever && what.size() < word.size())
      --run.count;
    return run;
  }
  const std::size_t sign = find_step(what);
  const auto start = parse_value(what.substr(0, sign), offset);
  if (!start)
    return tl::unexpected(start.error());
  run.start = *start;
  if (sign == what.npos)
    return run;
  const auto step = parse_value(what.substr(sign + 1), offset + sign + 1);
  if (!step)
    return tl::unexpected(step.error());
  run.step = what[sign] == '-' ? -*step : *step;
  return run;
}

} // namespace

std::optional<SeriesPoint> SeriesValues::at(std::int64_t index) const {
  for (const SeriesRun& run : runs) {
    if (run.count == k_for_ever || index < run.count) {
      if (!run.start)
        return SeriesPoint{std::nullopt, run.cause};
      if (run.step == 0.0 || index == 0)
        return SeriesPoint{run.start, run.cause};
      const double value = decimal_sum(*run.start, run.step * static_cast<double>(index));
      if (!std::isfinite(value))
        return SeriesPoint{std::nullopt, Cause::nan};
      return SeriesPoint{value, run.cause};
    }
    index -= run.count;
  }
  return std::nullopt;
}

std::int64_t SeriesValues::same_from(std::int64_t index) const {
  for (const SeriesRun& run : runs) {
    if (run.count == k_for_ever || index < run.count) {
      const bool is_even = !run.start || run.step == 0.0;
      if (!is_even)
        return 1;
      return run.count == k_for_ever ? k_for_ever : run.count - index;
    }
    index -= run.count;
  }
  return k_for_ever;
}

std::int64_t SeriesValues::size() const {
  std::int64_t size = 0;
  for (const SeriesRun& run : runs) {
    if (run.count == k_for_ever)
      return k_for_ever;
    size += run.count;
  }
  return size;
}

tl::expected<SeriesValues, SeriesError> parse_series(std::string_view text) {
  SeriesValues values;
  std::size_t at = 0;
  while ((at = text.find_first_not_of(" \t\n", at)) != text.npos) {
    const std::size_t end = std::min(text.find_first_of(" \t\n", at), text.size());
    if (!values.runs.empty() && values.runs.back().count == k_for_ever)
      return refuse(at, "nothing can come after a value that goes on for ever",
                    "give the * before it a number");
    const auto run = parse_run(text.substr(at, end - at), at);
    if (!run)
      return tl::unexpected(run.error());
    values.runs.push_back(*run);
    at = end;
  }
  if (values.runs.empty())
    return refuse(0, "a series without values", "write for instance 0.01x*");
  return values;
}

} // namespace relctl::plan
