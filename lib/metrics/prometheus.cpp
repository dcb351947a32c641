// SPDX-License-Identifier: Apache-2.0
#include "metrics/prometheus.hpp"

#include "base/check.hpp"
#include "base/url_text.hpp"
#include "metrics/prometheus_answers.hpp"
#include "metrics/queries.hpp"
#include "metrics/reading_rules.hpp"

#include <algorithm>
#include <span>
#include <utility>

namespace relctl::metrics {
namespace {

using Times = std::span<const Instant>;

// Servers and proxies accept request lines of 8 KiB; a longer query goes as a form.
constexpr std::size_t k_url_max_bytes = 4000;
// One series of k_points_max points takes half a megabyte; the rest is for labels of several.
constexpr std::size_t k_range_body_max_bytes = 8U << 20U;

/// The grid in pieces that one range query may ask for.
std::vector<Times> exchanges_of(const std::vector<Instant>& grid) {
  std::vector<Times> pieces;
  for (Times rest(grid); !rest.empty();) {
    const Times piece = rest.first(std::min(rest.size(), k_points_max));
    pieces.push_back(piece);
    rest = rest.subspan(piece.size());
  }
  return pieces;
}

bool is_live(const core::MeasurementRequest& request) {
  return request.from == request.to;
}

UrlParameters parameters_for(const core::MeasurementRequest& request, const std::string& query,
                             Times times) {
  UrlParameters parameters{{"query", query}};
  if (is_live(request)) {
    parameters.emplace_back("time", seconds_text(times.front()));
  } else {
    parameters.emplace_back("start", seconds_text(times.front()));
    parameters.emplace_back("end", seconds_text(times.back()));
    parameters.emplace_back("step", seconds_text(request.every));
  }
  parameters.emplace_back("timeout", seconds_text(request.timeout));
  return parameters;
}

ports::HttpRequest exchange(const core::MeasurementRequest& request, const std::string& query,
                            Times times) {
  const std::string_view path = is_live(request) ? "/api/v1/query" : "/api/v1/query_range";
  const UrlParameters parameters = parameters_for(request, query, times);
  ports::HttpRequest http;
  http.url = url_below(request.url, path, parameters);
  http.headers = {{"Accept", "application/json"}};
  http.credentials = request.credentials;
  http.timeout = request.timeout;
  if (!is_live(request))
    http.body_max = k_range_body_max_bytes;
  if (http.url.size() > k_url_max_bytes) {
    http.method = "POST";
    http.url = url_below(request.url, path, {});
    http.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
    http.body = encode_parameters(parameters);
  }
  return http;
}

/// The times at which a query is asked: a baseline of an earlier time looks back from each of them.
std::vector<Instant> times_of(const core::MeasurementRequest& request, const Query& query) {
  std::vector<Instant> times = grid_of(request);
  if (query.role == Query::Role::baseline)
    for (Instant& at : times)
      at = at - request.baseline_offset;
  return times;
}

} // namespace

std::vector<ports::HttpRequest> prometheus_transport(const core::MeasurementRequest& request) {
  std::vector<ports::HttpRequest> exchanges;
  for (const Query& query : queries_of(request)) {
    const std::vector<Instant> asked = times_of(request, query);
    for (const Times times : exchanges_of(asked))
      exchanges.push_back(exchange(request, query.text, times));
  }
  return exchanges;
}

std::vector<Answers> prometheus_answers_of(const core::MeasurementRequest& request,
                                           const std::vector<ports::HttpReply>& replies) {
  const std::vector<Instant> grid = grid_of(request);
  const std::vector<Query> queries = queries_of(request);
  RELCTL_CHECK(replies.size() == queries.size() * exchanges_of(grid).size());
  std::vector<Answers> answers(grid.size());
  std::size_t next = 0;
  for (const Query& query : queries) {
    std::size_t at = 0;
    const std::vector<Instant> asked = times_of(request, query);
    for (const Times times : exchanges_of(asked))
      for (Answer& answer : prometheus_answers(request, times, replies[next++]))
        put_answer(answers[at++], query, std::move(answer));
  }
  return answers;
}

std::vector<core::Reading> prometheus_readings(const core::MeasurementRequest& request,
                                               const std::vector<ports::HttpReply>& replies,
                                               Instant received_at) {
  const std::vector<Instant> grid = grid_of(request);
  const std::vector<Answers> answers = prometheus_answers_of(request, replies);
  std::vector<core::Reading> readings;
  readings.reserve(grid.size());
  for (std::size_t i = 0; i < grid.size(); ++i) {
    readings.push_back(reading_of(request, grid[i], answers[i], grid[i]));
    readings.back().backfilled = !is_live(request) || received_at - grid[i] > request.every;
  }
  return readings;
}

} // namespace relctl::metrics
