// SPDX-License-Identifier: Apache-2.0
#include "cli/request_rate.hpp"

#include "cli/history.hpp"
#include "core/window.hpp"
#include "host/live_world.hpp"
#include "sim/past_questions.hpp"
#include "sim/past_reader.hpp"
#include "sim/power.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

constexpr const char* k_instead = "give the rate with --rps N";

/// Volumes that are a query of their own at a source with a history.
bool can_be_asked(const plan::Plan& plan, const plan::Metric& metric) {
  const plan::Source* source = plan::find_source(plan, metric.source);
  return metric.volume && !metric.volume->query.text.empty() && source != nullptr &&
         source->kind == plan::SourceKind::prometheus;
}

/// The volume in the place of the value.
core::MeasurementRequest volume_question(core::MeasurementRequest question) {
  question.query = std::exchange(question.volume_query, {});
  question.volume_due = false;
  question.volume_at_least = 0;
  question.baseline_query.clear();
  question.baseline_offset = {};
  question.fresh_query.clear();
  question.reference_queries.clear();
  question.unit = {};
  return question;
}

Result<std::vector<core::MeasurementRequest>>
questions_of(const plan::Plan& plan, const plan::Scenario& scenario, const plan::Values& vars) {
  std::vector<core::MeasurementRequest> questions;
  for (core::MeasurementRequest& question : sim::past_questions(plan, scenario, vars)) {
    const bool is_new = std::none_of(questions.begin(), questions.end(), [&](const auto& known) {
      return known.metric == question.metric && known.series == question.series;
    });
    if (is_new && can_be_asked(plan, *plan::find_metric(plan, question.metric)))
      questions.push_back(volume_question(std::move(question)));
  }
  if (questions.empty())
    return fail(
        ErrorKind::usage,
        fmt::format("no metric of the plan has a volume that a Prometheus can be asked for; "
                    "{}",
                    k_instead));
  return questions;
}

/// The mean of what the history has of one series, and how many readings that were.
struct SeriesMean {
  double value = 0.0;
  std::int64_t readings = 0;
};

SeriesMean mean_of(const sim::Past& past, std::size_t place, Duration every) {
  sim::PastReader reader(past);
  SeriesMean mean;
  if (past.count(place) == 0)
    return mean;
  double sum = 0.0;
  for (Instant at = *past.first(place); at <= *past.last(place); at = at + every) {
    const auto reading = reader.newest(place, at);
    if (!reading || reading->at != at || !reading->value)
      continue;
    sum += *reading->value;
    ++mean.readings;
  }
  if (mean.readings > 0)
    mean.value = sum / static_cast<double>(mean.readings);
  return mean;
}

} // namespace

Result<std::vector<RequestRate>>
measure_request_rates(const plan::Plan& plan, const plan::Scenario& scenario,
                      const plan::Values& vars, Duration over,
                      const std::function<void(const std::string& line)>& waits) {
  RELCTL_TRY_ASSIGN(const auto questions, questions_of(plan, scenario, vars));
  const Instant to = host::system_now();
  RELCTL_TRY_ASSIGN(
      const auto history,
      fetch_history(plan, {to - over, to}, {questions, "", k_instead, "a shorter --over", waits}));
  std::vector<RequestRate> rates;
  for (const core::MeasurementRequest& question : questions) {
    const plan::Metric& metric = *plan::find_metric(plan, question.metric);
    const auto place = place_in(*history.past, question.metric, question.series);
    const SeriesMean mean = place ? mean_of(*history.past, *place, metric.every) : SeriesMean{};
    if (const auto silence = history.silences.find(metric.id);
        mean.readings == 0 && silence != history.silences.end())
      return fail(ErrorKind::failed,
                  fmt::format("{}, or {}", silence_text(metric, silence->second), k_instead));
    if (mean.readings == 0)
      return fail(
          ErrorKind::usage,
          fmt::format("source {} has no volume of {} from {} to {}; {}{}", metric.source,
                      core::series_key(metric.id, question.series), format_instant(to - over),
                      format_instant(to),
                      metric.volume->query.text.find("{{version}}") == std::string::npos
                          ? ""
                          : fmt::format("see that v{} ran then (--version), or ", scenario.version),
                      k_instead));
    if (rates.empty() || rates.back().metric != metric.id)
      rates.push_back({metric.id, 0.0, 0, sim::counted_over(metric)});
    rates.back().per_second +=
        mean.value / (static_cast<double>(rates.back().counted_over.ms) / 1000.0);
    rates.back().readings += mean.readings;
  }
  return rates;
}

} // namespace relctl::cli
