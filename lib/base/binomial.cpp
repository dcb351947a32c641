// SPDX-License-Identifier: Apache-2.0
#include "base/binomial.hpp"

#include <cmath>
#include <initializer_list>

namespace relctl {

namespace {

constexpr int k_terms_max = 100'000;
constexpr double k_precision = 1e-15;
constexpr double k_tiny = 1e-300; // Stands for a zero that would be divided by.

double not_zero(double value) {
  return std::fabs(value) < k_tiny ? k_tiny : value;
}

/// The continued fraction of NIST DLMF 8.17.22, by Lentz's method; converges fast for
/// x < (a + 1) / (a + b + 2).
double beta_fraction(double a, double b, double x) {
  double numerator = 1.0;
  double denominator = 1.0 / not_zero(1.0 - (a + b) * x / (a + 1.0));
  double fraction = denominator;
  for (int m = 1; m <= k_terms_max; ++m) {
    const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
    double change = 1.0;
    for (const double term : {even, odd}) {
      denominator = 1.0 / not_zero(1.0 + term * denominator);
      numerator = not_zero(1.0 + term / numerator);
      change = numerator * denominator;
      fraction *= change;
    }
    if (std::fabs(change - 1.0) < k_precision)
      break;
  }
  return fraction;
}

/// I_x(a, b).
double incomplete_beta(double a, double b, double x) {
  if (x <= 0.0)
    return 0.0;
  if (x >= 1.0)
    return 1.0;
  const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) +
                                a * std::log(x) + b * std::log1p(-x));
  if (x < (a + 1.0) / (a + b + 2.0))
    return front * beta_fraction(a, b, x) / a;
  return 1.0 - front * beta_fraction(b, a, 1.0 - x) / b; // DLMF 8.17.4
}

} // namespace

double binomial_above(std::int64_t n, std::int64_t k, double p) {
  if (k < 0)
    return 1.0;
  if (k >= n)
    return 0.0;
  return incomplete_beta(static_cast<double>(k) + 1.0, static_cast<double>(n - k), p);
}

} // namespace relctl
