// SPDX-License-Identifier: Apache-2.0
#include "metrics/recorded_fields.hpp"

#include "base/text.hpp"
#include "metrics/sample_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace relctl::metrics {
namespace {

using plan::Cause;
using Meaning = RecordedFields::Meaning;

constexpr double k_latest_seconds = 4'102'444'800.0; // The year 2100: beyond it are milliseconds.

bool has_label(const plan::Metric& metric, std::string_view name) {
  return metric.each && metric.each->label == name;
}

bool has_reference(const plan::Metric& metric, std::string_view name) {
  return std::any_of(metric.references.begin(), metric.references.end(),
                     [&](const plan::Reference& reference) { return reference.id == name; });
}

Result<void> read_number(const RecordedFields::Field& field, Answer& answer) {
  if (field.text.empty()) {
    answer = no_answer(Cause::nodata, "nothing is recorded");
    return {};
  }
  const auto number = parse_sample_number(field.text);
  if (!number)
    return fail(ErrorKind::usage,
                fmt::format("{} is '{}', not a number; leave it empty where nothing was measured",
                            one_line(field.name, 60), one_line(field.text, 60)));
  if (std::isfinite(*number))
    answer.number = *number;
  else
    answer = number_answer(*number);
  return {};
}

Result<void> put_number(RecordedSample& sample, const RecordedFields::Field& field) {
  const plan::Metric& metric = *sample.metric;
  if (field.meaning == Meaning::value)
    return read_number(field, sample.answers.value);
  const bool is_asked = (field.meaning == Meaning::volume && metric.volume) ||
                        (field.meaning == Meaning::baseline && metric.baseline) ||
                        (field.meaning == Meaning::own && has_reference(metric, field.name));
  if (!is_asked) {
    // A column that another metric needs is empty here.
    if (field.text.empty())
      return {};
    return fail(ErrorKind::usage,
                fmt::format("metric {} has no {} in the plan; leave the field empty", metric.id,
                            one_line(field.name, 60)));
  }
  Answer answer;
  RELCTL_TRY(read_number(field, answer));
  if (field.meaning == Meaning::volume)
    sample.answers.volume = std::move(answer);
  else if (field.meaning == Meaning::baseline)
    sample.answers.baseline = std::move(answer);
  else
    sample.answers.references.insert_or_assign(std::string(field.name), std::move(answer));
  return {};
}

void clear(RecordedSample& sample) {
  sample.metric = nullptr;
  sample.series.clear();
  sample.answers.value.number.reset();
  sample.answers.value.detail.clear();
  sample.answers.volume.reset();
  sample.answers.baseline.reset();
  sample.answers.references.clear();
}

Result<void> check_series(const RecordedSample& sample) {
  const plan::Metric& metric = *sample.metric;
  if (!metric.each)
    return {};
  const auto& values = metric.each->values;
  if (std::find(values.begin(), values.end(), sample.series) != values.end())
    return {};
  return fail(ErrorKind::usage,
              fmt::format("metric {} has no {} '{}', it has {}", metric.id, metric.each->label,
                          one_line(sample.series, 60), join(values, ", ")));
}

} // namespace

Result<Instant> parse_recorded_time(std::string_view text) {
  const auto number = parse_sample_number(text);
  const bool is_number = number.has_value();
  const double unix_seconds = number.value_or(0.0);
  if (is_number && unix_seconds >= 0.0 && unix_seconds < k_latest_seconds)
    return Instant{std::llround(unix_seconds * 1000)};
  if (const auto instant =
          is_number ? Result<Instant>(fail(ErrorKind::usage, "")) : parse_instant(text))
    return *instant;
  const bool is_in_milliseconds =
      is_number && unix_seconds < k_latest_seconds * 1000.0 && unix_seconds >= k_latest_seconds;
  return fail(ErrorKind::usage,
              fmt::format("time is '{}', neither Unix seconds nor like 2026-11-22T14:00:00Z{}",
                          one_line(text, 60),
                          is_in_milliseconds ? "; divide milliseconds by 1000" : ""));
}

RecordedFields::RecordedFields(const plan::Plan& plan) : m_plan(plan) {}

Result<Meaning> RecordedFields::meaning_of(const std::string& name) const {
  static constexpr std::pair<std::string_view, Meaning> k_fixed[] = {
      {"time", Meaning::time},
      {"metric", Meaning::metric},
      {"value", Meaning::value},
      {"volume", Meaning::volume},
      {"baseline", Meaning::baseline}};
  std::vector<std::string> known;
  for (const auto& [fixed, meaning] : k_fixed) {
    if (name == fixed)
      return meaning;
    known.emplace_back(fixed);
  }
  for (const plan::Metric& metric : m_plan.metrics) {
    if (has_label(metric, name) || has_reference(metric, name))
      return Meaning::own;
    if (metric.each)
      known.push_back(metric.each->label);
    for (const plan::Reference& reference : metric.references)
      known.push_back(reference.id);
  }
  return fail(ErrorKind::usage, fmt::format("'{}' is no field of a recording for this plan, known "
                                            "are {}",
                                            one_line(name, 60), join(known, ", ")));
}

const plan::Metric* RecordedFields::likely_metric(std::string_view name) {
  const std::size_t count = m_plan.metrics.size();
  const std::size_t next = m_newest_metric + 1 < count ? m_newest_metric + 1 : 0;
  for (const std::size_t place : {next, m_newest_metric})
    if (place < count && m_plan.metrics[place].id == name) {
      m_newest_metric = place;
      return &m_plan.metrics[place];
    }
  return nullptr;
}

Result<const plan::Metric*> RecordedFields::metric_named(std::string_view name) {
  if (const plan::Metric* metric = likely_metric(name))
    return metric;
  for (std::size_t place = 0; place < m_plan.metrics.size(); ++place)
    if (m_plan.metrics[place].id == name) {
      m_newest_metric = place;
      return &m_plan.metrics[place];
    }
  std::vector<std::string> ids;
  for (const plan::Metric& metric : m_plan.metrics)
    ids.push_back(metric.id);
  return fail(ErrorKind::usage,
              fmt::format("the plan has no metric '{}', it has {}; rename it or take it out",
                          one_line(name, 60), join(ids, ", ")));
}

Result<Instant> RecordedFields::read_time(std::string_view text) {
  if (text != m_time_text || text.empty()) {
    RELCTL_TRY_ASSIGN(m_time, parse_recorded_time(text));
    m_time_text = text;
  }
  return m_time;
}

Result<void> RecordedFields::read_sample(std::span<const Field> fields, RecordedSample& sample) {
  clear(sample);
  bool has_time = false;
  bool has_value = false;
  for (const Field& field : fields) {
    if (field.meaning == Meaning::time) {
      RELCTL_TRY_ASSIGN(sample.at, read_time(field.text));
      has_time = true;
    } else if (field.meaning == Meaning::metric) {
      RELCTL_TRY_ASSIGN(sample.metric, metric_named(field.text));
    }
  }
  if (!has_time || sample.metric == nullptr)
    return fail(ErrorKind::usage, "it says no time or no metric");
  for (const Field& field : fields) {
    if (field.meaning == Meaning::own && has_label(*sample.metric, field.name)) {
      sample.series = field.text;
    } else if (field.meaning != Meaning::time && field.meaning != Meaning::metric) {
      RELCTL_TRY(put_number(sample, field));
      has_value |= field.meaning == Meaning::value;
    }
  }
  if (!has_value)
    sample.answers.value = no_answer(Cause::nodata, "nothing is recorded");
  return check_series(sample);
}

} // namespace relctl::metrics
