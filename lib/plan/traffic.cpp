// SPDX-License-Identifier: Apache-2.0
#include "plan/traffic.hpp"

#include "base/quantity.hpp"
#include "base/text.hpp"

namespace relctl::plan {

bool is_literal(const TemplateText& text) {
  return text.text.find("{{") == text.text.npos;
}

std::optional<double> parse_share(std::string_view text) {
  const auto quantity = parse_quantity(trim(text));
  if (!quantity || quantity->dimension != Dimension::ratio)
    return std::nullopt;
  const bool is_share = quantity->value >= 0.0 && quantity->value <= 1.0;
  return is_share ? std::optional<double>(quantity->value) : std::nullopt;
}

std::optional<double> literal_share(const TemplateText& traffic) {
  return parse_share(traffic.text);
}

} // namespace relctl::plan
