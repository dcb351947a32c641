// SPDX-License-Identifier: Apache-2.0
#include "reader/postgres_connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <memory>

namespace relctl::reader {
namespace {

using Options = std::map<std::string, std::string>;

struct Free {
  void operator()(PQconninfoOption* options) const { PQconninfoFree(options); }
};

Result<Options> options_of(const std::string& connection) {
  char* message = nullptr;
  const std::unique_ptr<PQconninfoOption, Free> parsed(
      PQconninfoParse(connection.c_str(), &message));
  PQfreemem(message); // It quotes the text, password and all.
  if (!parsed)
    return fail(ErrorKind::usage, "the connection string cannot be read; write "
                                  "postgresql://USER@HOST/DATABASE or key=value pairs");
  Options options;
  for (const PQconninfoOption* option = parsed.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr)
      options[option->keyword] = option->val;
  return options;
}

std::string quoted(const std::string& value) {
  std::string result = "'";
  for (const char c : value) {
    if (c == '\'' || c == '\\')
      result += '\\';
    result += c;
  }
  return result + "'";
}

} // namespace

Result<PostgresConnection> postgres_connection(const std::string& connection, Duration timeout) {
  RELCTL_TRY_ASSIGN(Options options, options_of(connection));
  options.try_emplace("application_name", "relctl");
  // libpq takes one second for two.
  options.try_emplace("connect_timeout",
                      std::to_string(std::max<std::int64_t>(2, (timeout.ms + 999) / 1000)));
  options["options"] +=
      fmt::format(" -c default_transaction_read_only=on -c statement_timeout={}", timeout.ms);
  PostgresConnection result;
  result.password = options["password"];
  for (const auto& [keyword, value] : options)
    if (!value.empty())
      result.text += keyword + "=" + quoted(value) + " ";
  return result;
}

PostgresValues postgres_values(const std::vector<SqlValue>& values) {
  PostgresValues result;
  for (const SqlValue& value : values) {
    if (!value) {
      result.missing = result.texts.size() + 1;
      return result;
    }
    const double* real = std::get_if<double>(&*value);
    result.texts.push_back(real != nullptr ? fmt::format("{}", *real)
                                           : std::get<std::string>(*value));
  }
  return result;
}

bool is_postgres_number(unsigned type) {
  // Which no server changes (src/include/catalog/pg_type.dat).
  constexpr unsigned k_types[] = {20, 21, 23, 700, 701, 1700}; // int8 int2 int4 float4/8 numeric
  return std::find(std::begin(k_types), std::end(k_types), type) != std::end(k_types);
}

bool is_postgres_timeout(const std::string& sqlstate) {
  return sqlstate == "57014"; // query_canceled
}

} // namespace relctl::reader
