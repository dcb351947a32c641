// SPDX-License-Identifier: Apache-2.0
// A page of metrics in both of its formats, and behind a line `%%` the page thirty seconds later.
#include "metrics/exposition.hpp"

#include "fuzz/claims.hpp"
#include "fuzz/requests.hpp"
#include "fuzz/target.hpp"
#include "metrics/exposition_text.hpp"
#include "metrics/sample_number.hpp"

#include <cmath>
#include <string>

namespace relctl::fuzz {
namespace {

using metrics::ExpositionFormat;
using metrics::Sample;

bool is_same_number(double a, double b) {
  return a == b || (std::isnan(a) && std::isnan(b));
}

bool are_same(const std::vector<Sample>& a, const std::vector<Sample>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
    return x.series == y.series && is_same_number(x.number, y.number) && x.at == y.at;
  });
}

std::string written(const std::vector<Sample>& samples) {
  std::string page;
  for (const Sample& sample : samples) {
    page += metrics::series_key(sample.series) + " " + metrics::format_sample_number(sample.number);
    page += sample.at ? " " + std::to_string(sample.at->ms) + "\n" : "\n";
  }
  return page;
}

void check_samples(std::string_view page, ExpositionFormat format,
                   const std::vector<Sample>& samples) {
  for (const Sample& sample : samples) {
    const auto again = metrics::parse_series_key(metrics::series_key(sample.series));
    must(again && *again == sample.series, "a series is found again by its key");
  }
  const auto again =
      metrics::parse_exposition_text(written(samples), ExpositionFormat::prometheus_text, {});
  must(again && are_same(*again, samples), "samples read back as they are written");
  if (samples.empty())
    return;
  const std::string& name = samples.back().series.name;
  std::vector<Sample> wanted;
  for (const Sample& sample : samples)
    if (sample.series.name == name)
      wanted.push_back(sample);
  const auto some = metrics::parse_exposition_text(page, format, {name});
  must(some && are_same(*some, wanted), "the wanted samples are those of that name");
}

void check_readings(std::string_view first, std::string_view second, const std::string& type,
                    const std::string& query) {
  core::MeasurementRequest request = request_of(plan::SourceKind::exposition, query);
  request.volume_query = "sum(requests_total)";
  request.volume_due = true;
  request.baseline_query = "rate(requests_total)";
  request.reference_queries = {{"worst", "max(errors_total{code=~\"5..\"})"}};
  request.max_age = minutes(5);
  const auto before =
      metrics::exposition_readings(request, {reply_of(first, type)}, k_at + milliseconds(40));
  must_be_sound(before);
  must(before.size() == 1, "one reading for each grid time");
  request.earlier = before;
  request.from = k_at + seconds(30);
  request.to = k_at + seconds(60);
  const auto after =
      metrics::exposition_readings(request, {reply_of(second, type)}, request.to + seconds(1));
  must_be_sound(after);
  must(after.size() == 2, "one reading for each grid time");
}

} // namespace

RELCTL_FUZZ_TARGET(exposition) {
  const auto [first, rest] = two_parts(input);
  const std::string_view second = rest.empty() ? first : rest;
  for (const std::string type : {"text/plain", "application/openmetrics-text"}) {
    const ExpositionFormat format = metrics::exposition_format(type);
    if (const auto samples = metrics::parse_exposition_text(first, format, {}))
      check_samples(first, format, *samples);
    else
      must_be_one_clear_line(samples.error().message);
    for (const char* query : {"errors_total", "rate(errors_total) / increase(requests_total)",
                              "quantile(0.95, latency_seconds)", "avg(errors_total)",
                              "(sum(errors_total) or 0) / family(requests)"})
      check_readings(first, second, type, query);
  }
}

} // namespace relctl::fuzz
