// SPDX-License-Identifier: Apache-2.0
#include "metrics/operand.hpp"

#include "metrics/growth.hpp"
#include "metrics/query_samples.hpp"
#include "metrics/selector_match.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace relctl::metrics {
namespace {

using plan::Cause;
using Operand = plan::ExpositionOperand;
using Kind = Operand::Kind;

Answer only_one(const std::vector<Sample>& samples, const plan::Selector& selector) {
  if (samples.size() > 1)
    return no_answer(Cause::many,
                     fmt::format("{} series match {} where one is due: {} and {}", samples.size(),
                                 selector_text(selector), series_key(samples[0].series),
                                 series_key(samples[1].series)));
  return number_answer(samples[0].number);
}

double fold(Kind kind, const std::vector<Sample>& samples) {
  double total = 0;
  double least = samples[0].number;
  double most = samples[0].number;
  for (const Sample& sample : samples) {
    total += sample.number;
    least = std::min(least, sample.number);
    most = std::max(most, sample.number);
  }
  // A NaN among them makes the total NaN, and with it every answer unknown.
  if (std::isnan(total) || kind == Kind::sum)
    return total;
  if (kind == Kind::average)
    return total / static_cast<double>(samples.size());
  return kind == Kind::minimum ? least : most;
}

Answer evaluate_now(const Operand& operand, const Window& window) {
  const std::vector<Sample>& samples = window.scrapes.back().samples;
  auto selected = select_samples(samples, operand.selector);
  if (!selected)
    return refused_answer(selected.error());
  if (selected->empty())
    return operand.or_zero ? number_answer(0) : nothing_matches(operand.selector, samples);
  if (operand.kind == Kind::value)
    return only_one(*selected, operand.selector);
  return number_answer(fold(operand.kind, *selected));
}

Answer evaluate_quantile(const Operand& operand, const Window& window) {
  const std::vector<Sample>& samples = window.scrapes.back().samples;
  const auto buckets = bucket_samples(operand, samples);
  if (!buckets)
    return refused_answer(buckets.error());
  if (!buckets->empty())
    return bucket_answer(operand, window);
  const auto summary = summary_samples(operand, samples);
  if (!summary)
    return refused_answer(summary.error());
  if (summary->empty())
    return no_answer(Cause::nodata, fmt::format("no histogram and no summary with quantile=\"{}\" "
                                                "matches {}",
                                                operand.quantile, selector_text(operand.selector)));
  return only_one(*summary, operand.selector);
}

Answer evaluate_family(const Operand& operand, const Window& window) {
  const auto family = family_samples(operand, window.scrapes.back().samples);
  if (!family)
    return refused_answer(family.error());
  if (family->empty())
    return no_answer(Cause::nodata, "no series of family " + selector_text(operand.selector));
  return number_answer(static_cast<double>(family->size()));
}

Answer evaluate_operand(const Operand& operand, const Window& window) {
  switch (operand.kind) {
  case Kind::value:
  case Kind::sum:
  case Kind::minimum:
  case Kind::maximum:
  case Kind::average:
    return evaluate_now(operand, window);
  case Kind::rate:
  case Kind::increase:
    return growth_answer(operand, window);
  case Kind::quantile:
    return evaluate_quantile(operand, window);
  case Kind::family:
    return evaluate_family(operand, window);
  }
  return {};
}

} // namespace

Answer evaluate(const plan::ExpositionQuery& query, const Window& window) {
  const Answer numerator = evaluate_operand(query.numerator, window);
  if (!query.denominator || !numerator.number)
    return numerator;
  const Answer denominator = evaluate_operand(*query.denominator, window);
  if (!denominator.number)
    return denominator;
  return number_answer(*numerator.number / *denominator.number);
}

} // namespace relctl::metrics
