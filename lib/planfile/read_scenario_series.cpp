// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "planfile/quantities.hpp"
#include "planfile/scenario_parts.hpp"
#include "planfile/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::planfile {

namespace {

std::optional<plan::SeriesValues> read_values(const Field& field, Findings& findings) {
  const Node* node = scalar_of(field, "a series", findings);
  if (!node)
    return std::nullopt;
  auto values = plan::parse_series(node->text);
  if (values)
    return *std::move(values);
  findings.error(mark_inside(*node, values.error().offset), "bad-series",
                 field.name + ": " + values.error().message, values.error().remedy);
  return std::nullopt;
}

/// What limits may name besides the metric itself.
std::vector<std::string> operands_of(const plan::Metric& metric) {
  std::vector<std::string> operands;
  if (metric.baseline)
    operands.emplace_back("baseline");
  for (const plan::Reference& reference : metric.references)
    operands.push_back(reference.id);
  return operands;
}

std::string read_each(const Field& field, const plan::Metric& metric, Findings& findings) {
  const auto text = read_text(field, findings);
  if (!text)
    return {};
  const auto known = plan::series_of(metric);
  if (metric.each && std::find(known.begin(), known.end(), *text) != known.end())
    return *text;
  refuse_choice(field.mark(), "unknown-series",
                fmt::format("metric '{}' has no series '{}'", metric.id, one_line(*text, 60)),
                *text, metric.each ? known : std::vector<std::string>{}, findings);
  return {};
}

/// Of a metric that is judged without one it would be compared with nothing.
std::optional<plan::SeriesValues> read_volume(const Field& field, const plan::Metric& metric,
                                              Findings& findings) {
  if (!field || metric.volume)
    return read_values(field, findings);
  findings.error(field.mark(), "no-volume",
                 fmt::format("volume is '{}', and metric '{}' has none in the plan",
                             one_line(field.node->text, 60), metric.id),
                 "take it out, or give the metric 'volume' in the plan");
  return std::nullopt;
}

plan::ScenarioSeries read_one(const Field& field, const plan::Metric& metric,
                              const ScenarioDraft& draft) {
  plan::ScenarioSeries series;
  series.metric = metric.id;
  series.mark = field.mark();
  if (draft.of == ScenarioOf::observation) // It has one phase, and its samples are counted in it.
    series.phase = draft.plan.phases.front().id;
  if (field.node->kind == Node::Kind::scalar) {
    series.values = read_values(field, draft.findings);
    return series;
  }
  MapReader map(field, draft.findings);
  series.values = read_values(map.optional("values"), draft.findings);
  series.volume = read_volume(map.optional("volume"), metric, draft.findings);
  series.series = read_each(map.optional("each"), metric, draft.findings);
  assign(series.phase, read_phase_name(map.optional("in"), draft));
  for (const std::string& operand : operands_of(metric))
    if (auto values = read_values(map.optional(operand), draft.findings))
      series.operands[operand] = *std::move(values);
  map.finish();
  return series;
}

void refuse_twice(const std::vector<plan::ScenarioSeries>& series, Findings& findings) {
  for (std::size_t i = 0; i < series.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (series[i].metric == series[j].metric && series[i].series == series[j].series &&
          series[i].phase == series[j].phase)
        findings.error(series[i].mark, "series-twice",
                       fmt::format("metric '{}' is given twice", series[i].metric),
                       "say `in: PHASE` or `each: VALUE` to tell them apart");
}

} // namespace

std::vector<plan::ScenarioSeries> read_series(const Field& field, const ScenarioDraft& draft) {
  std::vector<plan::ScenarioSeries> all;
  for (const auto& item : named_items(field, "series", draft.findings)) {
    const plan::Metric* metric = plan::find_metric(draft.plan, item.id);
    if (metric == nullptr) {
      std::vector<std::string> known;
      for (const plan::Metric& other : draft.plan.metrics)
        known.push_back(other.id);
      refuse_choice(item.id_mark, "unknown-metric",
                    fmt::format("the plan has no metric '{}'", one_line(item.id, 60)), item.id,
                    known, draft.findings);
      continue;
    }
    if (item.field.node->kind == Node::Kind::sequence)
      for (const auto& one : list_items(item.field, "a list of series", draft.findings))
        all.push_back(read_one(one, *metric, draft));
    else
      all.push_back(read_one(item.field, *metric, draft));
  }
  refuse_twice(all, draft.findings);
  // What is said of one phase or one series comes before what is said of all.
  std::stable_sort(all.begin(), all.end(), [](const auto& a, const auto& b) {
    const auto rank = [](const plan::ScenarioSeries& series) {
      return (series.phase.empty() ? 2 : 0) + (series.series.empty() ? 1 : 0);
    };
    return rank(a) < rank(b);
  });
  return all;
}

std::vector<plan::ScenarioStep> read_step_behaviour(const Field& field,
                                                    const ScenarioDraft& draft) {
  std::vector<plan::ScenarioStep> all;
  for (const Entry& entry : field&& mapping_of(field, "steps", draft.findings)
                                ? field.node->entries
                                : std::vector<Entry>{}) {
    plan::ScenarioStep step;
    step.step = entry.key;
    step.mark = entry.mark;
    const std::string id = entry.key.substr(0, entry.key.find('['));
    if (!is_step_or_check(draft.plan, id))
      draft.findings.error(entry.mark, "unknown-step",
                           fmt::format("the plan has no step or check '{}'", one_line(id, 60)),
                           "name one of its steps");
    const Field behaviour{&entry.value, fmt::format("step '{}'", one_line(id, 60))};
    MapReader map(behaviour, draft.findings);
    assign(step.takes, read_duration(map.optional("takes"), draft.findings));
    const auto times = [&](const char* key) {
      const Field count = map.optional(key);
      if (count && count.node->text == "always")
        return -1;
      return read_whole(count, 1, 1000, draft.findings).value_or(0);
    };
    step.after = read_whole(map.optional("after"), 1, 1000, draft.findings).value_or(0);
    step.fails = times("fails");
    step.hangs = times("hangs");
    assign(step.unverified, read_boolean(map.optional("unverified"), draft.findings));
    assign(step.detail, read_text(map.optional("detail"), draft.findings));
    map.finish();
    all.push_back(std::move(step));
  }
  return all;
}

} // namespace relctl::planfile
