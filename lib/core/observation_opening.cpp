// SPDX-License-Identifier: Apache-2.0
#include "core/observation_opening.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace relctl::core {
namespace {

constexpr int k_most_samples = 100'000;

/// What the flag says, else the plan's text with its variables.
template <class Value, class Parse>
Result<Value> setting(const std::optional<Value>& given, const plan::TemplateText* text,
                      const plan::Values& values, const char* key, Parse parse) {
  if (given)
    return *given;
  if (text == nullptr || text->text.empty())
    return fail(ErrorKind::usage,
                fmt::format("the plan does not say observe.{0}; give --{0}", key));
  return parse(plan::render(text->text, values), std::string("observe.") + key + " of the plan");
}

/// The day of the clock times, and when sampling begins.
void put_times(const plan::Observation& observe, Instant now, ObservationOpened& opened) {
  constexpr std::int64_t k_day_ms = 86'400'000;
  const std::int64_t local = now.ms + observe.zone.ms;
  opened.midnight = Instant{local / k_day_ms * k_day_ms - observe.zone.ms};
  for (const plan::ScheduleItem& item : observe.schedule)
    if (const Instant at = *opened.midnight + minutes(item.at.minute); item.begins && now < at)
      opened.begin_at = at;
}

} // namespace

Result<int> parse_samples(const std::string& text, const std::string& origin) {
  int number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (failure == std::errc{} && end == text.data() + text.size() && number >= 1 &&
      number <= k_most_samples)
    return number;
  return fail(ErrorKind::usage, fmt::format("{} is '{}', not a number of samples from 1 to {}",
                                            origin, one_line(text, 60), k_most_samples));
}

Result<Duration> parse_interval(const std::string& text, const std::string& origin) {
  const auto every = parse_duration(text);
  if (every && every->ms > 0)
    return *every;
  return fail(ErrorKind::usage,
              fmt::format("{} is '{}', not a duration such as 10m", origin, one_line(text, 60)));
}

Result<void> put_course(const plan::Plan& plan, const CourseFlags& flags, Instant now,
                        ObservationOpened& opened) {
  const plan::Observation* observe = plan.observe ? &*plan.observe : nullptr;
  RELCTL_TRY_ASSIGN(opened.samples, setting(flags.samples, observe ? &observe->samples : nullptr,
                                            opened.vars, "samples", parse_samples));
  RELCTL_TRY_ASSIGN(opened.every, setting(flags.every, observe ? &observe->every : nullptr,
                                          opened.vars, "every", parse_interval));
  if (observe != nullptr)
    put_times(*observe, now, opened);
  return {};
}

} // namespace relctl::core
