// SPDX-License-Identifier: Apache-2.0
#include "metrics/reading_rules.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <random>

using namespace relctl;
using namespace relctl::metrics;

namespace {

/// An answer as they come, and now and then another.
Answer an_answer(std::mt19937& random) {
  switch (random() % 10) {
  case 0:
    return no_answer(plan::Cause::nodata, "no series matches");
  case 1:
    return number_answer(std::numeric_limits<double>::max());
  case 2:
    return number_answer(3.0, "a warning");
  case 3:
    return number_answer(std::nan(""));
  default:
    return number_answer(static_cast<double>(random() % 100));
  }
}

std::optional<Answer> maybe_an_answer(std::mt19937& random) {
  return random() % 2 == 0 ? std::nullopt : std::optional(an_answer(random));
}

/// Whether the reading says anything but numbers.
bool is_numbers_alone(const core::Reading& reading) {
  return !reading.cause && reading.detail.empty() && reading.baseline_cause.empty() &&
         !reading.baseline_unknown && !reading.sampled_at && reading.references.empty();
}

} // namespace

TEST_CASE("numbers alone are what the rules make of the same answers, and nothing else is") {
  std::mt19937 random(7);
  int plain = 0;
  for (int i = 0; i < 20'000; ++i) {
    core::MeasurementRequest request;
    request.metric = "m";
    request.unit = parse_unit(random() % 2 == 0 ? "%" : "ms").value();
    if (random() % 4 == 0)
      request.unit.scale = 10.0; // So that the largest number becomes infinite.
    request.volume_at_least = 50.0;
    Answers answers;
    answers.value = an_answer(random);
    answers.volume = maybe_an_answer(random);
    answers.baseline = maybe_an_answer(random);
    if (random() % 8 == 0)
      answers.fresh = number_answer(1.0);
    if (random() % 8 == 0)
      answers.references["day"] = an_answer(random);
    const auto reading = reading_of(request, Instant{1000}, answers, Instant{1000});
    const auto numbers = plain_numbers(request, answers);
    CHECK(numbers.has_value() == is_numbers_alone(reading));
    if (!numbers)
      continue;
    ++plain;
    CHECK(numbers->value == reading.value);
    CHECK(numbers->volume == reading.volume);
    CHECK(numbers->baseline == reading.baseline);
  }
  CHECK(plain > 1000);
}
