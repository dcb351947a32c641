// SPDX-License-Identifier: Apache-2.0
#include "core/given.hpp"
#include "core/judge.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <random>

using namespace relctl;
using namespace relctl::test;
using core::Finding;
using core::Status;
using plan::Cause;

namespace {

/// One series on a 30 s grid with a 30 s window from noon: point k is read at noon + k * 30 s, k
/// from 1. `g` is good (0.1 %), `B` beyond (5 %), `u` unknown, `.` missing.
core::Window window_of(const plan::Metric& metric, const std::string& points) {
  core::Window window;
  for (std::size_t i = 0; i < points.size(); ++i) {
    core::Reading reading;
    reading.metric = metric.id;
    reading.at = k_noon + static_cast<std::int64_t>(i + 1) * metric.every;
    if (points[i] == 'u')
      reading.cause = Cause::nan;
    else
      reading.value = points[i] == 'B' ? 0.05 : 0.001;
    if (points[i] != '.')
      window.add(reading, 1);
  }
  return window;
}

Finding judge_text(const std::string& points, plan::Shape shape,
                   plan::Consequence::Kind then = plan::Consequence::Kind::rollback) {
  plan::Metric metric = a_metric("error_rate");
  metric.window = metric.every;
  plan::Threshold threshold = a_threshold("error-rate", "error_rate", "> 1%");
  threshold.shape = shape;
  threshold.then.kind = then;
  const core::Window window = window_of(metric, points);
  const Instant now = k_noon + static_cast<std::int64_t>(points.size()) * metric.every;
  return core::judge(metric, threshold, "", window.series(metric.id, ""), {k_noon, now}, {});
}

} // namespace

TEST_CASE("a plain threshold breaches with the first reading beyond the limit, also if it "
          "recovered since") {
  CHECK(judge_text("ggg", plan::Plain{}).status == Status::pass);
  CHECK(judge_text("ggB", plan::Plain{}).status == Status::breach);
  const Finding recovered = judge_text("gBg", plan::Plain{});
  CHECK(recovered.status == Status::breach);
  CHECK(recovered.at == k_noon + seconds(60));
}

TEST_CASE("the limit itself is not beyond the limit") {
  plan::Metric metric = a_metric("error_rate");
  metric.window = metric.every;
  core::Reading reading;
  reading.metric = metric.id;
  reading.at = k_noon + metric.every;
  reading.value = 0.01;
  const core::Window::Series readings{{reading.at, reading}};
  const auto status_of = [&](const char* limit) {
    return core::judge(metric, a_threshold("t", metric.id, limit), "", readings,
                       {k_noon, reading.at}, {})
        .status;
  };
  CHECK(status_of("> 1%") == Status::pass);
  CHECK(status_of(">= 1%") == Status::breach);
  CHECK(status_of("< 1%") == Status::pass);
  CHECK(status_of("<= 1%") == Status::breach);
}

TEST_CASE("a NaN value is unknown under every comparison, never a pass and never a breach") {
  plan::Metric metric = a_metric("error_rate");
  metric.window = metric.every;
  core::Reading reading;
  reading.metric = metric.id;
  reading.at = k_noon + metric.every;
  const std::string limit = GENERATE("> 1%", ">= 1%", "< 1%", "<= 1%");
  for (const double value : {std::nan(""), HUGE_VAL, -HUGE_VAL}) {
    reading.value = value;
    const core::Window::Series readings{{reading.at, reading}};
    const Finding finding = core::judge(metric, a_threshold("t", metric.id, limit), "", readings,
                                        {k_noon, reading.at}, {});
    CHECK(finding.status == Status::unknown);
    CHECK(finding.cause == Cause::nan);
  }
}

TEST_CASE("a sustained threshold breaches when every reading of the span is beyond the limit") {
  const plan::Shape two_minutes = plan::Sustained{minutes(2)};
  CHECK(judge_text("gBBBB", two_minutes).status == Status::pending); // 90 s
  CHECK(judge_text("gBBBBB", two_minutes).status == Status::breach); // 120 s
  CHECK(judge_text("BBgBB", two_minutes).status == Status::pending);
  CHECK(judge_text("BBBBg", two_minutes).status == Status::pass);
  CHECK(judge_text("BBBBBg", two_minutes).status == Status::breach);
}

TEST_CASE("a sustained threshold lets one reading be missing but not two, since neighbours are "
          "then too far apart") {
  const plan::Shape two_minutes = plan::Sustained{minutes(2)};
  CHECK(judge_text("BB.BB", two_minutes).status == Status::breach);
  const Finding gap = judge_text("BB..BB", two_minutes);
  CHECK(gap.status == Status::unknown);
  CHECK(gap.cause == Cause::nodata);
}

TEST_CASE("an unknown reading inside the span makes a sustained threshold unknown") {
  const Finding finding = judge_text("BBuBB", plan::Sustained{minutes(2)});
  CHECK(finding.status == Status::unknown);
  CHECK(finding.cause == Cause::nan);
}

TEST_CASE("windows in a row breach at exactly that many") {
  CHECK(judge_text("gB", plan::Consecutive{2}).status == Status::pending);
  CHECK(judge_text("gBB", plan::Consecutive{2}).status == Status::breach);
  CHECK(judge_text("BgB", plan::Consecutive{2}).status == Status::pending);
  CHECK(judge_text("BB", plan::Consecutive{3}).status == Status::pending);
  CHECK(judge_text("BBB", plan::Consecutive{3}).status == Status::breach);
  CHECK(judge_text("BuB", plan::Consecutive{3}).status == Status::unknown);
  CHECK(judge_text("B.B", plan::Consecutive{3}).status == Status::unknown);
}

TEST_CASE("three of five breaches at the third and forgets what is older than five") {
  const plan::Shape shape = plan::CountOf{3, 5};
  CHECK(judge_text("BgBgg", shape).status == Status::pass);
  CHECK(judge_text("BgBgB", shape).status == Status::breach);
  CHECK(judge_text("BBgggB", shape).status == Status::pending);
  CHECK(judge_text("BuBgg", shape).status == Status::unknown);
  // Nothing beyond is no sign of a breach; that so little is known is the coverage's to say.
  CHECK(judge_text("uuugg", shape).status == Status::pass);
}

namespace {

constexpr double k_none = -1.0;

/// The readings of one series, a minute apart from noon on; an empty one is unknown, k_none is not
/// there.
Finding judge_values(const std::vector<std::optional<double>>& values, const plan::Shape& shape,
                     const char* breach) {
  plan::Metric metric = a_metric("errors");
  metric.every = metric.window = minutes(1);
  plan::Threshold threshold = a_threshold("budget", metric.id, breach);
  threshold.shape = shape;
  core::Window window;
  Instant at = k_noon;
  for (const auto& value : values) {
    core::Reading reading;
    reading.metric = metric.id;
    reading.at = at = at + metric.every;
    reading.value = value;
    if (!value)
      reading.cause = Cause::timeout;
    if (value != k_none)
      window.add(reading, 1);
  }
  return core::judge(metric, threshold, "", window.series(metric.id, ""), {k_noon, at}, {});
}

using Values = std::vector<std::optional<double>>;

/// 99 % promised, so 1 % is the budget: it burns 10 times too fast at 10 % of errors.
plan::BurnRate ten_times(Duration short_window, Duration long_window) {
  return {0.99, short_window, long_window, 10.0};
}

} // namespace

TEST_CASE("a budget burns when the short and the long window are both too fast") {
  const plan::Shape shape = ten_times(minutes(2), minutes(10));
  const Values quiet(10, 0.0);
  const auto after_quiet = [&](Values more) {
    Values all = quiet;
    all.insert(all.end(), more.begin(), more.end());
    return judge_values(all, shape, "> 1%");
  };
  CHECK(after_quiet({}).status == Status::pass);
  CHECK(after_quiet({1.0}).status == Status::pending); // The long window burns at 10, not above.
  CHECK(after_quiet({1.0, 1.0}).status == Status::breach);
  CHECK(after_quiet({0.11, 0.11}).status == Status::pending); // Long: 2.2.
  CHECK(judge_values(Values(9, 0.11), shape, "> 1%").status == Status::pending);
  const Finding slow = judge_values(Values(10, 0.11), shape, "> 1%");
  CHECK(slow.status == Status::breach);
  CHECK(slow.text.find("burn rate 11 over 2m and 11 over 10m") != std::string::npos);
}

TEST_CASE("the first burn that was complete decides, also when it is over") {
  Values burst(8, 0.12);
  burst.push_back(0.0);
  burst.push_back(0.0);
  const Finding finding = judge_values(burst, ten_times(minutes(2), minutes(8)), "> 1%");
  CHECK(finding.status == Status::breach);
  CHECK(finding.at == k_noon + minutes(7));
}

TEST_CASE("a long burn is complete where both windows first were, however much of it follows") {
  Values burst(20, 0.12);
  burst.insert(burst.end(), 10, 0.0);
  const Finding finding = judge_values(burst, ten_times(minutes(2), minutes(4)), "> 1%");
  CHECK(finding.status == Status::breach);
  CHECK(finding.at == k_noon + minutes(4));
}

TEST_CASE("a budget that burns exactly as fast as is allowed is no breach, and not unknown") {
  const plan::Shape all_of_half = plan::BurnRate{0.5, minutes(2), minutes(4), 1.0};
  CHECK(judge_values(Values(4, 0.5), all_of_half, "> 1%").status == Status::pending);
  CHECK(judge_values(Values(4, 0.5625), all_of_half, "> 1%").status == Status::breach);
  // With errors alone where nothing is known, the short window burns at 1.
  CHECK(judge_values({1.0, 0.5, std::nullopt, 0.0}, all_of_half, "> 1%").status == Status::pass);
  CHECK(judge_values({1.0, 0.5, std::nullopt, 0.125}, all_of_half, "> 1%").status ==
        Status::unknown);
}

TEST_CASE("a share of successes burns by what it lacks") {
  CHECK(judge_values(Values(4, 0.8), ten_times(minutes(2), minutes(4)), "< 99%").status ==
        Status::breach);
  CHECK(judge_values(Values(4, 0.999), ten_times(minutes(2), minutes(4)), "< 99%").status ==
        Status::pass);
}

TEST_CASE("a budget is unknown exactly where an unknown reading could decide") {
  const plan::Shape shape = ten_times(minutes(2), minutes(4));
  CHECK(judge_values({0.3, std::nullopt, 0.3, 0.0}, shape, "> 1%").status == Status::breach);
  const Finding open = judge_values({0.1, std::nullopt, 0.1}, shape, "> 1%");
  CHECK(open.status == Status::unknown);
  CHECK(open.cause == Cause::timeout);
  CHECK(judge_values({std::nullopt, 0.0, 0.0, 0.0}, shape, "> 1%").status == Status::pass);
}

TEST_CASE("a trend breaches when it is beyond and got worse without any improvement") {
  const plan::Shape shape = plan::Trend{minutes(3)};
  CHECK(judge_values({0.01, 0.02, 0.03, 0.04}, shape, "> 3%").status == Status::breach);
  CHECK(judge_values({0.01, 0.02, 0.02, 0.04}, shape, "> 3%").status == Status::breach);
  CHECK(judge_values({0.02, 0.03, 0.04}, shape, "> 3%").status == Status::pending);
  CHECK(judge_values({0.01, 0.05, 0.04, 0.05}, shape, "> 3%").status == Status::pending);
  CHECK(judge_values({0.04, 0.04, 0.04, 0.04}, shape, "> 3%").status == Status::pending);
  CHECK(judge_values({0.01, 0.015, 0.02, 0.025}, shape, "> 3%").status == Status::pass);
  // What lies before the span does not count.
  CHECK(judge_values({0.05, 0.01, 0.02, 0.03, 0.04}, shape, "> 3%").status == Status::breach);
}

TEST_CASE("a trend walks over one missing reading, and not over two in a row") {
  const plan::Shape shape = plan::Trend{minutes(3)};
  CHECK(judge_values({0.01, 0.02, k_none, 0.04}, shape, "> 3%").status == Status::breach);
  const Finding gap = judge_values({0.01, k_none, k_none, 0.04}, shape, "> 3%");
  CHECK(gap.status == Status::unknown);
  CHECK(gap.cause == Cause::nodata);
}

TEST_CASE("a trend looks downwards where the breach lies below") {
  const plan::Shape shape = plan::Trend{minutes(3)};
  CHECK(judge_values({0.9, 0.8, 0.7, 0.6}, shape, "< 65%").status == Status::breach);
  CHECK(judge_values({0.9, 0.8, 0.8, 0.6}, shape, "< 65%").status == Status::breach);
  CHECK(judge_values({0.6, 0.61, 0.62, 0.63}, shape, "< 65%").status == Status::pending);
}

TEST_CASE("an unknown reading inside a trend leaves it unknown") {
  const Finding finding =
      judge_values({0.01, std::nullopt, 0.03, 0.04}, plan::Trend{minutes(3)}, "> 3%");
  CHECK(finding.status == Status::unknown);
  CHECK(finding.cause == Cause::timeout);
}

TEST_CASE("a recorded baseline decides whatever the source says, and is named with its age") {
  plan::Metric metric = a_metric("p95");
  metric.window = metric.every;
  metric.baseline = plan::Baseline{};
  metric.baseline->recorded = "weekly";
  core::Reading reading;
  reading.metric = "p95";
  reading.at = k_noon + metric.every;
  reading.value = 0.5;
  std::map<std::string, core::BaselinePinned> pins;
  const auto judged = [&] {
    return core::judge(metric, a_threshold("p95", "p95", "> 2 * baseline"), "",
                       {{reading.at, reading}}, {k_noon, reading.at}, pins);
  };
  CHECK(judged().cause == Cause::baseline);
  pins["p95"] = {"", "before", "p95", "", 0.2, k_noon - hours(48), "observe-shop-3"};
  const Finding finding = judged();
  CHECK(finding.status == Status::breach);
  CHECK(finding.baseline_id == "observe-shop-3");
  CHECK(finding.text.find("baseline 20% of observe-shop-3, 2d old") != std::string::npos);
}

TEST_CASE("an unknown newest reading makes the threshold unknown, whatever came before") {
  const plan::Shape shape =
      GENERATE(plan::Shape(plan::Plain{}), plan::Shape(plan::Sustained{minutes(1)}),
               plan::Shape(plan::Consecutive{2}), plan::Shape(plan::CountOf{2, 3}));
  CHECK(judge_text("gggu", shape).status == Status::unknown);
}

TEST_CASE("where a breach holds, the last one counts, since it restarts the observation") {
  const Finding first = judge_text("gBggBgg", plan::Plain{}, plan::Consequence::Kind::rollback);
  const Finding last = judge_text("gBggBgg", plan::Plain{}, plan::Consequence::Kind::hold);
  CHECK(first.at == k_noon + seconds(60));
  CHECK(last.at == k_noon + seconds(150));
}

TEST_CASE("without any reading a threshold is unknown because of the phase's start") {
  const Finding finding = judge_text("", plan::Plain{});
  CHECK(finding.status == Status::unknown);
  CHECK(finding.cause == Cause::before_phase);
}

TEST_CASE("a reading whose window reaches back before the phase does not count") {
  Given given(a_plan());
  given.ready().started("p5").reading(seconds(30), 0.9); // The window is a minute long.
  const auto findings = core::judge_all(given.plan, given.plan.phases[0], given.state,
                                        given.window(), {k_noon, k_noon + seconds(59)});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].cause == Cause::before_phase);
}

TEST_CASE(
    "a relative limit judges by the live baseline, and an idle stable version by the pinned one") {
  plan::Metric metric = a_metric("p95");
  metric.window = metric.every;
  metric.baseline = plan::Baseline{plan::TemplateText{"q", {}}, {}, {}};
  const plan::Threshold threshold = a_threshold("p95", "p95", "> 2 * baseline");
  core::Reading reading;
  reading.metric = "p95";
  reading.at = k_noon + metric.every;
  reading.value = 0.5;
  const auto judged = [&](std::optional<double> live, std::optional<Cause> why, bool pinned) {
    reading.baseline = live;
    reading.baseline_unknown = why;
    std::map<std::string, core::BaselinePinned> pins;
    if (pinned)
      pins["p95"] = {"main", "p5", "p95", "", 0.2, k_noon, ""};
    return core::judge(metric, threshold, "", {{reading.at, reading}}, {k_noon, reading.at}, pins);
  };
  CHECK(judged(0.3, {}, true).status == Status::pass);
  CHECK(judged(0.2, {}, true).status == Status::breach);
  CHECK(judged({}, Cause::nodata, true).status == Status::breach);
  CHECK(judged({}, Cause::nodata, false).cause == Cause::baseline);
  CHECK(judged({}, Cause::timeout, true).cause == Cause::baseline); // Unreachable is not idle.
  CHECK(judged(0.0, {}, false).cause == Cause::baseline);
}

TEST_CASE("a breach of a relative limit is found when it is long over, and none where nothing is") {
  plan::Metric metric = a_metric("p95");
  metric.window = metric.every;
  const plan::Threshold threshold = a_threshold("p95", "p95", "> 2 * baseline");
  core::Window window;
  const auto judged = [&](int now) {
    return core::judge(metric, threshold, "", window.series("p95", ""),
                       {k_noon, k_noon + now * metric.every}, {});
  };
  CHECK(judged(1).status == Status::unknown);
  for (int i = 1; i <= 40; ++i) {
    core::Reading reading;
    reading.metric = "p95";
    reading.at = k_noon + i * metric.every;
    reading.value = i == 3 ? 0.5 : 0.1;
    reading.baseline = 0.2;
    window.add(reading, 1);
  }
  CHECK(judged(40).status == Status::breach);
  CHECK(judged(40).at == k_noon + 3 * metric.every);
}

TEST_CASE("what breached at some time is found at every later one, whatever lies between") {
  const plan::Shape shape =
      GENERATE(plan::Shape(plan::Plain{}), plan::Shape(plan::Sustained{seconds(90)}),
               plan::Shape(plan::Consecutive{3}), plan::Shape(plan::CountOf{2, 5}),
               plan::Shape(plan::BurnRate{0.99, minutes(1), minutes(3), 2.0}),
               plan::Shape(plan::Trend{seconds(60)}));
  // To a count and to a mean a missing reading is one that is unknown, but for the newest.
  const bool counts =
      std::holds_alternative<plan::CountOf>(shape) || std::holds_alternative<plan::BurnRate>(shape);
  const std::string others = counts ? "BBBBuug" : "BBBBu.g";
  std::mt19937 random(7);
  for (int round = 0; round < 100; ++round) {
    std::string points;
    const int calm = 1 + round % 20;
    while (points.size() < 50)
      points += random() % static_cast<unsigned>(calm) == 0 ? others[random() % 7] : 'g';
    std::optional<Instant> first;
    std::optional<Instant> last;
    for (std::size_t length = 1; length <= points.size(); ++length) {
      const std::string so_far = points.substr(0, length);
      INFO(so_far);
      const Instant now = k_noon + static_cast<std::int64_t>(length) * seconds(30);
      const Finding hold = judge_text(so_far, shape, plan::Consequence::Kind::hold);
      const bool is_new = hold.status == Status::breach && hold.at == now;
      first = first || !is_new ? first : now;
      last = is_new ? now : last;
      REQUIRE((hold.status == Status::breach) == last.has_value());
      if (!last)
        continue;
      CHECK(hold.at == last);
      CHECK(judge_text(so_far, shape).at == first);
    }
  }
}

TEST_CASE("the next breach is the reading that completes one; one that goes on is not the next") {
  plan::Plan plan;
  plan.metrics.push_back(a_metric("error_rate"));
  plan.metrics.back().window = plan.metrics.back().every;
  plan.thresholds.push_back(a_threshold("error-rate", "error_rate", "> 1%"));
  plan.thresholds.back().shape = plan::Consecutive{2};
  const plan::Phase phase;
  const auto next = [&](const std::string& points, int after) -> std::optional<std::int64_t> {
    const plan::Metric& metric = plan.metrics.back();
    const auto at = [&](std::int64_t i) { return k_noon + i * metric.every; };
    const auto breach =
        core::next_breach(plan, phase, {}, window_of(metric, points),
                          {k_noon, at(static_cast<std::int64_t>(points.size()))}, at(after));
    return breach ? std::optional((*breach - k_noon).ms / metric.every.ms) : std::nullopt;
  };
  CHECK(next("gggggg", 0) == std::nullopt);
  CHECK(next("gBgBgg", 0) == std::nullopt);
  CHECK(next("gBBBgg", 0) == 3);
  CHECK(next("gBBBgg", 3) == std::nullopt);
  CHECK(next("gBBgBB", 3) == 6);
}

TEST_CASE("a notable reading says something else than pass, and than the one before it") {
  plan::Plan plan;
  plan.metrics.push_back(a_metric("error_rate"));
  plan.metrics.back().window = plan.metrics.back().every;
  plan.thresholds.push_back(a_threshold("error-rate", "error_rate", "> 1%"));
  const plan::Phase phase;
  const auto next = [&](const plan::Shape& shape, const std::string& points,
                        int after) -> std::optional<std::int64_t> {
    plan.thresholds.back().shape = shape;
    const plan::Metric& metric = plan.metrics.back();
    const auto at = [&](std::int64_t i) { return k_noon + i * metric.every; };
    const auto notable =
        core::next_notable(plan, phase, {}, window_of(metric, points),
                           {k_noon, at(static_cast<std::int64_t>(points.size()))}, at(after));
    return notable ? std::optional((*notable - k_noon).ms / metric.every.ms) : std::nullopt;
  };
  const plan::Shape in_a_row = plan::Consecutive{3};
  CHECK(next(in_a_row, "gggggg", 0) == std::nullopt);
  CHECK(next(in_a_row, "ggBggg", 1) == 3);
  CHECK(next(in_a_row, "ggBggg", 3) == std::nullopt);
  CHECK(next(in_a_row, "gguggg", 1) == 3);
  CHECK(next(in_a_row, "gg.ggg", 1) == 3);
  CHECK(next(in_a_row, "uuuuug", 2) == 3);
  // It stays pending, and is complete with the third; then it stays complete.
  CHECK(next(in_a_row, "gBBBBB", 2) == 4);
  CHECK(next(in_a_row, "gBBBBB", 4) == std::nullopt);
  CHECK(next(in_a_row, "gBBgBg", 2) == 5);
  CHECK(next(in_a_row, "gBB.Bg", 2) == 4);
  // One that burned counts for as long as the window reaches back.
  const plan::Shape burns = plan::BurnRate{0.99, minutes(1), minutes(2), 2.0};
  CHECK(next(burns, "gBgggggg", 3) == 4);
  CHECK(next(burns, "gBgggggg", 6) == std::nullopt);
}
