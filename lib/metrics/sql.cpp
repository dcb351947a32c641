// SPDX-License-Identifier: Apache-2.0
#include "metrics/sql.hpp"

#include "metrics/live_readings.hpp"
#include "metrics/queries.hpp"
#include "metrics/reader_program.hpp"
#include "metrics/reading_rules.hpp"
#include "plan/sql_text.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>

namespace relctl::metrics {
namespace {

using core::MeasurementRequest;
using nlohmann::json;
using plan::SqlDialect;

/// The database ends a query that is late by itself, and says so; the process is ended a little
/// later.
constexpr Duration k_spare = milliseconds(500);

SqlDialect dialect_of(const MeasurementRequest& request) {
  return request.source_kind == plan::SourceKind::postgres ? SqlDialect::postgres
                                                           : SqlDialect::sqlite;
}

bool is_time(const std::string& name) {
  const auto& times = plan::sql_times();
  return std::find(times.begin(), times.end(), name) != times.end();
}

Instant time_of(const MeasurementRequest& request, const std::string& name, Instant at) {
  if (name == "at")
    return at;
  if (name == "window_start")
    return at - request.window;
  return name == "phase_start" ? request.phase_start : request.release_start;
}

json bound_value(const MeasurementRequest& request, const std::string& name, Instant at) {
  if (is_time(name))
    return format_instant(time_of(request, name, at));
  const plan::SqlValue value = plan::sql_value(request.values, request.numbers, name);
  if (!value)
    return nullptr;
  return std::visit([](const auto& held) { return json(held); }, *value);
}

json question_of(const MeasurementRequest& request, const std::string& text,
                 const std::vector<Instant>& grid) {
  const plan::SqlStatement statement = plan::number_parameters(text, dialect_of(request));
  auto rows = json::array();
  for (const Instant at : grid) {
    auto row = json::array();
    for (const std::string& name : statement.names)
      row.push_back(bound_value(request, name, at));
    rows.push_back(std::move(row));
  }
  return {{"sql", statement.sql}, {"rows", std::move(rows)}};
}

bool has_history(const MeasurementRequest& request) {
  const auto queries = queries_of(request);
  return std::all_of(queries.begin(), queries.end(), [&](const Query& query) {
    return plan::answers_for_past(query.text, dialect_of(request));
  });
}

/// Those grid times that are worth asking about.
std::vector<Instant> asked_times(const MeasurementRequest& request) {
  return has_history(request) ? grid_of(request) : std::vector<Instant>{request.to};
}

} // namespace

ports::ProcessRequest sql_process(const MeasurementRequest& request, const std::string& reader,
                                  const std::map<std::string, std::string>& environment) {
  const bool is_postgres = request.source_kind == plan::SourceKind::postgres;
  json question{{"timeout_ms", request.timeout.ms}, {"questions", json::array()}};
  question[is_postgres ? "connection" : "file"] = is_postgres ? request.connection : request.file;
  for (const Query& query : queries_of(request))
    question["questions"].push_back(question_of(request, query.text, asked_times(request)));
  std::vector<std::string> variables;
  for (const auto& [name, value] : environment)
    variables.push_back(name + "=" + value);
  return reader_process(reader, is_postgres ? "postgres" : "sqlite", question.dump(),
                        request.timeout + k_spare, std::move(variables));
}

std::vector<core::Reading> sql_readings(const MeasurementRequest& request,
                                        const ports::ProcessReply& reply, Instant received_at) {
  const std::vector<Query> queries = queries_of(request);
  const std::vector<Instant> times = asked_times(request);
  std::vector<Answer> given = reader_answers(reply, queries.size() * times.size());
  std::vector<Answers> answers(times.size());
  for (std::size_t i = 0; i < given.size(); ++i)
    put_answer(answers[i % times.size()], queries[i / times.size()], std::move(given[i]));
  if (!has_history(request))
    return live_readings(request, answers.front(), received_at);
  std::vector<core::Reading> readings;
  for (std::size_t i = 0; i < times.size(); ++i) {
    readings.push_back(reading_of(request, times[i], answers[i], times[i]));
    readings.back().backfilled =
        request.from != request.to || is_late(request, times[i], received_at);
  }
  return readings;
}

} // namespace relctl::metrics
