// SPDX-License-Identifier: Apache-2.0
#include "core/wording.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace relctl::core {
namespace {

using plan::Cause;

/// A time of the metric's grid, with what it needs to tell its points apart.
std::string grid_clock(const plan::Metric& metric, Instant at) {
  if (metric.every.ms % 1000 == 0)
    return format_clock(at);
  const std::string whole = format_instant(at);
  return whole.substr(whole.find('T') + 1);
}

/// An age for a person: to the second, from a minute on to the minute, from an hour on to the hour.
std::string age_text(Duration age) {
  const std::int64_t unit = (age < seconds(1)   ? milliseconds(1)
                             : age < minutes(1) ? seconds(1)
                             : age < hours(1)   ? minutes(1)
                                                : hours(1))
                                .ms;
  return format_duration(Duration{age.ms / unit * unit}) + " old";
}

/// `baseline 0.2%`, and where it does not come with the reading from where it does.
std::string baseline_text(const plan::Metric& metric, const Finding& finding) {
  std::string text = "baseline " + format_quantity(*finding.baseline, metric.unit.dimension);
  if (!finding.baseline_id.empty())
    text += " of " + finding.baseline_id;
  else if (finding.baseline_at)
    text += " pinned";
  if (finding.baseline_at && finding.at)
    text += ", " + age_text(*finding.at - *finding.baseline_at);
  return text;
}

bool judges_by_baseline(const plan::Threshold& threshold) {
  return threshold.breach && threshold.breach->text.find("baseline") != std::string::npos;
}

/// `8.67% > 1%`, or with what the limit was made of `8.67% > 0.4% (2 * baseline, baseline 0.2%)`.
std::string compared(const plan::Metric& metric, const plan::Threshold& threshold,
                     const Finding& finding) {
  const Dimension dimension = metric.unit.dimension;
  std::string text = finding.value ? format_quantity(*finding.value, dimension) : "no value";
  if (!threshold.breach || !finding.limit)
    return text;
  text += fmt::format(" {} {}", plan::comparison_text(threshold.breach->comparison),
                      format_quantity(*finding.limit, dimension));
  if (finding.baseline && judges_by_baseline(threshold))
    text += fmt::format(" ({}, {})", threshold.breach->text, baseline_text(metric, finding));
  return text;
}

/// `2% at 12:02:00Z, breach is > 1% for 10m`: what is known beside an earlier unknown.
std::string known_text(const plan::Metric& metric, const plan::Threshold& threshold,
                       const Finding& finding, const std::string& detail) {
  std::string text =
      finding.value ? format_quantity(*finding.value, metric.unit.dimension) : "no value";
  text += " at " + grid_clock(metric, *finding.at);
  if (threshold.breach)
    text += ", breach is " + threshold.breach->text + plan::shape_text(threshold.shape);
  return detail.empty() ? text : text + " (" + detail + ")";
}

std::string unknown_text(const plan::Metric& metric, const plan::Threshold& threshold,
                         const Finding& finding, const FindingContext& context) {
  if (finding.cause == Cause::before_phase && finding.at && !finding.value)
    return "no reading yet; the first is due at " + grid_clock(metric, *finding.at);
  std::string text(finding.cause ? word_cause(*finding.cause) : "cannot be judged");
  if (context.unknown_at)
    text += " at " + grid_clock(metric, *context.unknown_at);
  const Reading reading = context.unknown.value_or(Reading{});
  if (!reading.detail.empty() && !reading.value)
    text += ": " + reading.detail;
  else if (finding.cause == Cause::baseline && !reading.baseline_cause.empty())
    text += ": " + reading.baseline_cause;
  if (finding.at && context.unknown_at && *context.unknown_at < *finding.at)
    text += "; " + known_text(metric, threshold, finding, context.detail);
  return text;
}

std::string pass_text(const plan::Metric& metric, const plan::Threshold& threshold,
                      const Finding& finding) {
  std::string text =
      finding.value ? format_quantity(*finding.value, metric.unit.dimension) : "no value";
  if (threshold.breach)
    text += ", breach is " + threshold.breach->text + plan::shape_text(threshold.shape);
  if (finding.baseline && finding.baseline_at && judges_by_baseline(threshold))
    text += ", " + baseline_text(metric, finding);
  if (!finding.target_met && threshold.target)
    text += ", target " + threshold.target->text + " is not met";
  return text;
}

} // namespace

std::string_view word_cause(Cause cause) {
  switch (cause) {
  case Cause::nodata:
    return "no data";
  case Cause::nan:
    return "no usable number";
  case Cause::stale:
    return "stale data";
  case Cause::thin:
    return "too little volume";
  case Cause::many:
    return "several series where one is due";
  case Cause::provider_error:
    return "the source failed";
  case Cause::timeout:
    return "the source did not answer in time";
  case Cause::before_phase:
    return "no reading lies wholly inside the phase yet";
  case Cause::pending:
    return "beyond the limit, not yet long enough";
  case Cause::breach:
    return "breached";
  case Cause::target:
    return "target not met";
  case Cause::coverage:
    return "too few good readings";
  case Cause::gap:
    return "too long without a good reading";
  case Cause::baseline:
    return "no usable baseline";
  case Cause::observing:
    return "still observing";
  case Cause::approval:
    return "approval missing";
  case Cause::check:
    return "check not passed";
  case Cause::incident:
    return "incident open";
  case Cause::paused:
    return "paused";
  case Cause::frozen:
    return "frozen";
  case Cause::step_failed:
    return "step failed";
  case Cause::step_in_doubt:
    return "step in doubt";
  case Cause::taken_back:
    return "a part was taken back";
  case Cause::exposure:
    return "traffic is not where it was put";
  case Cause::item:
    return "a difference is open";
  case Cause::window:
    return "outside the change windows";
  case Cause::component:
    return "versions do not go together";
  case Cause::variable:
    return "value missing";
  }
  return "?";
}

std::string word_enough(const plan::Plan& plan, const plan::Enough& enough,
                        std::optional<double> now) {
  const plan::Metric* metric = plan::find_metric(plan, enough.metric);
  const Dimension dimension = metric == nullptr ? Dimension::none : metric->unit.dimension;
  std::string text = fmt::format("{} reaches {}", metric == nullptr ? enough.metric : metric->title,
                                 format_quantity(enough.at_least, dimension));
  return now ? text + fmt::format(" ({} now)", format_quantity(*now, dimension)) : text;
}

std::string word_finding(const plan::Metric& metric, const plan::Threshold& threshold,
                         const Finding& finding, const FindingContext& context) {
  switch (finding.status) {
  case Status::pass:
    return pass_text(metric, threshold, finding);
  case Status::unknown:
    return unknown_text(metric, threshold, finding, context);
  case Status::pending:
  case Status::breach:
    break;
  }
  std::string text = compared(metric, threshold, finding) + plan::shape_text(threshold.shape);
  if (!context.detail.empty())
    text += " (" + context.detail + ")";
  if (finding.since && finding.at && *finding.since < *finding.at)
    text += fmt::format(", since {} until {}", grid_clock(metric, *finding.since),
                        grid_clock(metric, *finding.at));
  else if (finding.at)
    text += " at " + grid_clock(metric, *finding.at);
  if (finding.status == Status::pending)
    text += ", not complete";
  // What the source warned of.
  return context.newest && context.newest->value && !context.newest->detail.empty()
             ? text + "; " + context.newest->detail
             : text;
}

std::string word_reasons(const std::vector<Reason>& reasons, std::size_t most) {
  // A step is told of also where a way back went on past it: somebody has to see to it.
  const auto is_told = [](const Reason& reason) {
    return reason.blocks || reason.cause == plan::Cause::step_in_doubt ||
           reason.cause == plan::Cause::step_failed;
  };
  std::vector<Reason> told;
  std::copy_if(reasons.begin(), reasons.end(), std::back_inserter(told), is_told);
  std::stable_partition(told.begin(), told.end(),
                        [](const Reason& reason) { return reason.blocks; });
  std::vector<std::string> parts;
  for (const Reason& reason : told)
    if (parts.size() < most)
      parts.push_back(reason.subject.empty() ? reason.text : reason.subject + ": " + reason.text);
  std::string text = join(parts, "; ");
  if (told.size() > most)
    text += fmt::format("; and {} more", told.size() - most);
  return text;
}

} // namespace relctl::core
