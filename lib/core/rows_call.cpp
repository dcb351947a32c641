// SPDX-License-Identifier: Apache-2.0
#include "base/check.hpp"
#include "base/text.hpp"
#include "base/url_text.hpp"
#include "core/reader_calls.hpp"
#include "core/values.hpp"

#include <fmt/format.h>

namespace relctl::core {
namespace {

HttpCall http_call(const plan::RowQuery& rows, const plan::Source& source,
                   const plan::Values& values) {
  HttpCall http{"GET", source.url, {}, "", {}, source.credentials};
  if (!rows.request)
    return http;
  http.method = rows.request->method;
  http.url =
      url_with_path(source.url, plan::render(rows.request->path.text, percent_encoded(values)));
  for (const auto& [name, value] : rows.request->headers)
    http.headers.emplace_back(name, plan::render(value.text, values));
  http.body = plan::render(rows.request->body.text, values);
  return http;
}

CommandCall command_call(const plan::Source& source, const std::string& query,
                         const RowsContext& context) {
  CommandCall command{{}, context.variables, context.directory};
  for (const plan::TemplateText& argument : source.command)
    command.argv.push_back(plan::render(argument.text, context.values));
  command.argv.push_back(query);
  return command;
}

void put_statement(RowsCall& call, const std::string& sql, const RowsContext& context) {
  const auto dialect =
      call.kind == plan::SourceKind::sqlite ? plan::SqlDialect::sqlite : plan::SqlDialect::postgres;
  const plan::SqlStatement statement = plan::number_parameters(sql, dialect);
  const auto numbers = number_variables(context.plan);
  call.query = statement.sql;
  for (const std::string& name : statement.names)
    call.values.push_back(plan::sql_value(context.values, numbers, name));
}

RowsCall rows_call(const plan::RowQuery& rows, const RowsContext& context) {
  const plan::Source* source = plan::find_source(context.plan, rows.source);
  RELCTL_CHECK(source != nullptr);
  RowsCall call;
  call.kind = source->kind;
  call.source = source->id;
  call.timeout = source->timeout;
  call.connection = source->connection;
  if (!source->file.empty())
    call.file = joined_path(context.directory, source->file);
  if (call.kind == plan::SourceKind::postgres || call.kind == plan::SourceKind::sqlite) {
    put_statement(call, rows.query.text, context);
    return call;
  }
  call.query = plan::render(rows.query.text, context.values);
  if (call.kind == plan::SourceKind::command)
    call.command = command_call(*source, call.query, context);
  else
    call.http = http_call(rows, *source, context.values);
  return call;
}

} // namespace

ReconcileCall reconcile_call(const plan::ReconcileAction& action, const RowsContext& context) {
  return {rows_call(action.left, context),
          rows_call(action.right, context),
          action.key,
          action.columns,
          action.ignore,
          action.tolerance,
          action.at_least,
          action.at_most};
}

std::string describe_call(const ReconcileCall& call) {
  return fmt::format("reconcile {} with {} by {}", call.left.source, call.right.source,
                     join(call.key, ", "));
}

} // namespace relctl::core
