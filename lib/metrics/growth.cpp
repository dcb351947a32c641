// SPDX-License-Identifier: Apache-2.0
#include "metrics/growth.hpp"

#include "metrics/histogram_quantile.hpp"
#include "metrics/increases.hpp"
#include "metrics/query_samples.hpp"
#include "metrics/sample_number.hpp"
#include "metrics/selector_match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

namespace relctl::metrics {
namespace {

using plan::Cause;
using Operand = plan::ExpositionOperand;
using Kind = Operand::Kind;

Duration span_of(const Window& window) {
  return window.scrapes.back().at - window.scrapes.front().at;
}

/// Why there is no growth to speak of yet.
std::optional<Answer> refuse_short(const Window& window) {
  if (window.scrapes.size() > 1 && 2 * span_of(window) >= window.length)
    return std::nullopt;
  const Cause cause = window.is_beginning ? Cause::before_phase : Cause::nodata;
  return no_answer(cause, fmt::format("second scrape needed: the window of {} holds {} over {}",
                                      format_duration(window.length), window.scrapes.size(),
                                      format_duration(span_of(window))));
}

/// Of counters that the last scrape does not have. One that has been there in this window was lost,
/// perhaps with what it had counted; `or 0` speaks of those that never were.
Answer absent_answer(const Operand& operand, const Window& window,
                     const std::vector<std::vector<Sample>>& counters) {
  const bool never_there = std::all_of(counters.begin(), counters.end(),
                                       [](const auto& scrape) { return scrape.empty(); });
  if (operand.or_zero && never_there)
    return number_answer(0);
  Answer answer = nothing_matches(operand.selector, window.scrapes.back().samples);
  if (!never_there)
    answer.detail += "; it was there earlier in the window";
  return answer;
}

using Selection = Result<std::vector<Sample>> (*)(const Operand&, const std::vector<Sample>&);

/// The samples that match in each scrape, or the answer where their growth is not to be computed.
tl::expected<std::vector<std::vector<Sample>>, Answer>
counters_of(const Operand& operand, const Window& window, Selection select) {
  std::vector<std::vector<Sample>> counters;
  for (const Scrape& scrape : window.scrapes) {
    auto selected = select(operand, scrape.samples);
    if (!selected)
      return tl::unexpected<Answer>(refused_answer(selected.error()));
    for (const Sample& sample : *selected)
      if (!std::isfinite(sample.number))
        return tl::unexpected<Answer>(no_answer(
            Cause::nan, series_key(sample.series) + " is " + format_sample_number(sample.number)));
    counters.push_back(std::move(*selected));
  }
  if (counters.back().empty())
    return tl::unexpected<Answer>(absent_answer(operand, window, counters));
  if (auto too_short = refuse_short(window))
    return tl::unexpected<Answer>(*too_short);
  return counters;
}

Result<std::vector<Sample>> series_samples(const Operand& operand,
                                           const std::vector<Sample>& samples) {
  return select_samples(samples, operand.selector);
}

} // namespace

Answer growth_answer(const Operand& operand, const Window& window) {
  const auto counters = counters_of(operand, window, series_samples);
  if (!counters)
    return counters.error();
  double total = 0;
  for (const Increase& increase : increases(*counters))
    total += increase.by;
  if (operand.kind == Kind::increase)
    return number_answer(total);
  return number_answer(total * 1000 / static_cast<double>(span_of(window).ms));
}

Answer bucket_answer(const Operand& operand, const Window& window) {
  const auto counters = counters_of(operand, window, bucket_samples);
  if (!counters)
    return counters.error();
  const auto buckets = buckets_of(increases(*counters, "le"));
  if (!buckets)
    return refused_answer(buckets.error());
  const auto quantile = histogram_quantile(operand.quantile, *buckets);
  return quantile ? number_answer(*quantile) : refused_answer(quantile.error());
}

Answer refused_answer(const Error& error) {
  return no_answer(Cause::provider_error, error.message);
}

Answer nothing_matches(const plan::Selector& selector, const std::vector<Sample>& samples) {
  const auto named = std::count_if(samples.begin(), samples.end(), [&](const Sample& sample) {
    return sample.series.name == selector.name;
  });
  std::string detail = "no series matches " + selector_text(selector);
  if (named > 0)
    detail += fmt::format(" ({} of that name do not); the target must expose it from its start, or "
                          "the query say (… or 0)",
                          named);
  return no_answer(Cause::nodata, detail);
}

} // namespace relctl::metrics
