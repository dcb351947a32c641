// SPDX-License-Identifier: Apache-2.0
#include "view/sample.hpp"

#include "base/text.hpp"
#include "core/stops.hpp"

#include <algorithm>

namespace relctl::view::test {
namespace {

plan::Limit limit(const char* text) {
  return plan::parse_limit(text).value();
}

plan::Step command(const std::string& id, std::vector<std::string> argv) {
  plan::Step step;
  step.id = id;
  plan::CommandAction action;
  for (std::string& word : argv)
    action.argv.push_back({std::move(word), {}});
  step.action = action;
  return step;
}

plan::Metric metric(const std::string& id, const std::string& title, const char* unit) {
  plan::Metric metric;
  metric.id = id;
  metric.title = title;
  metric.source = "prom";
  metric.unit = parse_unit(unit).value();
  metric.every = seconds(30);
  metric.window = minutes(1);
  metric.max_gap = 5 * metric.every;
  return metric;
}

plan::Phase phase(const std::string& id, const std::string& traffic, Duration observe) {
  plan::Phase phase;
  phase.id = id;
  phase.traffic.text = traffic;
  phase.observe = observe;
  phase.observe_max = observe;
  return phase;
}

void put_thresholds(plan::Plan& plan) {
  plan.metrics = {metric("error_rate", "错误率", "ratio"), metric("p95", "关键接口 P95", "s")};
  plan.metrics[1].each = plan::Each{"endpoint", {"recommend", "swap"}};
  plan::Threshold errors;
  errors.id = "error-rate";
  errors.metric = "error_rate";
  errors.breach = limit("> 1%");
  errors.target = limit("< 0.5%");
  errors.shape = plan::Sustained{minutes(10)};
  plan::Threshold p95;
  p95.id = "p95";
  p95.metric = "p95";
  p95.breach = limit("> 2 * baseline");
  p95.phases = {"p20", "bake"};
  plan::Threshold permission;
  permission.id = "permission";
  permission.incident_severity = "P0";
  permission.incident_scope = "sharing";
  plan.thresholds = {errors, p95, permission};
}

void put_steps(plan::Plan& plan) {
  plan::Step shift;
  shift.id = "shift";
  shift.action = plan::HaproxyAction{{"./haproxy.sock", {}}, "app", "canary", "stable"};
  shift.timeout = seconds(10);
  plan.steps = {shift};
  plan::Step back = shift;
  back.id = "shift-back";
  back.traffic = plan::TemplateText{"0%", {}};
  plan::Step database = command("database", {"./migrate", "down", "{{to}}"});
  database.point_of_no_return = true;
  database.retries = 2;
  plan.rollback.steps = {back, database};
  plan.rollback.verify = {command("smoke", {"./smoke"})};
  plan.rollback.observe = minutes(30);
}

} // namespace

plan::Plan sample_plan() {
  plan::Plan plan;
  plan.name = "onedish";
  plan.title = "OneDish 灰度发布";
  plan.roles = {{"owner", "Release Owner", {"release-owner"}, {}}, {"qa", "QA", {}, {}}};
  plan.phases = {phase("internal", "5%", minutes(30)), phase("p20", "{{ratio}}", minutes(30)),
                 phase("bake", "", hours(24))};
  plan.phases[0].cohort = {{"users", "whitelist"}};
  plan.phases[1].approve = {{"owner", {}}};
  plan.phases[1].observe_max = minutes(60);
  plan.phases[2].bake = true;
  for (plan::Phase& phase : plan.phases)
    if (!phase.bake)
      phase.enter = {"shift"};
  plan::Check uat;
  uat.id = "uat";
  uat.ask = "UAT 通过且无 P0/P1";
  uat.role = "qa";
  plan::Check migration;
  migration.id = "migration";
  migration.step = command("migration", {"./check-migration", "{{version}}"});
  plan.before = {uat, migration};
  put_thresholds(plan);
  put_steps(plan);
  return plan;
}

Story::Story() {
  state.release = "onedish-1.4.0";
}

Story& Story::tell(Duration since_opened, core::Event event) {
  const auto next = static_cast<std::int64_t>(events.size()) + 1;
  events.push_back({next, next, at(since_opened), "ops@build-1", std::move(event)});
  core::apply(state, events.back());
  core::apply(ledger, events.back());
  return *this;
}

Story& Story::read(const std::string& metric_id, const std::string& series, Duration since_opened,
                   std::optional<double> value, std::optional<plan::Cause> cause) {
  core::Reading reading;
  reading.metric = metric_id;
  reading.series = series;
  reading.at = at(since_opened);
  reading.value = value;
  reading.cause = cause;
  windows["main"].add(reading, static_cast<std::int64_t>(events.size()));
  return *this;
}

Story opened_story() {
  Story story;
  core::ReleaseOpened opened;
  opened.plan = "onedish";
  opened.title = "OneDish 灰度发布";
  opened.version = "1.4.0";
  opened.stable = "1.3.9";
  opened.plan_path = "plans/onedish.yaml";
  opened.directory = "/srv/onedish";
  opened.vars = {{"ratio", "20%"}};
  story.tell(seconds(0), opened);
  return story;
}

Story story_in_p20() {
  Story story = opened_story();
  story.tell(seconds(1), core::StartDecided{true, {}})
      .tell(minutes(5), core::PhaseEntered{"main", "internal", 0.05})
      .tell(minutes(6), core::PhaseStarted{"main", "internal"})
      .tell(minutes(36), core::PhasePassed{"main", "internal"})
      .tell(minutes(39), core::PhaseEntered{"main", "p20", 0.20})
      .tell(minutes(40), core::PhaseStarted{"main", "p20"});
  return story;
}

core::VerdictReached hold(std::vector<core::Reason> reasons) {
  core::VerdictReached verdict;
  verdict.track = "main";
  verdict.phase = "p20";
  verdict.verdict = core::Verdict::hold;
  verdict.reasons = std::move(reasons);
  return verdict;
}

StatusSubject subject_of(const plan::Plan& plan, const Story& story,
                         const std::vector<core::TrackFindings>& judged, Instant now) {
  return {plan,
          story.state,
          story.ledger,
          story.windows,
          judged,
          now,
          "7:00ff",
          "/srv/db/relctl.db",
          "relctl --db x.db",
          "",
          core::standing_of(plan, story.state, story.ledger, now)};
}

Style terminal(int width) {
  return {true, false, width};
}

Style pipe() {
  return {};
}

int widest_line(const std::string& text) {
  int widest = 0;
  for (std::size_t from = 0; from < text.size();) {
    const std::size_t end = std::min(text.find('\n', from), text.size());
    widest = std::max(widest, display_width(text.substr(from, end - from)));
    from = end + 1;
  }
  return widest;
}

} // namespace relctl::view::test
