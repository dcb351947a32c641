// SPDX-License-Identifier: Apache-2.0
#include "effects/reader.hpp"

#include "base/text.hpp"
#include "effects/command.hpp"
#include "effects/items.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace relctl::effects {
namespace {

using Json = nlohmann::json;
using Environment = std::map<std::string, std::string>;

constexpr std::size_t k_report_bytes = std::size_t{4} << 20U;

/// The reader ends by itself a little before its process is ended, so that it can still say how far
/// it came.
Duration own_time(Duration timeout) {
  return timeout - std::min(milliseconds(500), Duration{timeout.ms / 4});
}

ports::ProcessRequest process_of(const core::EffectRequest& effect, const std::string& kind,
                                 const Json& request, const std::string& reader,
                                 const Environment& allowed) {
  ports::ProcessRequest process;
  process.argv = {reader, kind, std::to_string(effect.timeout.ms / 1000 + 1)};
  for (const auto& [name, value] : allowed)
    process.environment.push_back(name + "=" + value);
  process.directory = "/";
  process.timeout = effect.timeout;
  process.input = request.dump(-1, ' ', false, Json::error_handler_t::replace);
  process.errors_apart = true;
  process.output_max = k_report_bytes;
  return process;
}

Json credentials_json(const plan::Credentials& credentials) {
  return {{"username", credentials.username},
          {"password", credentials.password},
          {"password_file", credentials.password_file},
          {"bearer_token_file", credentials.bearer_token_file},
          {"headers", credentials.headers},
          {"ca_file", credentials.ca_file}};
}

Json pairs_json(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Json json = Json::array();
  for (const auto& [name, value] : pairs)
    json.push_back({name, value});
  return json;
}

bool changes_something(const core::SuiteRequestCall& request) {
  return request.method != "GET" && request.method != "HEAD";
}

Json suite_request_json(const core::SuiteRequestCall& request, const std::string& key) {
  auto headers = request.headers;
  const bool has_key = std::any_of(headers.begin(), headers.end(), [](const auto& header) {
    return header.first == "Idempotency-Key";
  });
  if (!key.empty() && !has_key && changes_something(request))
    headers.emplace_back("Idempotency-Key", key);
  Json json{{"method", request.method},
            {"path", request.path},
            {"headers", pairs_json(headers)},
            {"body", request.body},
            {"expect", request.expect},
            {"where", request.where},
            {"captures", pairs_json(request.captures)},
            {"always", request.always}};
  if (request.within)
    json["within_ms"] = request.within->ms;
  return json;
}

/// The last argument of a command is the query, which stays as it is.
void put_command(Json& json, const core::CommandCall& command, const Environment& allowed) {
  Environment environment = allowed;
  for (const auto& [name, value] : command.variables)
    environment[name] = value;
  auto argv = command.argv;
  argv.front() = program_path(argv.front(), command.directory);
  json["argv"] = argv;
  json["directory"] = command.directory;
  json["environment"] = Json::array();
  for (const auto& [name, value] : environment)
    json["environment"].push_back(name + "=" + value);
}

/// As a suite of one request.
void put_http(Json& json, const core::HttpCall& http) {
  const core::SuiteRequestCall request{http.method,  "", http.headers, http.body, {},
                                       std::nullopt, "", {},           false};
  json["base"] = http.url;
  json["credentials"] = credentials_json(http.credentials);
  json["requests"] = Json::array({suite_request_json(request, "")});
}

/// As a question of a measurement, with one row of values.
void put_sql(Json& json, const core::RowsCall& rows) {
  Json values = Json::array();
  for (const plan::SqlValue& value : rows.values)
    values.push_back(value ? std::visit([](const auto& held) { return Json(held); }, *value)
                           : Json());
  const bool is_postgres = rows.kind == plan::SourceKind::postgres;
  json[is_postgres ? "connection" : "file"] = is_postgres ? rows.connection : rows.file;
  json["questions"] = Json::array({{{"sql", rows.query}, {"rows", Json::array({values})}}});
}

Json rows_json(const core::RowsCall& rows, const Environment& allowed) {
  Json json{{"kind", plan::source_kind_name(rows.kind)},
            {"source", rows.source},
            {"timeout_ms", rows.timeout.ms}};
  if (rows.kind == plan::SourceKind::postgres || rows.kind == plan::SourceKind::sqlite) {
    put_sql(json, rows);
  } else if (rows.kind == plan::SourceKind::command) {
    put_command(json, rows.command, allowed);
  } else {
    put_http(json, rows.http);
    json["query"] = rows.query;
  }
  return json;
}

/// The differences of a report. One that does not hold them all fails: what is left out could be
/// the one that matters.
void take_items(core::EffectEnded& ended, const Json& report) {
  std::string lines;
  if (const auto items = report.find("items"); items != report.end())
    for (const Json& item : *items)
      lines += item.dump() + "\n";
  ItemReport found = read_items(lines);
  ended.items = std::move(found.items);
  if (ended.outcome == core::Outcome::succeeded && !found.mistake.empty()) {
    ended.outcome = core::Outcome::failed;
    ended.detail = found.mistake;
  }
}

std::string text_at(const Json& json, const char* name) {
  const auto field = json.find(name);
  return field != json.end() && field->is_string() ? field->get<std::string>() : std::string();
}

bool truth_at(const Json& json, const char* name) {
  const auto field = json.find(name);
  return field != json.end() && field->is_boolean() && field->get<bool>();
}

} // namespace

ports::ProcessRequest suite_request(const core::EffectRequest& effect, const core::SuiteCall& call,
                                    const std::string& reader, const Environment& allowed) {
  Json requests = Json::array();
  for (const core::SuiteRequestCall& request : call.requests)
    requests.push_back(suite_request_json(request, call.is_keyed ? effect.operation_key : ""));
  return process_of(effect, "suite",
                    {{"base", call.base},
                     {"credentials", credentials_json(call.credentials)},
                     {"requests", std::move(requests)},
                     {"timeout_ms", own_time(effect.timeout).ms}},
                    reader, allowed);
}

ports::ProcessRequest artifact_request(const core::EffectRequest& effect,
                                       const core::ArtifactCall& call, const std::string& reader,
                                       const Environment& allowed) {
  return process_of(effect, "artifact",
                    {{"file", call.file},
                     {"sha256", call.sha256},
                     {"sha256_file", call.sha256_file},
                     {"signature", call.signature},
                     {"public_key", call.public_key},
                     {"sbom", call.sbom},
                     {"lock", call.lock}},
                    reader, allowed);
}

ports::ProcessRequest reconcile_request(const core::EffectRequest& effect,
                                        const core::ReconcileCall& call, const std::string& reader,
                                        const Environment& allowed, const Environment& for_libpq) {
  Json json{{"left", rows_json(call.left, allowed)},
            {"right", rows_json(call.right, allowed)},
            {"key", call.key},
            {"columns", call.columns},
            {"ignore", call.ignore},
            {"tolerance", call.tolerance},
            {"at_least", call.at_least},
            {"at_most", call.at_most},
            {"timeout_ms", own_time(effect.timeout).ms}};
  if (effect.reports_items)
    json["items_max"] = k_items_max;
  return process_of(effect, "reconcile", json, reader, for_libpq);
}

core::EffectEnded reader_ended(const core::EffectRequest& effect,
                               const ports::ProcessReply& reply) {
  core::EffectRequest plain = effect;
  plain.reports_items = false; // The output is a report, not lines.
  core::EffectEnded ended = command_ended(plain, reply);
  const Json json = Json::parse(reply.output, nullptr, false);
  const bool has_report = json.is_object() && json.contains("done");
  ended.output = has_report ? text_at(json, "output") : reply.errors;
  if (ended.outcome != core::Outcome::succeeded) {
    if (reply.started && !reply.errors.empty())
      ended.detail += ": " + one_line(reply.errors);
    return ended;
  }
  if (!has_report) {
    ended.outcome = core::Outcome::failed;
    ended.detail = "relctl-reader gave no report; is it of the same version?";
    return ended;
  }
  ended.exit_code.reset();
  ended.detail = text_at(json, "detail");
  if (!truth_at(json, "done"))
    ended.outcome = truth_at(json, "lost") ? core::Outcome::lost : core::Outcome::failed;
  if (effect.reports_items)
    take_items(ended, json);
  return ended;
}

} // namespace relctl::effects
