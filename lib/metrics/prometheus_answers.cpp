// SPDX-License-Identifier: Apache-2.0
#include "metrics/prometheus_answers.hpp"

#include "base/text.hpp"
#include "metrics/http_answer.hpp"
#include "metrics/prometheus_body.hpp"

#include <algorithm>
#include <cstdlib>
#include <utility>

namespace relctl::metrics {
namespace {

using plan::Cause;
using Times = std::span<const Instant>;

Answer failure_answer(const ports::HttpReply& reply, const PrometheusFailure& failure) {
  const std::string status = "HTTP " + std::to_string(reply.status) + ": ";
  if (failure.error_type.empty())
    return no_answer(Cause::provider_error,
                     one_line(status + failure.message + "; it begins with " +
                              body_excerpt(reply.body) + "; " +
                              (reply.status == 200 ? "is the url that of a Prometheus server?"
                                                   : status_remedy(reply.status))));
  const Cause cause = failure.error_type == "timeout" ? Cause::timeout : Cause::provider_error;
  return no_answer(cause, one_line(status + failure.error_type + ": " + failure.message));
}

/// The body of a good reply, or the answer that stands for all its grid times.
tl::expected<PrometheusBody, Answer> body_of(const ports::HttpReply& reply) {
  if (auto failure = transport_failure(reply))
    return tl::unexpected<Answer>(*failure);
  auto body = parse_prometheus_body(reply.body);
  if (!body)
    return tl::unexpected<Answer>(failure_answer(reply, body.error()));
  if (reply.status != 200)
    return tl::unexpected<Answer>(
        failure_answer(reply, {{}, "a successful answer needs HTTP 200"}));
  return std::move(*body);
}

Answer many_answer(const PrometheusSeries& a, const PrometheusSeries& b, std::size_t count) {
  return no_answer(Cause::many, one_line(std::to_string(count) +
                                         " series where one is due; aggregate them: " + a.labels +
                                         " and " + b.labels));
}

/// A source that repeats an older answer says so by its time; Prometheus answers for the time that
/// was asked, to the millisecond.
bool is_of_time(Instant at, Instant asked) {
  return std::abs((at - asked).ms) <= 1;
}

Answer live_answer(const PrometheusBody& body, Instant asked) {
  if (body.kind == PrometheusBody::Kind::matrix)
    return no_answer(Cause::provider_error,
                     "the query gives ranges, not numbers; put rate() or another function on it");
  if (body.kind == PrometheusBody::Kind::string)
    return no_answer(Cause::provider_error, "the query gives a string, not a number");
  if (body.series.empty())
    return no_answer(Cause::nodata, both_details("no series matches", one_line(body.warnings)));
  if (body.series.size() > 1)
    return many_answer(body.series[0], body.series[1], body.series.size());
  const PrometheusPoint& point = body.series[0].points.front();
  if (!is_of_time(point.at, asked))
    return no_answer(Cause::stale,
                     both_details("answered for " + format_instant(point.at) + ", asked for " +
                                      format_instant(asked) +
                                      "; switch off what repeats answers in front of the source",
                                  one_line(body.warnings)));
  return number_answer(point.number, one_line(body.warnings));
}

/// The place of a time on the grid; the size of the grid when it is not on it.
std::size_t grid_index(Times times, Duration every, Instant at) {
  const std::int64_t since_first = (at - times.front()).ms;
  if (since_first < 0 || since_first % every.ms != 0)
    return times.size();
  return std::min(times.size(), static_cast<std::size_t>(since_first / every.ms));
}

/// The series that have a point at one grid time.
struct GridPoint {
  double number = 0;
  std::size_t count = 0;
  const PrometheusSeries* first = nullptr;
  const PrometheusSeries* second = nullptr;
};

void add_point(GridPoint& point, const PrometheusSeries& series, double number) {
  if (point.count == 0)
    point.number = number;
  (point.count == 0 ? point.first : point.second) = &series;
  ++point.count;
}

Answer grid_answer(const GridPoint& point, const std::string& warnings) {
  if (point.count == 0)
    return no_answer(Cause::nodata, both_details("no series matches", warnings));
  if (point.count > 1)
    return many_answer(*point.first, *point.second, point.count);
  return number_answer(point.number, warnings);
}

std::vector<Answer> range_answers(Times times, Duration every, const PrometheusBody& body) {
  const auto all_failed = [&times](const std::string& why) {
    return std::vector<Answer>(times.size(), no_answer(Cause::provider_error, why));
  };
  if (body.kind != PrometheusBody::Kind::matrix)
    return all_failed("a range query was not answered with ranges");
  std::vector<GridPoint> grid(times.size());
  for (const PrometheusSeries& series : body.series) {
    std::size_t next = 0; // Mostly the points are in order and without a gap.
    for (const PrometheusPoint& point : series.points) {
      const bool is_next = next < times.size() && times[next] == point.at;
      const std::size_t index = is_next ? next : grid_index(times, every, point.at);
      next = index + 1;
      if (index == times.size())
        return all_failed("answered for " + format_instant(point.at) +
                          ", which was not asked for; switch off the alignment or cache of "
                          "range queries (nocache=1) in front of the source");
      add_point(grid[index], series, point.number);
    }
  }
  const std::string warnings = one_line(body.warnings);
  std::vector<Answer> answers;
  answers.reserve(grid.size());
  for (const GridPoint& point : grid)
    answers.push_back(grid_answer(point, warnings));
  return answers;
}

} // namespace

std::vector<Answer> prometheus_answers(const core::MeasurementRequest& request, Times times,
                                       const ports::HttpReply& reply) {
  auto body = body_of(reply);
  if (!body)
    return std::vector<Answer>(times.size(), body.error());
  if (request.from == request.to)
    return {live_answer(*body, times.front())};
  return range_answers(times, request.every, *body);
}

} // namespace relctl::metrics
