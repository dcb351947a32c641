// SPDX-License-Identifier: Apache-2.0
#include "reader/row_source.hpp"

#include "base/text.hpp"
#include "reader/exchange.hpp"
#include "reader/jq_document.hpp"
#include "reader/json_numbers.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace relctl::reader {
namespace {

constexpr std::size_t k_body_max = std::size_t{8} << 20U; ///< jq takes many times as much.

RowCommand command_of(const nlohmann::json& json) {
  return {json.at("argv").get<std::vector<std::string>>(),
          json.at("environment").get<std::vector<std::string>>(),
          json.at("directory").get<std::string>()};
}

ports::HttpRequest http_request(const RowSource& source) {
  const SuiteRequest& asked = source.http.requests.front();
  ports::HttpRequest http;
  http.method = asked.method;
  http.url = source.http.base;
  http.headers = {{"Accept", "application/json"}};
  http.headers.insert(http.headers.end(), asked.headers.begin(), asked.headers.end());
  http.body = asked.body;
  http.credentials = source.http.credentials;
  http.timeout = source.timeout;
  http.body_max = k_body_max;
  return http;
}

Result<RowSet> rows_of_answer(const RowSource& source, const ports::HttpReply& reply) {
  if (reply.failure != ports::TransportFailure::none)
    return fail(ErrorKind::failed, reply.failure_text);
  if (reply.status < 200 || reply.status > 299)
    return fail(ErrorKind::failed,
                fmt::format("HTTP {}: {}", reply.status, one_line(reply.body, 160)));
  const auto document = JqDocument::parse(reply.body);
  if (!document)
    return fail(document.error().under("the answer is no JSON"));
  const auto rows = document->run_whole(source.program);
  if (!rows)
    return fail(rows.error().under(rows.error().kind == ErrorKind::usage
                                       ? "the query is no jq program"
                                       : "the query gave no rows"));
  if (!rows->starts_with('['))
    return fail(
        ErrorKind::failed,
        fmt::format("the query gave {}, where an array of objects is due", one_line(*rows, 80)));
  const auto cut = number_beyond_double(reply.body);
  if (const auto number = cut ? number_of_many_digits(*rows) : std::nullopt)
    return fail(ErrorKind::refused,
                fmt::format("the query gave {}, and the answer holds {}, of which jq does not keep "
                            "every digit; let it come as text",
                            one_line(*number, 60), one_line(*cut, 60)));
  return rows_of_json(*rows, true);
}

Result<RowSet> rows_by_kind(const RowSource& source, Redactor& redactor) {
  if (source.kind == "postgres")
    return read_postgres_rows(source.sql, redactor);
  if (source.kind == "sqlite")
    return read_sqlite_rows(source.sql);
  if (source.kind == "command")
    return read_command_rows(source.command, source.timeout);
  return read_json_rows(source, redactor);
}

} // namespace

RowSource parse_row_source(const std::string& request) {
  const auto json = nlohmann::json::parse(request);
  RowSource source;
  source.kind = json.at("kind").get<std::string>();
  source.name = json.at("source").get<std::string>();
  source.timeout = milliseconds(json.at("timeout_ms").get<std::int64_t>());
  if (source.kind == "command") {
    source.command = command_of(json);
  } else if (source.kind == "json") {
    source.http = parse_suite(request);
    source.program = json.at("query").get<std::string>();
  } else {
    source.sql = parse_sql_request(request);
  }
  return source;
}

Result<RowSet> read_json_rows(const RowSource& source, Redactor& redactor) {
  Exchange exchange([] { return false; });
  redactor.add(source.http.credentials.password);
  for (const auto& [name, value] : source.http.credentials.headers)
    redactor.add(value);
  const SuiteReply reply = exchange.send(http_request(source));
  auto rows = rows_of_answer(source, reply.http);
  if (!rows)
    return fail(rows.error().kind, exchange.redactor().mask(rows.error().message));
  return rows;
}

Result<RowSet> read_rows(RowSource source, Duration left, Redactor& redactor) {
  if (left.ms <= 0)
    return fail(ErrorKind::failed, source.name + ": no time was left to ask");
  source.timeout = std::min(source.timeout, left);
  source.sql.timeout = source.timeout;
  auto rows = rows_by_kind(source, redactor);
  if (!rows)
    return fail(ErrorKind::failed,
                source.name + ": " + one_line(redactor.mask(rows.error().message)));
  return rows;
}

} // namespace relctl::reader
