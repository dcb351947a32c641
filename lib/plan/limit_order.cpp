// SPDX-License-Identifier: Apache-2.0
#include "plan/limit_order.hpp"

#include <array>
#include <set>

namespace relctl::plan {

LimitOrder order_of(const Limit& a, const Limit& b) {
  std::set<std::string> names;
  for (const Limit* limit : {&a, &b})
    for (const std::string& name : operands(*limit))
      names.insert(name);
  if (names.size() > 1)
    return LimitOrder::unclear;
  constexpr std::array<double, 9> k_samples{1e-4, 1e-3, 1e-2, 0.1, 1.0, 10.0, 100.0, 1e3, 1e4};
  std::set<LimitOrder> seen;
  for (const double sample : k_samples) {
    const OperandLookup lookup = [&](const std::string&) { return std::optional<double>(sample); };
    const LimitValue left = evaluate(a.right, lookup);
    const LimitValue right = evaluate(b.right, lookup);
    if (!left.value || !right.value)
      return LimitOrder::unclear;
    seen.insert(*left.value < *right.value
                    ? LimitOrder::smaller
                    : (*left.value > *right.value ? LimitOrder::larger : LimitOrder::equal));
  }
  return seen.size() == 1 ? *seen.begin() : LimitOrder::unclear;
}

} // namespace relctl::plan
