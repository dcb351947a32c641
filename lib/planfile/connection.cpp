// SPDX-License-Identifier: Apache-2.0
#include "planfile/connection.hpp"

#include "planfile/environment_text.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

namespace relctl::planfile {

namespace {

/// Stands for what `${NAME}` brings; no plan holds such a character.
constexpr char k_from_environment = '\x01';

/// What the plan itself says of a connection: each `${NAME}` as one sign, `${NAME:-default}` as its
/// default.
std::string own_words(std::string_view written) {
  std::string words;
  for (std::size_t at = 0; at < written.size(); ++at) {
    const std::size_t close =
        written.substr(at).starts_with("${") ? written.find('}', at) : std::string_view::npos;
    if (close == std::string_view::npos) {
      words += written[at];
      continue;
    }
    const std::string_view inside = written.substr(at, close - at);
    const std::size_t fallback = inside.find(":-");
    if (fallback == std::string_view::npos)
      words += k_from_environment;
    else
      words += inside.substr(fallback + 2);
    at = close;
  }
  return words;
}

/// Parameters of libpq that are secrets themselves:
/// https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS.
bool is_secret_parameter(std::string_view name) {
  static constexpr std::array<std::string_view, 5> k_names = {
      "password", "sslpassword", "scram_client_key", "scram_server_key", "oauth_client_secret"};
  return std::find(k_names.begin(), k_names.end(), name) != k_names.end();
}

bool is_url(std::string_view connection) {
  return connection.starts_with("postgresql://") || connection.starts_with("postgres://");
}

/// `scheme://user:word@host/database?name=value&name=value`
std::vector<std::string> secrets_of_url(std::string_view url) {
  std::vector<std::string> secrets;
  const std::string_view rest = url.substr(url.find("://") + 3);
  const std::string_view user = rest.substr(0, std::min(rest.find('@'), rest.find('/')));
  if (const auto colon = user.find(':');
      user.size() < rest.size() && rest[user.size()] == '@' && colon != std::string_view::npos)
    secrets.emplace_back(user.substr(colon + 1));
  const std::size_t question = rest.find('?', user.size());
  std::string_view parameters = question == std::string_view::npos ? "" : rest.substr(question + 1);
  while (!parameters.empty()) {
    const std::string_view one = parameters.substr(0, parameters.find('&'));
    const std::size_t equals = std::min(one.find('='), one.size());
    if (is_secret_parameter(one.substr(0, equals)) && equals < one.size())
      secrets.emplace_back(one.substr(equals + 1));
    parameters.remove_prefix(std::min(one.size() + 1, parameters.size()));
  }
  return secrets;
}

/// Reads `key = value` pairs as libpq does: a value with blanks stands in `'`, and `\` takes away
/// the meaning of what comes behind it.
class Pairs {
public:
  explicit Pairs(std::string_view text) : m_text(text) {}

  std::vector<std::string> secrets() {
    std::vector<std::string> secrets;
    while (skip_blanks()) {
      const std::size_t begin = m_at;
      while (m_at < m_text.size() && m_text[m_at] != '=' && !is_blank())
        ++m_at;
      const std::string_view name = m_text.substr(begin, m_at - begin);
      if (!skip_blanks() || m_text[m_at] != '=')
        continue; // Nothing that libpq would take.
      ++m_at;
      skip_blanks();
      std::string value = take_value();
      if (is_secret_parameter(name))
        secrets.push_back(std::move(value));
    }
    return secrets;
  }

private:
  [[nodiscard]] bool is_blank() const {
    return std::string_view(" \t\n\v\f\r").find(m_text[m_at]) != std::string_view::npos;
  }
  /// Whether anything is left behind them.
  bool skip_blanks() {
    while (m_at < m_text.size() && is_blank())
      ++m_at;
    return m_at < m_text.size();
  }
  std::string take_value() {
    std::string value;
    const bool is_quoted = m_at < m_text.size() && m_text[m_at] == '\'';
    m_at += is_quoted ? 1 : 0;
    for (; m_at < m_text.size() && (is_quoted ? m_text[m_at] != '\'' : !is_blank()); ++m_at) {
      if (m_text[m_at] == '\\' && m_at + 1 < m_text.size())
        ++m_at;
      value += m_text[m_at];
    }
    m_at += is_quoted ? 1 : 0;
    return value;
  }

  std::string_view m_text;
  std::size_t m_at = 0;
};

/// The passwords that a connection string holds.
std::vector<std::string> secrets_of(std::string_view connection) {
  std::vector<std::string> secrets =
      is_url(connection) ? secrets_of_url(connection) : Pairs(connection).secrets();
  std::erase(secrets, "");
  return secrets;
}

/// A password of which a part stands in the plan.
bool has_literal_password(std::string_view written) {
  const auto secrets = secrets_of(own_words(written));
  return std::any_of(secrets.begin(), secrets.end(), [](const std::string& secret) {
    return secret.find_first_not_of(k_from_environment) != std::string::npos;
  });
}

bool has_form(const std::string& connection) {
  return is_url(connection) || connection.find('=') != std::string::npos;
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
    return text->text; // A release that has started with it goes on.
  }
  draft.secrets.insert(draft.secrets.end(), text->from_environment.begin(),
                       text->from_environment.end());
  for (std::string& secret : secrets_of(text->text))
    draft.secrets.push_back(std::move(secret));
  // What the environment holds is libpq's to judge: it is not to be repeated here.
  if (!text->has_reference && !has_form(text->text))
    draft.findings.error(field.mark(), "bad-connection",
                         field.name + " is no connection string of libpq",
                         "write postgresql://USER@HOST/DATABASE or key=value pairs");
  return text->text;
}

} // namespace relctl::planfile
