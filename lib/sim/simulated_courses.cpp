// SPDX-License-Identifier: Apache-2.0
#include "sim/simulated_courses.hpp"

#include "sim/random_binomial.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

namespace relctl::sim {

namespace {

/// More of them change nothing that shows.
constexpr std::int64_t k_requests_max = 100'000'000;
constexpr std::int64_t k_courses_min = 1000;
constexpr std::int64_t k_courses_max = 10'000;
/// A phase is simulated over so many times what its rule looks back at, and at least so many
/// readings; the rest is like what was.
constexpr std::int64_t k_lookbacks = 4;
constexpr std::int64_t k_readings_min = 200;
constexpr double k_normal_95 = 1.96;
/// What never happened in so many tries has with 95 % certainty a chance below three of them.
constexpr double k_rule_of_three = 3.0;

/// Courses of one phase. The time of the grid falls into slots that no window parts: of every step
/// the head, and the tail that the window which began last in it still covers.
class Courses {
public:
  Courses(const BreachRule& rule, std::int64_t requests, double rate, std::int64_t readings)
      : m_rule(rule), m_whole(rule.window.ms / rule.every.ms),
        m_first((rule.window.ms + rule.every.ms - 1) / rule.every.ms),
        m_steps(m_first - 1 + readings), m_most(most_within(rule, requests)) {
    if (rule.burn) {
      m_most_short = most_within(rule, requests * rule.burn->short_readings);
      m_most_long = most_within(rule, requests * rule.burn->long_readings);
    }
    const std::int64_t tail = rule.window.ms % rule.every.ms;
    const std::int64_t head = m_whole > 0 ? rule.every.ms - tail : 0; // Else no window has seen it.
    std::int64_t rest = 0; // What is left of a request, in parts of a window.
    const auto slot = [&](std::int64_t length) -> const RandomBinomial* {
      if (length == 0)
        return nullptr;
      rest += requests * length;
      const std::int64_t tries = rest / rule.window.ms;
      rest %= rule.window.ms;
      return &m_kinds.try_emplace(tries, tries, rate).first->second;
    };
    for (std::int64_t i = 0; i < m_steps; ++i) {
      m_heads.push_back(slot(head));
      m_tails.push_back(slot(tail));
    }
    const auto size = static_cast<std::size_t>(m_steps) + 1;
    m_failed.resize(size);
    m_failed_in_tail.resize(size);
    m_beyond.resize(size);
    m_read.resize(size);
  }

  /// The reading, from 1 on, at which that course is in breach for the first time; 0 for none.
  std::int64_t first_breach(std::uint64_t course) {
    Luck luck(course);
    for (std::int64_t step = 1; step <= m_steps; ++step) {
      const auto i = static_cast<std::size_t>(step);
      const auto* head = m_heads[i - 1];
      const auto* tail = m_tails[i - 1];
      const std::int64_t failed_in_head = head != nullptr ? head->draw(luck.next()) : 0;
      m_failed_in_tail[i] = tail != nullptr ? tail->draw(luck.next()) : 0;
      m_failed[i] = m_failed[i - 1] + failed_in_head + m_failed_in_tail[i];
      if (step < m_first)
        continue;
      const auto oldest = static_cast<std::size_t>(step - m_whole);
      const std::int64_t failed = m_failed[i] - m_failed[oldest] + m_failed_in_tail[oldest];
      const std::int64_t reading = step - m_first + 1;
      if (m_rule.burn ? burns(reading, failed) : is_complete(reading, failed))
        return reading;
    }
    return 0;
  }

private:
  /// Of what was added up by then, the newest so many.
  static std::int64_t newest(const std::vector<std::int64_t>& sums, std::int64_t reading,
                             std::int64_t count) {
    return sums[static_cast<std::size_t>(reading)] -
           sums[static_cast<std::size_t>(std::max<std::int64_t>(0, reading - count))];
  }

  bool is_complete(std::int64_t reading, std::int64_t failed) {
    const auto i = static_cast<std::size_t>(reading);
    const bool is_beyond = failed > m_most;
    m_beyond[i] = m_beyond[i - 1] + (is_beyond ? 1 : 0);
    return is_beyond && newest(m_beyond, reading, m_rule.of) >= m_rule.count;
  }

  bool burns(std::int64_t reading, std::int64_t failed) {
    const auto i = static_cast<std::size_t>(reading);
    m_read[i] = m_read[i - 1] + failed;
    return newest(m_read, reading, m_rule.burn->short_readings) > m_most_short &&
           newest(m_read, reading, m_rule.burn->long_readings) > m_most_long;
  }

  const BreachRule& m_rule;
  std::int64_t m_whole; ///< Whole steps that a window covers.
  std::int64_t m_first; ///< The step at whose end the first reading is.
  std::int64_t m_steps;
  std::int64_t m_most;
  std::int64_t m_most_short = 0;
  std::int64_t m_most_long = 0;
  std::map<std::int64_t, RandomBinomial> m_kinds; ///< By their requests.
  std::vector<const RandomBinomial*> m_heads;
  std::vector<const RandomBinomial*> m_tails;
  // What follows is added up from the beginning of the course; the first is of nothing.
  std::vector<std::int64_t> m_failed;
  std::vector<std::int64_t> m_failed_in_tail; ///< This is not.
  std::vector<std::int64_t> m_beyond;
  std::vector<std::int64_t> m_read;
};

std::int64_t looked_back_at(const BreachRule& rule) {
  const std::int64_t in_window = (rule.window.ms + rule.every.ms - 1) / rule.every.ms;
  return in_window +
         (rule.burn ? std::max(rule.burn->short_readings, rule.burn->long_readings) : rule.of);
}

/// Courses that had no breach up to a reading early in what is simulated, and up to its end.
struct Survivors {
  double courses = 0.0;
  double early = 0.0;
  double late = 0.0;
};

/// Where all readings were simulated.
Chance counted(const Survivors& seen) {
  const double chance = 1.0 - seen.late / seen.courses;
  const double spread = std::sqrt(chance * (1.0 - chance) / seen.courses);
  return {chance, std::max(k_normal_95 * spread, k_rule_of_three / seen.courses)};
}

/// A phase that is longer by so many times the stretch between early and late: courses go on
/// without a breach in each as they did in that one. It is the product of J. I. Naus,
/// Approximations for Distributions of Scan Statistics, JASA 77 (1982), with longer stretches.
Chance continued(const Survivors& seen, double times) {
  if (seen.late == 0.0)
    return {1.0, k_rule_of_three / seen.courses};
  const double kept = seen.late / seen.early;
  const double none = seen.late / seen.courses * std::pow(kept, times);
  const double early = seen.early / seen.courses;
  // Of a logarithm of a share, and of a power of one.
  const double spread = std::sqrt((1.0 - early) / seen.early +
                                  (1.0 + times) * (1.0 + times) * (1.0 - kept) / seen.late);
  const double unseen =
      none * -std::expm1((1.0 + times) * std::log1p(-std::min(0.5, k_rule_of_three / seen.early)));
  return {1.0 - none, std::max(k_normal_95 * none * spread, kept < 1.0 ? 0.0 : unseen)};
}

} // namespace

Chance simulated_chance(const BreachRule& rule, std::int64_t requests, double rate,
                        std::int64_t budget) {
  const std::int64_t lookback = looked_back_at(rule);
  const std::int64_t readings =
      std::min(rule.readings, std::max(k_lookbacks * lookback, k_readings_min));
  const std::int64_t courses = std::clamp(budget / readings, k_courses_min, k_courses_max);
  Courses some(rule, std::min(requests, k_requests_max), rate, readings);
  std::int64_t early = 0;
  std::int64_t late = 0;
  for (std::int64_t course = 1; course <= courses; ++course) {
    const std::int64_t breach = some.first_breach(static_cast<std::uint64_t>(course));
    early += breach == 0 || breach > lookback ? 1 : 0;
    late += breach == 0 ? 1 : 0;
  }
  const Survivors seen{static_cast<double>(courses), static_cast<double>(early),
                       static_cast<double>(late)};
  return readings == rule.readings ? counted(seen)
                                   : continued(seen, static_cast<double>(rule.readings - readings) /
                                                         static_cast<double>(readings - lookback));
}

} // namespace relctl::sim
