// SPDX-License-Identifier: Apache-2.0
#include "cli/injections.hpp"

#include "base/text.hpp"
#include "core/window.hpp"
#include "sim/past_reader.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

std::string quoted(const sim::Injection& fault) {
  return fmt::format("--inject '{}'", one_line(fault.text, 100));
}

Result<void> check_begin(const sim::Injection& fault, const Period& range) {
  if (range.from <= fault.from && fault.from < range.to)
    return {};
  return fail(ErrorKind::usage, fmt::format("{} begins at {}, outside of the history from {} to {}",
                                            quoted(fault), format_instant(fault.from),
                                            format_instant(range.from), format_instant(range.to)));
}

/// In time and in number they would be one fault, and nobody could tell which.
Result<void> check_others(const sim::Injection& fault, const std::vector<sim::Injection>& others) {
  for (const sim::Injection& other : others)
    if (other.metric == fault.metric && other.from == fault.from &&
        (other.series == fault.series || other.series.empty() || fault.series.empty()))
      return fail(ErrorKind::usage,
                  fmt::format("{} and '{}' both change {} from {} on; say it in one", quoted(other),
                              one_line(fault.text, 100),
                              core::series_key(fault.metric, fault.series),
                              format_instant(fault.from)));
  return {};
}

/// Whether the series has a value in that time, its end excluded.
bool has_value(const sim::Past& past, std::size_t series, const Period& during) {
  sim::PastReader reader(past);
  for (auto found = reader.numbers(series, during.to - milliseconds(1));
       found && during.from <= found->at;
       found = reader.numbers(series, found->at - milliseconds(1)))
    if (!found->cause)
      return true;
  return false;
}

/// A fault only changes what was measured.
Result<void> check_effect(const sim::Injection& fault, const History& history,
                          const Period& range) {
  const sim::Past& past = *history.past;
  const Period during{fault.from,
                      fault.span ? std::min(fault.from + *fault.span, range.to) : range.to};
  for (std::size_t i = 0; i < past.series().size(); ++i)
    if (past.series()[i].metric == fault.metric &&
        (fault.series.empty() || past.series()[i].series == fault.series) &&
        has_value(past, i, during))
      return {};
  return fail(ErrorKind::usage,
              fmt::format("{} changes nothing: {} has no value of {} from {} to {}; let it begin "
                          "where there are some",
                          quoted(fault), one_line(history.origin),
                          core::series_key(fault.metric, fault.series), format_instant(during.from),
                          format_instant(during.to)));
}

} // namespace

Result<std::vector<sim::Injection>> read_injections(const std::vector<std::string>& texts,
                                                    const plan::Plan& plan, const History& history,
                                                    const Period& range) {
  std::vector<sim::Injection> faults;
  for (const std::string& text : texts) {
    RELCTL_TRY_ASSIGN(auto fault, sim::parse_injection(plan, text, range.from));
    RELCTL_TRY(check_begin(fault, range));
    RELCTL_TRY(check_others(fault, faults));
    RELCTL_TRY(check_effect(fault, history, range));
    faults.push_back(std::move(fault));
  }
  return faults;
}

} // namespace relctl::cli
