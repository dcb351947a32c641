// SPDX-License-Identifier: Apache-2.0
#include "core/gate.hpp"
#include "core/given.hpp"
#include "core/impossible_numbers.hpp"
#include "metrics/raw_reading.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdlib>
#include <iostream>
#include <limits>
#include <random>

using namespace relctl;
using namespace relctl::metrics;
using core::Verdict;
using test::Given;
using test::k_noon;

namespace {

constexpr double k_limit = 0.01;   ///< Breach above.
constexpr double k_target = 0.005; ///< Wanted below.
constexpr double k_volume = 100;
constexpr double k_max_age_s = 60;
constexpr double k_infinity = std::numeric_limits<double>::infinity();

class Dice {
public:
  explicit Dice(std::uint64_t seed) : m_engine(seed) {}
  int below(int end) { return static_cast<int>(m_engine() % static_cast<std::uint64_t>(end)); }
  bool chance(double share) { return static_cast<double>(m_engine() >> 11U) * 0x1p-53 < share; }
  template <class T>
  T one_of(std::initializer_list<T> choices) {
    return choices.begin()[below(static_cast<int>(choices.size()))];
  }

private:
  std::mt19937_64 m_engine;
};

Raw odd_raw(Dice& dice) {
  Raw raw;
  switch (dice.below(9)) {
  case 0:
    raw.reply = dice.one_of({Raw::Reply::timed_out, Raw::Reply::refused, Raw::Reply::page,
                             Raw::Reply::cut, Raw::Reply::failed});
    break;
  case 1:
    raw.series = dice.one_of({0, 2});
    break;
  case 2:
    raw.value = dice.one_of({std::nan(""), k_infinity, -k_infinity});
    break;
  case 3:
    raw.shift_ms = dice.one_of<std::int64_t>({-59'999, -2, -1, 1, 2, 5000});
    break;
  case 4:
    raw.volume = dice.one_of({0.0, -1.0, 99.9, 100.0, std::nan(""), k_infinity});
    break;
  case 5:
    raw.age_s = dice.one_of({-1e300, -61.0, -60.0, 60.0, 61.0, 1e9, std::nan("")});
    break;
  case 6:
    (dice.chance(0.5) ? raw.has_volume : raw.has_age) = false;
    break;
  default: // Known, and near, at or beyond a limit.
    raw.value = dice.one_of({-0.0, -1.0, 5e-324, 0.0049, 0.005, 0.01, 0.0101, 0.5, 1e308});
    break;
  }
  if (dice.chance(0.1))
    raw.value = 0.5; // And it would be beyond the limit.
  return raw;
}

/// One phase over one metric, each grid time of its series with what the source said at once and
/// what it said later, where it said anything.
struct Trial {
  Given given{test::short_plan()};
  bool has_volume = false;
  bool has_age = false;
  int readings = 0;
  std::vector<std::vector<std::optional<Raw>>> stands; ///< By series and grid step from 0.
};

bool is_good(const Trial& trial, const Raw& raw) {
  return raw.reply == Raw::Reply::whole && raw.series == 1 && std::isfinite(raw.value) &&
         raw.value >= 0.0 && // It is a share.
         std::abs(raw.shift_ms) <= 1 &&
         (!trial.has_volume ||
          (raw.has_volume && std::isfinite(raw.volume) && raw.volume >= k_volume)) &&
         (!trial.has_age || (raw.has_age && raw.age_s <= k_max_age_s && raw.age_s >= -60));
}

/// The source itself failed, so that what it says later may stand instead.
bool gives_way(const Trial& trial, const Raw& raw) {
  const bool is_ahead = trial.has_age && raw.has_age && raw.age_s < -60;
  return raw.reply != Raw::Reply::whole || (is_ahead && raw.series < 2);
}

const plan::Metric& metric_of(const Trial& trial) {
  return trial.given.plan.metrics[0];
}

core::MeasurementRequest request_for(const Trial& trial, const std::string& series) {
  core::MeasurementRequest request = prometheus_request();
  request.metric = metric_of(trial).id;
  request.series = series;
  request.every = metric_of(trial).every;
  if (trial.has_volume) {
    request.volume_query = "volume";
    request.volume_at_least = k_volume;
  }
  if (trial.has_age) {
    request.fresh_query = "fresh";
    request.max_age = seconds(static_cast<std::int64_t>(k_max_age_s));
  }
  return request;
}

/// Grid steps `first` and following, all in one answer; which of them stand is for the window to
/// say, and for this test by its own rule.
void give(Trial& trial, std::size_t series, std::size_t first, std::vector<Raw> raws) {
  core::MeasurementRequest request = request_for(trial, plan::series_of(metric_of(trial))[series]);
  request.from = k_noon + static_cast<std::int64_t>(first) * request.every;
  request.to = request.from + static_cast<std::int64_t>(raws.size() - 1) * request.every;
  for (core::Reading& read :
       interpreted(request, replies_of(request, raws), request.to + milliseconds(40))) {
    core::take_out_impossible(trial.given.plan, read);
    trial.given.add(std::move(read));
  }
  trial.readings += static_cast<int>(raws.size());
  if (raws.size() > 1) { // One answer: it is whole, and on the grid, or it is none.
    Raw::Reply reply = raws.front().reply;
    for (const Raw& raw : raws)
      if (raw.shift_ms != 0 && raw.series > 0)
        reply = Raw::Reply::page;
    for (Raw& raw : raws)
      raw.reply = reply;
  }
  for (std::size_t i = 0; i < raws.size(); ++i) {
    auto& standing = trial.stands[series].at(first + i);
    if (!standing || (gives_way(trial, *standing) && !gives_way(trial, raws[i])))
      standing = raws[i];
  }
}

plan::Shape a_shape(Dice& dice, Duration every) {
  switch (dice.below(4)) {
  case 0:
    return plan::Plain{};
  case 1:
    return plan::Sustained{(1 + dice.below(4)) * every};
  case 2:
    return plan::Consecutive{1 + dice.below(3)};
  default:
    return plan::CountOf{2, 2 + dice.below(3)};
  }
}

Trial a_trial(Dice& dice) {
  Trial trial;
  plan::Plan& plan = trial.given.plan;
  plan::Metric& metric = plan.metrics[0];
  metric.every = seconds(dice.one_of({10, 30, 60}));
  metric.window = (1 + dice.below(3)) * metric.every;
  metric.coverage = dice.one_of({0.5, 0.8, 0.95, 1.0});
  metric.max_gap = (1 + dice.below(6)) * metric.every;
  if (dice.chance(0.3))
    metric.each = plan::Each{"node", {"a", "b"}};
  plan.thresholds[0].shape = a_shape(dice, metric.every);
  if (dice.chance(0.4))
    plan.thresholds[0].target.reset();
  plan.thresholds[0].then.kind =
      dice.one_of({plan::Consequence::Kind::rollback, plan::Consequence::Kind::hold});
  const int steps = 3 + dice.below(18);
  plan.phases[0].observe = steps * metric.every;
  plan.phases[0].bake = dice.chance(0.15);
  trial.has_volume = dice.chance(0.5);
  trial.has_age = dice.chance(0.5);
  trial.given.mandate.measures = false; // What is there is all there is: nothing is waited for.
  trial.given.ready().started("p5");
  const double oddness = dice.one_of({0.0, 0.03, 0.1, 0.3, 0.8});
  const double absence = dice.one_of({0.0, 0.0, 0.05, 0.3});
  const auto count = static_cast<std::size_t>(steps + dice.below(6));
  const auto series = plan::series_of(metric).size();
  trial.stands.resize(series, std::vector<std::optional<Raw>>(count + 1));
  const auto a_raw = [&] { return dice.chance(oddness) ? odd_raw(dice) : Raw{}; };
  for (std::size_t s = 0; s < series; ++s) {
    for (std::size_t step = 0; step <= count; ++step)
      if (!dice.chance(absence))
        give(trial, s, step, {a_raw()});
    while (dice.chance(0.4)) { // Asked again for what lies back, whatever stands there.
      const std::size_t first = static_cast<std::size_t>(dice.below(static_cast<int>(count)));
      std::vector<Raw> raws(1 +
                            static_cast<std::size_t>(dice.below(static_cast<int>(count - first))));
      std::generate(raws.begin(), raws.end(), a_raw);
      for (Raw& raw : raws) // A range off its grid is no answer at all: rare enough.
        raw.shift_ms = dice.chance(0.9) ? 0 : raw.shift_ms;
      give(trial, s, first, std::move(raws));
    }
  }
  return trial;
}

/// The grid of one series as this test sees it at a time: what is due, and what there is.
struct Seen {
  std::vector<const Raw*> points; ///< Null where there is nothing; without a newest still due.
  std::size_t since = 0;          ///< The first of them that the last `observe` of time has.
};

Seen seen_at(const Trial& trial, std::size_t series, Duration now) {
  const plan::Metric& metric = metric_of(trial);
  const auto steps = [&](Duration span) {
    return static_cast<std::size_t>(span.ms / metric.every.ms);
  };
  const std::size_t first = steps(metric.window + metric.every - milliseconds(1));
  // Open at its start, but for the start of the phase.
  const Duration begin =
      std::max(Duration{}, now - trial.given.plan.phases[0].observe + milliseconds(1));
  Seen seen;
  for (std::size_t step = first; step <= steps(now); ++step) {
    const auto& raw = trial.stands[series].at(step);
    if (!raw && step == steps(now))
      break;
    seen.points.push_back(raw ? &*raw : nullptr);
    seen.since += static_cast<std::int64_t>(step) * metric.every < begin ? 1U : 0U;
  }
  return seen;
}

/// Why a promotion would have no evidence; empty where it has. In this test's own terms.
std::string lacking(const Trial& trial, std::size_t series, Duration now) {
  const plan::Metric& metric = metric_of(trial);
  const plan::Phase& phase = trial.given.plan.phases[0];
  const Seen seen = seen_at(trial, series, now);
  double good = 0;
  std::int64_t gap = 0;
  std::int64_t longest_gap = 0;
  for (std::size_t i = phase.bake ? 0 : seen.since; i < seen.points.size(); ++i) {
    const bool holds = seen.points[i] != nullptr && is_good(trial, *seen.points[i]);
    good += holds ? 1 : 0;
    gap = holds ? 0 : gap + 1;
    longest_gap = std::max(longest_gap, gap);
  }
  if (now < phase.observe)
    return "it is too early";
  if (good == 0)
    return "not one good reading";
  const Raw* newest = seen.points.back();
  if (newest == nullptr || !is_good(trial, *newest))
    return "the newest reading is not good";
  if (trial.given.plan.thresholds[0].target && newest->value >= k_target)
    return "the newest reading misses the target";
  if (phase.bake)
    return good * static_cast<double>(metric.every.ms) <
                   static_cast<double>((phase.observe - metric.window - metric.every).ms)
               ? "a bake with too little seen"
               : "";
  if (good < metric.coverage * static_cast<double>(seen.points.size() - seen.since))
    return "too few good readings";
  if ((longest_gap - 1) * metric.every.ms > metric.max_gap.ms)
    return "too long without a good reading";
  return "";
}

/// Whether good readings beyond the limit fill the shape anywhere in the phase.
bool is_breached(const Trial& trial, std::size_t series, Duration now) {
  const Seen seen = seen_at(trial, series, now);
  const plan::Shape& shape = trial.given.plan.thresholds[0].shape;
  std::size_t of = 1;
  std::size_t need = 1;
  if (const auto* run = std::get_if<plan::Consecutive>(&shape))
    need = of = static_cast<std::size_t>(run->count);
  if (const auto* some = std::get_if<plan::CountOf>(&shape)) {
    need = static_cast<std::size_t>(some->count);
    of = static_cast<std::size_t>(some->of);
  }
  if (const auto* span = std::get_if<plan::Sustained>(&shape)) {
    const auto steps = static_cast<std::size_t>(span->span.ms / metric_of(trial).every.ms);
    need = 1 + (steps + 1) / 2; // Neighbours are at most two steps apart,
    of = steps + 2;             // and the oldest may lie a step before the span.
  }
  for (std::size_t end = 1; end <= seen.points.size(); ++end) {
    std::size_t beyond = 0;
    for (std::size_t i = end - std::min(end, of); i < end; ++i)
      if (const Raw* raw = seen.points[i]; raw != nullptr && is_good(trial, *raw))
        beyond += raw->value > k_limit ? 1 : 0;
    if (beyond >= need)
      return true;
  }
  return false;
}

bool is_flawless(const Trial& trial) {
  for (const auto& series : trial.stands)
    for (const auto& raw : series)
      if (!raw || !is_good(trial, *raw) || raw->value >= k_target)
        return false;
  return true;
}

struct Tally {
  std::int64_t readings = 0;
  std::int64_t gates = 0;
  std::int64_t promoted = 0;
  std::int64_t rolled_back = 0;
};

void judge_trial(Trial& trial, Duration now, Tally& tally) {
  const core::Decision decision = trial.given.decide_at(now);
  // Where a source may still be asked about a gap, there is none yet.
  const Verdict verdict = test::has<core::VerdictReached>(decision.events)
                              ? test::first_of<core::VerdictReached>(decision.events).verdict
                              : Verdict::hold;
  const bool passes = test::has<core::PhasePassed>(decision.events);
  const bool goes_back = test::has<core::RollbackRequested>(decision.events);
  const auto series = trial.stands.size();
  ++tally.gates;
  tally.promoted += passes ? 1 : 0;
  tally.rolled_back += goes_back ? 1 : 0;
  CAPTURE(now.ms, passes, goes_back);
  if (passes != (verdict == Verdict::promote) || goes_back != (verdict == Verdict::rollback))
    FAIL("what is done is not the verdict");
  bool breached = false;
  for (std::size_t s = 0; s < series; ++s) {
    breached = breached || is_breached(trial, s, now);
    if (const std::string why = lacking(trial, s, now); passes && !why.empty())
      FAIL("promoted: " << why);
  }
  if (goes_back && !breached)
    FAIL("rolled back without enough good readings beyond the limit");
  if (is_flawless(trial) && passes != (now >= trial.given.plan.phases[0].observe))
    FAIL("flawless, and not promoted at its end");
}

std::uint64_t number_of(const char* name, std::uint64_t fallback) {
  const char* text = std::getenv(name);
  return text == nullptr ? fallback : std::strtoull(text, nullptr, 10);
}

} // namespace

TEST_CASE("of random readings none promotes without enough that is finite, fresh and unique, and "
          "doubt rolls nothing back") {
  const std::uint64_t wanted = number_of("RELCTL_READINGS", 20'000);
  Tally tally;
  for (std::uint64_t seed = number_of("RELCTL_FIRST_SEED", 1);
       static_cast<std::uint64_t>(tally.readings) < wanted; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    Trial trial = a_trial(dice);
    tally.readings += trial.readings;
    const Duration observe = trial.given.plan.phases[0].observe;
    const Duration every = metric_of(trial).every;
    const auto last = static_cast<std::int64_t>(trial.stands[0].size() - 1) * every;
    for (const Duration now : {observe - milliseconds(1), observe, observe + every, last})
      if (now <= last)
        judge_trial(trial, now, tally);
  }
  std::cout << tally.readings << " readings, " << tally.gates << " gates, " << tally.promoted
            << " promoted, " << tally.rolled_back << " rolled back\n";
  CHECK(tally.promoted > tally.gates / 50); // Else nothing was tried.
  CHECK(tally.rolled_back > tally.gates / 50);
}
