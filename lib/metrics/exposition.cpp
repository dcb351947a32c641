// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition.hpp"

#include "base/check.hpp"
#include "metrics/exposition_text.hpp"
#include "metrics/http_answer.hpp"
#include "metrics/live_readings.hpp"
#include "metrics/operand.hpp"
#include "metrics/queries.hpp"
#include "metrics/query_samples.hpp"
#include "metrics/reading_rules.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

namespace relctl::metrics {
namespace {

using core::MeasurementRequest;
using plan::Cause;

// Pages of large services take a few megabytes; one without end must not take all memory.
constexpr std::size_t k_page_max_bytes = 8U << 20U;

struct ParsedQuery {
  Query query;
  tl::expected<plan::ExpositionQuery, plan::QueryError> parsed;
};

std::vector<ParsedQuery> parsed_queries(const MeasurementRequest& request) {
  std::vector<ParsedQuery> parsed;
  for (Query& query : queries_of(request)) {
    auto expression = plan::parse_exposition_query(query.text);
    parsed.push_back({std::move(query), std::move(expression)});
  }
  return parsed;
}

/// The samples of the page that the queries read, or why the page gives none.
tl::expected<std::vector<Sample>, Answer> page_samples(const ports::HttpReply& reply,
                                                       const std::vector<ParsedQuery>& queries) {
  if (auto failure = transport_failure(reply))
    return tl::unexpected<Answer>(*failure);
  if (reply.status != 200)
    return tl::unexpected<Answer>(no_answer(Cause::provider_error, status_refusal(reply)));
  std::vector<std::string> names;
  for (const ParsedQuery& query : queries)
    if (query.parsed)
      for (std::string& name : sample_names(*query.parsed))
        names.push_back(std::move(name));
  if (names.empty())
    return {};
  auto samples = parse_exposition_text(reply.body, exposition_format(reply.content_type), names);
  if (!samples)
    return tl::unexpected<Answer>(
        no_answer(Cause::provider_error, "the page is malformed: " + samples.error().message +
                                             "; check the source's url"));
  return std::move(*samples);
}

/// What later windows need of this scrape, by series key; counters without a finite number are no
/// use to them. Queries that cannot select fail in their own evaluation.
std::map<std::string, double> history_of(const std::vector<ParsedQuery>& queries,
                                         const std::vector<Sample>& samples) {
  std::map<std::string, double> history;
  for (const ParsedQuery& query : queries) {
    if (!query.parsed)
      continue;
    const auto kept = history_samples(*query.parsed, samples);
    if (!kept)
      continue;
    for (const Sample& sample : *kept)
      if (std::isfinite(sample.number))
        history.emplace(series_key(sample.series), sample.number);
  }
  return history;
}

Scrape scrape_of(const core::Reading& reading) {
  Scrape scrape{reading.sampled_at.value_or(reading.at), {}};
  for (const auto& [key, number] : reading.samples)
    if (auto series = parse_series_key(key))
      scrape.samples.push_back({std::move(*series), number, std::nullopt});
  return scrape;
}

Window window_of(const MeasurementRequest& request, Instant at, Scrape now) {
  Window window;
  window.length = request.window;
  window.is_beginning = at - request.window < request.phase_start;
  for (const core::Reading& reading : request.earlier) {
    if (reading.samples.empty() || reading.at >= at)
      continue;
    window.is_beginning = false;
    if (reading.at >= at - request.window)
      window.scrapes.push_back(scrape_of(reading));
  }
  window.scrapes.push_back(std::move(now));
  return window;
}

/// The oldest time that the samples of the value query carry.
std::optional<Instant> carried_time(const ParsedQuery& query, const std::vector<Sample>& samples) {
  std::optional<Instant> oldest;
  if (!query.parsed)
    return oldest;
  const auto read = read_samples(*query.parsed, samples);
  if (!read)
    return oldest;
  for (const Sample& sample : *read)
    if (sample.at && (!oldest || *sample.at < *oldest))
      oldest = sample.at;
  return oldest;
}

Answers answers_over(const std::vector<ParsedQuery>& queries, const Window& window) {
  Answers answers;
  for (const ParsedQuery& query : queries)
    put_answer(answers, query.query,
               query.parsed ? evaluate(*query.parsed, window)
                            : no_answer(Cause::provider_error, query.parsed.error().message + "; " +
                                                                   query.parsed.error().remedy));
  return answers;
}

/// The reading of a good scrape, without the samples for later windows.
core::Reading reading_of_scrape(const MeasurementRequest& request, Instant at,
                                const std::vector<ParsedQuery>& queries,
                                std::vector<Sample> samples, Instant received_at) {
  const std::optional<Instant> carried = carried_time(queries.front(), samples);
  const Instant sampled_at = carried.value_or(received_at);
  core::Reading reading;
  if (is_late(request, at, received_at)) {
    reading = late_reading(request, at);
  } else {
    const Window window = window_of(request, at, {sampled_at, std::move(samples)});
    Answers answers = answers_over(queries, window);
    if (!answers.fresh && request.max_age.ms > 0)
      answers.fresh = carried ? number_answer(static_cast<double>(carried->ms) / 1000)
                              : no_answer(Cause::nodata, "the samples carry no times; give "
                                                         "fresh_by a query");
    reading = reading_of(request, at, answers, std::max(at, received_at));
  }
  reading.sampled_at = sampled_at;
  return reading;
}

core::Reading reading_at(const MeasurementRequest& request, Instant at,
                         const ports::HttpReply& reply, Instant received_at) {
  const std::vector<ParsedQuery> queries = parsed_queries(request);
  auto samples = page_samples(reply, queries);
  if (!samples)
    return reading_without_value(request, at, samples.error().cause, samples.error().detail);
  std::map<std::string, double> history = history_of(queries, *samples);
  if (history.size() > k_history_series_max)
    return reading_without_value(
        request, at, Cause::many,
        fmt::format("{} series match and at most {} are kept for later windows; select fewer",
                    history.size(), k_history_series_max));
  core::Reading reading = reading_of_scrape(request, at, queries, std::move(*samples), received_at);
  reading.samples = std::move(history);
  return reading;
}

} // namespace

std::vector<ports::HttpRequest> exposition_transport(const MeasurementRequest& request) {
  ports::HttpRequest http;
  http.url = request.url;
  http.headers = {{"Accept", "application/openmetrics-text;version=1.0.0;q=0.9,"
                             "text/plain;version=0.0.4;q=0.8,*/*;q=0.1"}};
  http.credentials = request.credentials;
  http.timeout = request.timeout;
  http.body_max = k_page_max_bytes;
  return {std::move(http)};
}

std::vector<core::Reading> exposition_readings(const MeasurementRequest& request,
                                               const std::vector<ports::HttpReply>& replies,
                                               Instant received_at) {
  RELCTL_CHECK(replies.size() == 1);
  const std::vector<Instant> grid = grid_of(request);
  std::vector<core::Reading> readings;
  for (std::size_t i = 0; i + 1 < grid.size(); ++i)
    readings.push_back(late_reading(request, grid[i]));
  readings.push_back(reading_at(request, grid.back(), replies.front(), received_at));
  return readings;
}

} // namespace relctl::metrics
