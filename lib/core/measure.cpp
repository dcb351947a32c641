// SPDX-License-Identifier: Apache-2.0
#include "core/measure.hpp"

#include "base/check.hpp"
#include "core/judge.hpp"
#include "core/rendering.hpp"
#include "core/values.hpp"
#include "plan/history.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

namespace relctl::core {
namespace {

/// Prometheus answers at most this many points to one range query (prometheus/prometheus issue
/// 2253).
constexpr std::int64_t k_points_max = 11'000;

/// Whether the source has said what it has to say about `at`; `place` is place_of(at).
bool is_settled(const Window::Series& series, std::size_t place, Instant at) {
  return place < series.size() && series.times()[place] == at &&
         (series.whole(place) == nullptr || !series.whole(place)->is_unanswered());
}

std::vector<Reading> earlier_samples(const Window::Series& series, Instant since) {
  std::vector<Reading> earlier;
  for (std::size_t i = series.place_of(since); i < series.size(); ++i)
    if (const Reading* reading = series.whole(i); reading != nullptr && !reading->samples.empty())
      earlier.push_back(*reading);
  return earlier;
}

void put_http_request(MeasurementRequest& request, const plan::MetricRequest& asked,
                      const plan::Credentials& credentials, const plan::Values& values) {
  request.method = asked.method;
  request.path = plan::render(asked.path.text, percent_encoded(values));
  for (const auto& [name, value] : asked.headers)
    request.headers.emplace_back(name, plan::render(value.text, values));
  const auto form = plan::body_form(asked.headers, credentials, asked.body);
  request.body = plan::render(asked.body.text, in_body(form, values));
}

/// What is not asked over HTTP takes values as data and the text of its queries as it stands.
bool binds_values(plan::SourceKind kind) {
  return kind == plan::SourceKind::postgres || kind == plan::SourceKind::sqlite;
}

/// Where a database, or the program of a command, is, and what it is told besides the query.
void put_process_request(MeasurementRequest& request, const Situation& situation,
                         const plan::Source& source, const plan::Values& values) {
  const std::string& directory = situation.state.opened.directory;
  request.connection = source.connection;
  request.file = source.file.empty() ? "" : joined_path(directory, source.file);
  for (const plan::TemplateText& argument : source.command)
    request.argv.push_back(plan::render(argument.text, values));
  request.directory = directory;
  request.values = values;
  request.numbers = number_variables(situation.plan);
  request.release_start = situation.state.opened_at;
}

MeasurementRequest request_of(const Situation& situation, const plan::Metric& metric,
                              const plan::Source& source, const std::string& series,
                              const plan::Values& common) {
  plan::Values own;
  if (metric.each) {
    own = common;
    own[metric.each->label] = series;
  }
  const plan::Values& values = metric.each ? own : common;
  const auto text_of = [&](const plan::TemplateText& query) {
    return binds_values(source.kind) ? query.text : plan::render(query.text, values);
  };
  MeasurementRequest request;
  request.metric = metric.id;
  request.series = series;
  request.every = metric.every;
  request.window = metric.window;
  request.source_kind = source.kind;
  request.source = source.id;
  request.url = source.url;
  request.timeout = source.timeout;
  request.credentials = source.credentials;
  request.unit = metric.unit;
  request.query = text_of(metric.query);
  if (metric.request)
    put_http_request(request, *metric.request, source.credentials, values);
  // A copy of all values for each reading would cost more than all the rest.
  if (binds_values(source.kind) || source.kind == plan::SourceKind::command)
    put_process_request(request, situation, source, values);
  if (metric.volume) {
    request.volume_query = text_of(metric.volume->query);
    request.volume_due = true;
    request.volume_at_least = metric.volume->at_least;
  }
  if (metric.baseline && metric.baseline->query)
    request.baseline_query = text_of(*metric.baseline->query);
  if (metric.baseline && metric.baseline->earlier) {
    request.baseline_query = request.query;
    request.baseline_offset = *metric.baseline->earlier;
  }
  if (metric.fresh_by) {
    request.fresh_query = text_of(metric.fresh_by->query);
    request.max_age = metric.fresh_by->max_age;
  }
  for (const plan::Reference& reference : metric.references)
    request.reference_queries[reference.id] = text_of(reference.query);
  return request;
}

/// A source without history is scraped from the phase's start, so that the first window has its
/// beginning.
Instant first_asked(const plan::Source& source, const Grid& grid, Instant start) {
  return source.kind == plan::SourceKind::exposition ? start : grid.first;
}

void add_backfill(std::vector<MeasurementRequest>& requests, MeasurementRequest request,
                  const Window::Series& stored, Instant first, Instant newest) {
  Instant from = first;
  const std::size_t even_from = stored.even_from(request.every);
  for (std::size_t i = stored.place_of(from); from < newest; from = from + request.every) {
    while (i < stored.size() && stored.times()[i] < from)
      ++i;
    if (!is_settled(stored, i, from))
      break;
    if (i >= even_from)
      from = std::min(stored.times().back(), newest - request.every);
  }
  Instant to = newest - request.every;
  while (to >= from && is_settled(stored, stored.place_of(to), to))
    to = to - request.every;
  if (to < from)
    return;
  request.from = from;
  request.to = std::min(to, from + (k_points_max - 1) * request.every);
  requests.push_back(std::move(request));
}

/// Whether a grid time before the newest has no reading, and nothing says that the source was asked
/// about it: one that does not answer is asked again and again, and that is news.
bool has_unasked(const Window::Series& stored, Instant first, Instant newest, Duration every) {
  const std::size_t even_from = stored.even_from(every);
  std::size_t i = stored.place_of(first);
  for (Instant at = first; at < newest; at = at + every) {
    while (i < stored.size() && stored.times()[i] < at)
      ++i;
    if (i == stored.size() || stored.times()[i] != at) {
      const Reading* before = i == 0 ? nullptr : stored.whole(i - 1);
      return before == nullptr || !before->is_unanswered();
    }
    if (i >= even_from)
      at = std::min(stored.times().back(), newest - every);
  }
  return false;
}

bool awaits_history(const Situation& situation, const Subject& subject, const plan::Metric& metric,
                    const std::string& series) {
  const plan::Source* source = plan::find_source(situation.plan, metric.source);
  RELCTL_CHECK(source != nullptr);
  const bool may_come =
      !situation.mandate.measures ||
      situation.inputs.measuring.contains(measured_subject(subject.track, metric.id, series));
  if (!may_come || !plan::keeps_history(metric, *source))
    return false;
  const Grid grid = grid_of(metric, {subject.start, situation.now});
  return has_unasked(window_of(situation.windows, subject.track).series(metric.id, series),
                     first_asked(*source, grid, subject.start), grid.newest, metric.every);
}

/// What an alert that began since then fires for may be the release's doing, in whichever phase it
/// is now. What has fired since before a part was taken back may be the doing of that part alone.
Instant exposed_since(const State& state, const Subject& subject) {
  if (state.observation || subject.phase == nullptr || state.phases.empty())
    return subject.start;
  Instant since = state.phases.front().entered_at;
  for (const auto& [scope, taken] : state.taken_back)
    since = std::max(since, taken.at);
  return since;
}

plan::Values asked_values(const Situation& situation, const Subject& subject) {
  plan::Values values = values_of(situation.plan, situation.state, subject.phase);
  // After a rollback the version that runs is the one gone back to: its series are what recovery is
  // judged by.
  if (situation.state.rollback && situation.state.rollback->settled)
    values["version"] = situation.state.rollback->request.to;
  return values;
}

void add_series(Due& due, const Situation& situation, const plan::Metric& metric,
                const plan::Source& source, const std::string& series, const Subject& subject,
                const std::function<const plan::Values&()>& values) {
  const Grid grid = grid_of(metric, {subject.start, situation.now});
  const Instant first = first_asked(source, grid, subject.start);
  due.wake = std::min(due.wake, std::max(grid.newest + metric.every, first));
  if (grid.newest < first)
    return;
  const Window::Series& stored =
      window_of(situation.windows, subject.track).series(metric.id, series);
  if (stored.contains(grid.newest))
    return;
  if (situation.inputs.measuring.contains(measured_subject(subject.track, metric.id, series)))
    return;
  MeasurementRequest request = request_of(situation, metric, source, series, values());
  request.track = subject.track;
  request.phase_start = subject.start;
  request.exposed_since = exposed_since(situation.state, subject);
  if (plan::keeps_history(metric, source))
    add_backfill(due.measurements, request, stored, first, grid.newest);
  else
    request.earlier = earlier_samples(stored, grid.newest - metric.window);
  request.from = request.to = grid.newest;
  due.measurements.push_back(std::move(request));
}

void add_probes(Due& due, const Situation& situation, const Subject& subject) {
  const Duration every = exposure_interval(situation.plan);
  const std::int64_t steps =
      std::max<std::int64_t>(0, (situation.now - subject.start).ms) / every.ms;
  const Instant newest = subject.start + steps * every;
  const Window& window = window_of(situation.windows, subject.track);
  for (const StepAt& step : exposing_steps(situation.plan, *subject.phase)) {
    due.wake = std::min(due.wake, newest + every);
    if (window.series(k_exposure_metric, step.address.step).contains(newest))
      continue;
    EffectRequest probe =
        exposure_probe(situation.plan, situation.state, step, *subject.phase, newest);
    if (!situation.inputs.live.contains(probe.id))
      due.probes.push_back(std::move(probe));
  }
}

} // namespace

Duration exposure_interval(const plan::Plan& plan) {
  Duration interval = seconds(10);
  for (const plan::Metric& metric : plan.metrics)
    interval = std::min(interval, metric.every);
  return std::max(interval, seconds(1));
}

std::vector<const plan::Metric*> metrics_of(const plan::Plan& plan, const State& state,
                                            const plan::Phase* phase) {
  std::vector<const plan::Metric*> metrics;
  for (const plan::Metric& metric : plan.metrics) {
    const bool decides = std::any_of(
        plan.thresholds.begin(), plan.thresholds.end(), [&](const plan::Threshold& threshold) {
          return threshold.metric == metric.id && !is_taken_back(state, threshold.then.scope) &&
                 (phase == nullptr || plan::applies(threshold, *phase));
        });
    const bool is_counted = phase != nullptr && phase->enough && phase->enough->metric == metric.id;
    if (decides || is_counted || metric.watch)
      metrics.push_back(&metric);
  }
  return metrics;
}

std::vector<MeasurementRequest> questions_in(const Situation& situation, const plan::Phase& phase) {
  std::vector<MeasurementRequest> questions;
  const plan::Values values = values_of(situation.plan, situation.state, &phase);
  for (const plan::Metric* metric : metrics_of(situation.plan, situation.state, &phase)) {
    const plan::Source* source = plan::find_source(situation.plan, metric->source);
    RELCTL_CHECK(source != nullptr);
    for (const std::string& series : plan::series_of(*metric))
      questions.push_back(request_of(situation, *metric, *source, series, values));
  }
  return questions;
}

std::vector<StepAt> exposing_steps(const plan::Plan& plan, const plan::Phase& phase) {
  std::vector<StepAt> steps;
  for (const std::string& id : phase.enter)
    if (const plan::Step* step = plan::find_step(plan, id);
        step != nullptr && std::holds_alternative<plan::HaproxyAction>(step->action))
      for (StepAt& at : instances_of(*step, {phase.track, phase.id, "enter", id}))
        steps.push_back(std::move(at));
  return steps;
}

bool awaits_history(const Situation& situation, const Subject& subject) {
  const auto metrics = metrics_of(situation.plan, situation.state, subject.phase);
  return std::any_of(metrics.begin(), metrics.end(), [&](const plan::Metric* metric) {
    const auto all = plan::series_of(*metric);
    return std::any_of(all.begin(), all.end(), [&](const std::string& series) {
      return awaits_history(situation, subject, *metric, series);
    });
  });
}

Due due_now(const Situation& situation, const Subject& subject) {
  Due due;
  // Most turns have nothing to ask, and then need no values.
  std::optional<plan::Values> known;
  const auto values = [&]() -> const plan::Values& {
    if (!known)
      known = asked_values(situation, subject);
    return *known;
  };
  for (const plan::Metric* metric : metrics_of(situation.plan, situation.state, subject.phase)) {
    const plan::Source* source = plan::find_source(situation.plan, metric->source);
    RELCTL_CHECK(source != nullptr);
    for (const std::string& series : plan::series_of(*metric))
      add_series(due, situation, *metric, *source, series, subject, values);
  }
  if (subject.phase != nullptr)
    add_probes(due, situation, subject);
  return due;
}

} // namespace relctl::core
