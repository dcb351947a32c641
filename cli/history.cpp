// SPDX-License-Identifier: Apache-2.0
#include "cli/history.hpp"

#include "base/text.hpp"
#include "core/window.hpp"
#include "host/word_file.hpp"
#include "plan/history.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

namespace relctl::cli {

namespace {

/// What of a metric is not there.
struct Missing {
  std::string series; ///< Of `each`.
  std::string number; ///< value, volume, baseline or a reference.
};

bool has_readings(const sim::Past& past, const std::string& metric, const std::string& series) {
  for (std::size_t i = 0; i < past.series().size(); ++i)
    if (past.series()[i].metric == metric && past.series()[i].series == series && past.count(i) > 0)
      return true;
  return false;
}

std::optional<Missing> missing_of(const History& history, const sim::NeededMetric& needed,
                                  bool assumes_volume) {
  const plan::Metric& metric = *needed.metric;
  for (const std::string& series : plan::series_of(metric))
    if (!has_readings(*history.past, metric.id, series))
      return Missing{series, "value"};
  const bool has_value = history.numbers.contains({metric.id, "value"});
  for (const std::string& number : needed.numbers)
    if (!history.numbers.contains({metric.id, number}) && !(number == "volume" && assumes_volume))
      return Missing{plan::series_of(metric).front(), has_value ? number : "value"};
  return std::nullopt;
}

/// The thresholds of metrics that are there whole, for `--only`; empty where there are none.
std::string judged_without(const History& history, const plan::Plan& plan, bool assumes_volume) {
  std::vector<std::string> whole;
  for (const sim::NeededMetric& needed : sim::needed_metrics(plan))
    if (!missing_of(history, needed, assumes_volume) &&
        !history.silences.contains(needed.metric->id))
      whole.insert(whole.end(), needed.thresholds.begin(), needed.thresholds.end());
  return whole.empty() ? "" : ", or judge without it: --only " + join(whole, ",");
}

std::string remedy_for(const History& history, const plan::Metric& metric, const Missing& missing) {
  const auto known =
      history.remedies.find({core::series_key(metric.id, missing.series), missing.number});
  const std::string version =
      names_a_version(metric) ? ", or name another version with --version and --stable" : "";
  const std::string otherwise =
      history.is_asked ? "see what its query gives there" + version : "record it";
  return (known == history.remedies.end() ? otherwise : known->second) +
         (missing.number == "volume" ? ", or take every reading as full: --assume-volume" : "");
}

} // namespace

bool names_a_version(const plan::Metric& metric) {
  const auto queries = plan::queries_of(metric);
  return std::any_of(queries.begin(), queries.end(), [](const plan::NamedQuery& query) {
    return query.text->text.find("{{version}}") != std::string::npos ||
           query.text->text.find("{{stable}}") != std::string::npos;
  });
}

std::string silence_text(const plan::Metric& metric, const std::string& why) {
  return fmt::format(
      "source {} has no number of {} in any answer: {}; mend the source or the query",
      metric.source, metric.id, one_line(why, 300));
}

std::optional<std::size_t> place_in(const sim::Past& past, const std::string& metric,
                                    const std::string& series) {
  for (std::size_t i = 0; i < past.series().size(); ++i)
    if (past.series()[i].metric == metric && past.series()[i].series == series)
      return i;
  return std::nullopt;
}

Result<History> open_history(const std::string& origin, const plan::Plan& plan) {
  const char* folder = std::getenv("TMPDIR");
  History history;
  history.origin = origin;
  RELCTL_TRY_ASSIGN(auto store,
                    host::open_word_file(folder == nullptr || *folder == '\0' ? "/tmp" : folder));
  history.past = std::make_unique<sim::Past>(std::move(store));
  for (const plan::Metric& metric : plan.metrics) {
    std::vector<std::string> references;
    for (const plan::Reference& reference : metric.references)
      references.push_back(reference.id);
    for (const std::string& series : plan::series_of(metric))
      history.past->add({metric.id, series, references});
  }
  return history;
}

Result<void> check_history(const History& history, const plan::Plan& plan, bool assumes_volume) {
  for (const sim::NeededMetric& needed : sim::needed_metrics(plan)) {
    const plan::Metric& metric = *needed.metric;
    const auto missing = missing_of(history, needed, assumes_volume);
    if (!missing)
      continue;
    if (const auto silence = history.silences.find(metric.id); silence != history.silences.end())
      return fail(ErrorKind::failed, silence_text(metric, silence->second) +
                                         judged_without(history, plan, assumes_volume));
    const std::string what = missing->number == "value"
                                 ? "readings of " + core::series_key(metric.id, missing->series)
                                 : missing->number + " of " + metric.id;
    return fail(ErrorKind::usage,
                fmt::format("{} has no {}, which {} needs; {}{}", one_line(history.origin), what,
                            needed.thresholds.empty()
                                ? std::string("a phase's enough")
                                : "threshold " + join(needed.thresholds, ", "),
                            remedy_for(history, metric, *missing),
                            judged_without(history, plan, assumes_volume)));
  }
  return {};
}

Result<Period> range_of(const History& history, const plan::Plan& plan, const HistoryRange& range) {
  Instant first = k_never;
  Instant last{0};
  for (const sim::NeededMetric& needed : sim::needed_metrics(plan))
    for (std::size_t i = 0; i < history.past->series().size(); ++i)
      if (history.past->series()[i].metric == needed.metric->id && history.past->count(i) > 0) {
        first = std::min(first, *history.past->first(i));
        last = std::max(last, *history.past->last(i));
      }
  const Instant from = range.from.value_or(first);
  const Instant to = range.to.value_or(last);
  if (to <= from || last < from || to < first)
    return fail(
        ErrorKind::usage,
        first == k_never && history.recorded
            ? fmt::format("{} has nothing in the range asked for: it reaches from {} to {}",
                          one_line(history.origin), format_instant(history.recorded->from),
                          format_instant(history.recorded->to))
        : first == k_never
            ? fmt::format("{} has no readings at all that the plan needs", one_line(history.origin))
            : fmt::format("there is nothing from {} to {}: {} reaches from {} to {}",
                          format_instant(from), format_instant(to), one_line(history.origin),
                          format_instant(first), format_instant(last)));
  return Period{from, to};
}

} // namespace relctl::cli
