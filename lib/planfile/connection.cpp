// SPDX-License-Identifier: Apache-2.0
#include "planfile/connection.hpp"

#include "planfile/environment_text.hpp"

#include <regex>

namespace relctl::planfile {

namespace {

/// `postgresql://user:word@…`, or a `password` key, that is not `${NAME}` as a whole.
bool has_literal_password(const std::string& written) {
  static const std::regex in_url(R"(\bpostgres(ql)?://[^/@:]*:(?!\$\{\w+\}@)[^/@]+@)");
  static const std::regex in_pair(R"(\bpassword\s*=\s*(?!\$\{\w+\}(\s|$))\S)");
  return std::regex_search(written, in_url) || std::regex_search(written, in_pair);
}

/// The password of a URL, which an error may name without the rest.
std::string url_password(const std::string& connection) {
  static const std::regex pattern(R"(^postgres(?:ql)?://[^/@:]*:([^/@]+)@)");
  std::smatch match;
  return std::regex_search(connection, match, pattern) ? match[1].str() : "";
}

bool has_form(const std::string& connection) {
  return connection.starts_with("postgresql://") || connection.starts_with("postgres://") ||
         connection.find('=') != std::string::npos;
}

} // namespace

std::string read_connection(const Field& field, Draft& draft) {
  const auto text = resolve_text(field, draft.environment, draft.findings, Secrecy::secret);
  if (!text)
    return "";
  if (has_literal_password(field.node->text)) {
    draft.findings.error(field.mark(), "literal-secret",
                         field.name + " has a password that stands in the plan",
                         "write ${NAME} without a default and set NAME, or use a password file "
                         "(~/.pgpass)");
    return "";
  }
  draft.secrets.insert(draft.secrets.end(), text->from_environment.begin(),
                       text->from_environment.end());
  if (std::string password = url_password(text->text); !password.empty())
    draft.secrets.push_back(std::move(password));
  // What the environment holds is libpq's to judge: it is not to be repeated here.
  if (!text->has_reference && !has_form(text->text))
    draft.findings.error(field.mark(), "bad-connection",
                         field.name + " is no connection string of libpq",
                         "write postgresql://USER@HOST/DATABASE or key=value pairs");
  return text->text;
}

} // namespace relctl::planfile
