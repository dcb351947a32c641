// SPDX-License-Identifier: Apache-2.0
#include "metrics/reading_rules.hpp"

#include "base/text.hpp"
#include "metrics/sample_number.hpp"

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace relctl::metrics {
namespace {

using plan::Cause;

struct Refusal {
  Cause cause = Cause::nodata;
  std::string detail;
};
using MaybeRefusal = std::optional<Refusal>;

struct Named {
  const char* name; ///< Empty for the value, which needs none.
  const Answer* answer;
};

/// The answers that must hold for the value to count; null for what was not asked.
std::array<Named, 3> deciding(const Answers& answers) {
  return {{{"", &answers.value},
           {"volume", answers.volume ? &*answers.volume : nullptr},
           {"freshness", answers.fresh ? &*answers.fresh : nullptr}}};
}

std::string under_name(const std::string& name, const std::string& detail) {
  return name.empty() ? detail : name + ": " + detail;
}

/// The first deciding answer that failed with one of `causes`.
MaybeRefusal first_with(const Answers& answers, std::initializer_list<Cause> causes) {
  for (const Named& each : deciding(answers))
    for (const Cause cause : causes)
      if (each.answer != nullptr && !each.answer->number && each.answer->cause == cause)
        return Refusal{cause, under_name(each.name, each.answer->detail)};
  return std::nullopt;
}

MaybeRefusal refuse_age(const core::MeasurementRequest& request, Instant at, const Answers& answers,
                        Instant newest_possible) {
  if (!answers.fresh || !answers.fresh->number)
    return std::nullopt;
  // In doubles: a query that answers in milliseconds or nanoseconds must not overflow.
  const double fresh_ms = *answers.fresh->number * 1000;
  const double ahead_ms = fresh_ms - static_cast<double>(newest_possible.ms);
  if (ahead_ms > static_cast<double>(k_clock_skew_max.ms))
    return Refusal{
        Cause::provider_error,
        fmt::format("freshness: clock skew: the newest sample is {:.0f} s in the future; "
                    "the query must answer in Unix seconds and the clocks agree",
                    ahead_ms / 1000)};
  const double age_ms = static_cast<double>(at.ms) - fresh_ms;
  if (age_ms > static_cast<double>(request.max_age.ms))
    return Refusal{Cause::stale,
                   fmt::format("the newest sample is {:.0f} s old, at most {} allowed",
                               age_ms / 1000, format_duration(request.max_age))};
  return std::nullopt;
}

MaybeRefusal refuse_volume(const core::MeasurementRequest& request, const Answers& answers) {
  if (!answers.volume)
    return std::nullopt;
  if (!answers.volume->number)
    return Refusal{Cause::thin, both_details("volume unknown", answers.volume->detail)};
  if (*answers.volume->number < request.volume_at_least)
    return Refusal{Cause::thin, fmt::format("volume {} is below {}",
                                            format_sample_number(*answers.volume->number),
                                            format_sample_number(request.volume_at_least))};
  return std::nullopt;
}

MaybeRefusal refuse_absence(const Answers& answers) {
  if (answers.fresh && !answers.fresh->number)
    return Refusal{answers.fresh->cause, "freshness unknown: " + answers.fresh->detail};
  if (!answers.value.number)
    return Refusal{answers.value.cause, answers.value.detail};
  return std::nullopt;
}

MaybeRefusal refuse(const core::MeasurementRequest& request, Instant at, const Answers& answers,
                    Instant newest_possible) {
  if (auto failed = first_with(answers, {Cause::timeout, Cause::provider_error}))
    return failed;
  if (auto many = first_with(answers, {Cause::many}))
    return many;
  if (auto early = first_with(answers, {Cause::before_phase}))
    return early;
  if (auto age = refuse_age(request, at, answers, newest_possible))
    return age;
  if (auto thin = refuse_volume(request, answers))
    return thin;
  return refuse_absence(answers);
}

/// The same answer in the canonical unit; a number that becomes infinite is none.
Answer scaled(const Answer& answer, const Unit& unit) {
  return answer.number ? number_answer(canonical(*answer.number, unit), answer.detail) : answer;
}

void note_missing(core::Reading& reading, const std::string& name, const Answer& answer) {
  std::string why(plan::cause_name(answer.cause));
  if (!answer.detail.empty())
    why += ": " + answer.detail;
  reading.baseline_cause = both_details(reading.baseline_cause, one_line(name + ": " + why));
}

void put_comparisons(core::Reading& reading, const Answers& answers) {
  if (answers.baseline) {
    reading.baseline = answers.baseline->number;
    if (!reading.baseline) {
      reading.baseline_unknown = answers.baseline->cause;
      note_missing(reading, "baseline", *answers.baseline);
    }
  }
  for (const auto& [id, answer] : answers.references) {
    if (answer.number)
      reading.references[id] = *answer.number;
    else
      note_missing(reading, id, answer);
  }
}

/// What the source warned of in any answer that has a number.
std::string warnings_of(const Answers& answers) {
  std::string warnings = answers.value.detail;
  const auto add = [&warnings](const Answer& answer) {
    if (answer.number && !answer.detail.empty())
      warnings = both_details(warnings, answer.detail);
  };
  for (const auto* answer : {&answers.volume, &answers.fresh, &answers.baseline})
    if (*answer)
      add(**answer);
  for (const auto& [id, answer] : answers.references)
    add(answer);
  return warnings;
}

/// A sample time that an Instant can hold, rounded to its millisecond.
std::optional<Instant> instant_of(double unix_seconds) {
  const double ms = std::round(unix_seconds * 1000);
  if (std::abs(ms) > 9e15)
    return std::nullopt;
  return Instant{static_cast<std::int64_t>(ms)};
}

core::Reading empty_reading(const core::MeasurementRequest& request, Instant at) {
  core::Reading reading;
  reading.metric = request.metric;
  reading.series = request.series;
  reading.at = at;
  return reading;
}

} // namespace

std::optional<PlainNumbers> plain_numbers(const core::MeasurementRequest& request,
                                          const Answers& answers) {
  const auto is_plain = [](const Answer& answer) { return answer.number && answer.detail.empty(); };
  if (!is_plain(answers.value) || answers.fresh || !answers.references.empty() ||
      (answers.volume && !is_plain(*answers.volume)) ||
      (answers.baseline && !is_plain(*answers.baseline)))
    return std::nullopt;
  PlainNumbers numbers{canonical(*answers.value.number, request.unit), {}, {}};
  bool is_sound = std::isfinite(numbers.value);
  if (answers.volume) {
    numbers.volume = answers.volume->number;
    is_sound = is_sound && *numbers.volume >= request.volume_at_least;
  }
  if (answers.baseline) {
    numbers.baseline = canonical(*answers.baseline->number, request.unit);
    is_sound = is_sound && std::isfinite(*numbers.baseline);
  }
  return is_sound ? std::optional(numbers) : std::nullopt;
}

core::Reading reading_of(const core::MeasurementRequest& request, Instant at, const Answers& raw,
                         Instant newest_possible) {
  Answers answers = raw;
  answers.value = scaled(raw.value, request.unit);
  if (raw.baseline)
    answers.baseline = scaled(*raw.baseline, request.unit);
  for (auto& [id, answer] : answers.references)
    answer = scaled(answer, request.unit);

  core::Reading reading = empty_reading(request, at);
  if (answers.volume)
    reading.volume = answers.volume->number;
  if (answers.fresh && answers.fresh->number)
    reading.sampled_at = instant_of(*answers.fresh->number);
  put_comparisons(reading, answers);
  if (auto refusal = refuse(request, at, answers, newest_possible)) {
    reading.cause = refusal->cause;
    reading.detail = one_line(refusal->detail);
  } else {
    reading.value = answers.value.number;
    reading.detail = one_line(warnings_of(answers));
  }
  return reading;
}

core::Reading reading_without_value(const core::MeasurementRequest& request, Instant at,
                                    plan::Cause cause, const std::string& detail) {
  core::Reading reading = empty_reading(request, at);
  reading.cause = cause;
  reading.detail = one_line(detail);
  return reading;
}

} // namespace relctl::metrics
