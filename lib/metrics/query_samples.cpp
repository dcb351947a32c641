// SPDX-License-Identifier: Apache-2.0
#include "metrics/query_samples.hpp"

#include "metrics/sample_number.hpp"
#include "metrics/selector_match.hpp"

namespace relctl::metrics {
namespace {

using Operand = plan::ExpositionOperand;
using Kind = Operand::Kind;

constexpr std::string_view k_bucket_suffix = "_bucket";
constexpr std::string_view k_family_suffixes[] = {"", "_total", "_count", "_sum", k_bucket_suffix};

std::vector<Operand> operands_of(const plan::ExpositionQuery& query) {
  std::vector<Operand> operands{query.numerator};
  if (query.denominator)
    operands.push_back(*query.denominator);
  return operands;
}

Result<std::vector<Sample>> history_of(const Operand& operand, const std::vector<Sample>& samples) {
  if (operand.kind == Kind::rate || operand.kind == Kind::increase)
    return select_samples(samples, operand.selector);
  if (operand.kind == Kind::quantile)
    return select_samples(samples, operand.selector, k_bucket_suffix);
  return std::vector<Sample>{};
}

Result<std::vector<Sample>> read_by(const Operand& operand, const std::vector<Sample>& samples) {
  if (operand.kind == Kind::family)
    return family_samples(operand, samples);
  if (operand.kind != Kind::quantile)
    return select_samples(samples, operand.selector);
  RELCTL_TRY_ASSIGN(auto buckets, history_of(operand, samples));
  if (!buckets.empty())
    return buckets;
  return summary_samples(operand, samples);
}

} // namespace

Result<std::vector<Sample>> summary_samples(const Operand& operand,
                                            const std::vector<Sample>& samples) {
  RELCTL_TRY_ASSIGN(auto selected, select_samples(samples, operand.selector));
  std::erase_if(selected, [&](const Sample& sample) {
    return parse_sample_number(label_value(sample.series, "quantile")) != operand.quantile;
  });
  return selected;
}

Result<std::vector<Sample>> family_samples(const Operand& operand,
                                           const std::vector<Sample>& samples) {
  std::vector<Sample> family;
  for (const std::string_view suffix : k_family_suffixes) {
    RELCTL_TRY_ASSIGN(const auto some, select_samples(samples, operand.selector, suffix));
    family.insert(family.end(), some.begin(), some.end());
  }
  return family;
}

Result<std::vector<Sample>> bucket_samples(const Operand& operand,
                                           const std::vector<Sample>& samples) {
  return select_samples(samples, operand.selector, k_bucket_suffix);
}

std::vector<std::string> sample_names(const plan::ExpositionQuery& query) {
  std::vector<std::string> names;
  for (const Operand& operand : operands_of(query)) {
    names.push_back(operand.selector.name);
    if (operand.kind == Kind::family)
      for (const std::string_view suffix : k_family_suffixes)
        names.push_back(operand.selector.name + std::string(suffix));
    if (operand.kind == Kind::quantile)
      names.push_back(operand.selector.name + std::string(k_bucket_suffix));
  }
  return names;
}

Result<std::vector<Sample>> read_samples(const plan::ExpositionQuery& query,
                                         const std::vector<Sample>& samples) {
  RELCTL_TRY_ASSIGN(auto read, read_by(query.numerator, samples));
  if (!query.denominator)
    return read;
  RELCTL_TRY_ASSIGN(auto more, read_by(*query.denominator, samples));
  read.insert(read.end(), more.begin(), more.end());
  return read;
}

Result<std::vector<Sample>> history_samples(const plan::ExpositionQuery& query,
                                            const std::vector<Sample>& samples) {
  RELCTL_TRY_ASSIGN(auto kept, history_of(query.numerator, samples));
  if (!query.denominator)
    return kept;
  RELCTL_TRY_ASSIGN(auto more, history_of(*query.denominator, samples));
  kept.insert(kept.end(), more.begin(), more.end());
  return kept;
}

} // namespace relctl::metrics
