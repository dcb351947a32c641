// SPDX-License-Identifier: Apache-2.0
#include "plan/findings.hpp"

#include <algorithm>

namespace relctl::plan {

bool is_sql(const Source* source) {
  return source != nullptr &&
         (source->kind == SourceKind::postgres || source->kind == SourceKind::sqlite);
}

SqlDialect dialect_of(const Source& source) {
  return source.kind == SourceKind::sqlite ? SqlDialect::sqlite : SqlDialect::postgres;
}

void check_sql(const std::string& subject, Mark mark, const std::string& sql, SqlDialect dialect,
               const std::vector<std::string>& known, Findings& findings) {
  if (sql.find("{{") != std::string::npos)
    findings.error(mark, "sql-template", subject + " has a {{variable}}",
                   "write :variable; values are bound, never spliced into SQL");
  const SqlText text = read_sql(sql, dialect);
  if (!text.foreign.empty())
    findings.error(mark, "sql-parameter",
                   subject + " has the parameter " + quoted(text.foreign) +
                       ", to which no value belongs",
                   "write :name");
  if (text.is_several)
    findings.error(mark, "sql-several", subject + " is more than one statement",
                   "keep one SELECT, without a ';' inside");
  for (const SqlParameter& parameter : text.parameters)
    if (std::find(known.begin(), known.end(), parameter.name) == known.end())
      findings.error(mark, "unknown-variable",
                     subject + " uses parameter " + quoted(":" + parameter.name) +
                         ", which does not exist",
                     name_remedy(parameter.name, known, "vars"));
}

} // namespace relctl::plan
