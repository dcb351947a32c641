// SPDX-License-Identifier: Apache-2.0
#include "sim/injection.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace relctl::sim {
namespace {

constexpr std::int64_t k_day_ms = 86'400'000;

/// The text cut at the first `word` that stands between blanks.
std::pair<std::string, std::string> cut(const std::string& text, const std::string& word) {
  const std::size_t at = text.find(" " + word + " ");
  if (at == std::string::npos)
    return {text, ""};
  return {text.substr(0, at), std::string(trim(text.substr(at + word.size() + 2)))};
}

std::optional<int> two_digits(std::string_view text) {
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool is_whole = failure == std::errc{} && end == text.data() + text.size();
  return is_whole && text.size() == 2 ? std::optional(number) : std::nullopt;
}

/// `14:00`, as the time since midnight.
std::optional<Duration> time_of_day(const std::string& text) {
  if (text.size() != 5 || text[2] != ':')
    return std::nullopt;
  const auto hour = two_digits(std::string_view(text).substr(0, 2));
  const auto minute = two_digits(std::string_view(text).substr(3));
  if (!hour || !minute || *hour > 23 || *minute > 59)
    return std::nullopt;
  return hours(*hour) + minutes(*minute);
}

Result<void> read_time(const std::string& when, Instant from, Injection& fault) {
  const auto [at, span] = cut(when, "for");
  if (!span.empty()) {
    const auto length = parse_duration(span);
    if (!length || length->ms == 0)
      return fail(ErrorKind::usage,
                  fmt::format("'{}' is not a length of time", one_line(span, 60)));
    fault.span = *length;
  }
  if (const auto clock = time_of_day(at)) {
    fault.from = Instant{from.ms / k_day_ms * k_day_ms} + *clock;
    if (fault.from < from)
      fault.from = fault.from + hours(24);
    return {};
  }
  const auto instant = parse_instant(at);
  if (!instant)
    return fail(ErrorKind::usage,
                fmt::format("'{}' is neither a time of day such as 14:00 (UTC) nor an "
                            "instant such as 2026-11-22T14:00:00Z",
                            one_line(at, 60)));
  fault.from = *instant;
  return {};
}

Result<const plan::Metric*> read_metric(const plan::Plan& plan, const std::string& name,
                                        Injection& fault) {
  const std::size_t bracket = name.find('[');
  fault.metric = name.substr(0, bracket);
  if (bracket != std::string::npos && name.ends_with(']'))
    fault.series = name.substr(bracket + 1, name.size() - bracket - 2);
  std::vector<std::string> ids;
  for (const plan::Metric& metric : plan.metrics)
    ids.push_back(metric.id);
  const plan::Metric* metric = plan::find_metric(plan, fault.metric);
  if (metric == nullptr)
    return fail(ErrorKind::usage, fmt::format("the plan has no metric '{}', it has {}",
                                              one_line(fault.metric, 60), join(ids, ", ")));
  const auto all = plan::series_of(*metric);
  if (bracket != std::string::npos && std::find(all.begin(), all.end(), fault.series) == all.end())
    return fail(ErrorKind::usage, fmt::format("metric {} has no series '{}'", fault.metric,
                                              one_line(fault.series, 60)));
  return metric;
}

/// A bare number is in the source's unit only where it has none.
Result<void> read_amount(const std::string& amount, const plan::Metric& metric, Injection& fault) {
  const auto quantity = parse_quantity(amount);
  const bool is_factor = fault.kind == Injection::Kind::multiply;
  const Dimension wanted = is_factor ? Dimension::none : metric.unit.dimension;
  if (!quantity || quantity->dimension != wanted)
    return fail(ErrorKind::usage,
                fmt::format("'{}' is not {}", one_line(amount, 60),
                            is_factor || wanted == Dimension::none
                                ? "a bare number"
                                : fmt::format("a {} with its unit", dimension_name(wanted))));
  fault.amount = quantity->value;
  return {};
}

Result<Injection> read_injection(const plan::Plan& plan, const std::string& text, Instant from) {
  Injection fault;
  fault.text = text;
  const auto [change, when] = cut(text, "at");
  if (when.empty())
    return fail(ErrorKind::usage, "it does not say 'at' which time the fault begins");
  const std::size_t equals = change.find('=');
  if (equals == std::string::npos || equals == 0)
    return fail(ErrorKind::usage, "it has none of +=, -=, *= and =");
  const char before = change[equals - 1];
  const bool is_plain = before != '+' && before != '-' && before != '*';
  const std::string name(trim(change.substr(0, is_plain ? equals : equals - 1)));
  if (before == '*')
    fault.kind = Injection::Kind::multiply;
  else if (is_plain)
    fault.kind = Injection::Kind::set;
  RELCTL_TRY_ASSIGN(const plan::Metric* metric, read_metric(plan, name, fault));
  RELCTL_TRY(read_amount(std::string(trim(change.substr(equals + 1))), *metric, fault));
  if (before == '-')
    fault.amount = -fault.amount;
  RELCTL_TRY(read_time(when, from, fault));
  return fault;
}

/// One that the plan could have, of the metric that was meant where it has that.
std::string example_for(const plan::Plan& plan, const std::string& text) {
  const plan::Metric* meant = plan::find_metric(
      plan, std::string(trim(std::string_view(text).substr(0, text.find_first_of(" [+-*=")))));
  if (meant == nullptr && !plan.metrics.empty())
    meant = &plan.metrics.front();
  return (meant == nullptr ? "METRIC" : meant->id) + " *= 2 at 14:00 for 1h";
}

} // namespace

Result<Injection> parse_injection(const plan::Plan& plan, const std::string& text, Instant from) {
  auto fault = read_injection(plan, text, from);
  if (!fault)
    return fail(ErrorKind::usage,
                fmt::format("--inject '{}': {}; write it as '{}'", one_line(text, 100),
                            fault.error().message, example_for(plan, text)));
  return fault;
}

void inject(const Injection& fault, core::Reading& reading) {
  const bool is_its_time =
      fault.from <= reading.at && (!fault.span || reading.at < fault.from + *fault.span);
  if (reading.metric != fault.metric || !reading.value || !is_its_time ||
      (!fault.series.empty() && fault.series != reading.series))
    return;
  switch (fault.kind) {
  case Injection::Kind::add:
    *reading.value += fault.amount;
    break;
  case Injection::Kind::multiply:
    *reading.value *= fault.amount;
    break;
  case Injection::Kind::set:
    reading.value = fault.amount;
    break;
  }
}

} // namespace relctl::sim
