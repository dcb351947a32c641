// SPDX-License-Identifier: Apache-2.0
#include "metrics/histogram_quantile.hpp"

#include "metrics/sample_number.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <string>

namespace relctl::metrics {
namespace {

Result<void> check_buckets(const std::vector<Bucket>& buckets) {
  if (buckets.size() < 2 || !std::isinf(buckets.back().upper))
    return fail(ErrorKind::refused, "the histogram needs a finite bucket and one with le=\"+Inf\"");
  for (std::size_t i = 1; i < buckets.size(); ++i)
    if (buckets[i].count < buckets[i - 1].count)
      return fail(ErrorKind::refused,
                  fmt::format("the histogram's counts fall from le=\"{}\" to le=\"{}\"; select "
                              "series with the same buckets",
                              format_sample_number(buckets[i - 1].upper),
                              format_sample_number(buckets[i].upper)));
  return {};
}

} // namespace

Result<double> histogram_quantile(double q, const std::vector<Bucket>& buckets) {
  RELCTL_TRY(check_buckets(buckets));
  const double total = buckets.back().count;
  if (total == 0)
    return std::numeric_limits<double>::quiet_NaN();
  const double rank = q * total;
  const auto holding = std::find_if(buckets.begin(), buckets.end() - 1,
                                    [rank](const Bucket& b) { return b.count >= rank; });
  const auto index = static_cast<std::size_t>(holding - buckets.begin());
  if (index == buckets.size() - 1)
    return buckets[index - 1].upper;
  if (index == 0 && buckets[0].upper <= 0)
    return buckets[0].upper;
  const double lower = index == 0 ? 0 : buckets[index - 1].upper;
  const double below = index == 0 ? 0 : buckets[index - 1].count;
  return lower + (buckets[index].upper - lower) * (rank - below) / (buckets[index].count - below);
}

Result<std::vector<Bucket>> buckets_of(const std::vector<Increase>& increases) {
  std::map<double, double> counts;
  for (const Increase& increase : increases) {
    const auto upper = parse_sample_number(label_value(increase.series, "le"));
    if (!upper || std::isnan(*upper))
      return fail(ErrorKind::refused,
                  "the bucket " + series_key(increase.series) + " has no bound in its label le");
    counts[*upper] += increase.by;
  }
  std::vector<Bucket> buckets;
  for (const auto& [upper, count] : counts)
    buckets.push_back({upper, count});
  return buckets;
}

} // namespace relctl::metrics
