// SPDX-License-Identifier: Apache-2.0
#include "planfile/credentials.hpp"

#include "planfile/environment_text.hpp"
#include "planfile/values.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace relctl::planfile {

namespace {

/// A value that must come from the environment alone.
std::optional<ResolvedText> resolve_secret(const Field& field, Draft& draft) {
  auto text = resolve_text(field, draft.environment, draft.findings, Secrecy::secret);
  if (!text || (text->has_reference && !text->has_default))
    return text;
  draft.findings.error(field.mark(), "literal-secret",
                       field.name + (text->has_default ? " has a default that stands in the plan"
                                                       : " is a secret that stands in the plan"),
                       "write ${NAME} without a default and set NAME, or use a _file key");
  return std::nullopt;
}

void keep_secrets(const ResolvedText& text, Draft& draft) {
  draft.secrets.insert(draft.secrets.end(), text.from_environment.begin(),
                       text.from_environment.end());
}

void read_password(const Field& field, plan::Credentials& credentials, Draft& draft) {
  const auto password = resolve_secret(field, draft);
  if (!password)
    return;
  credentials.password = password->text;
  keep_secrets(*password, draft);
  // What goes over the wire is base64 of the pair, which base64 of the password does not occur in.
  draft.secrets.push_back(credentials.username + ":" + credentials.password);
}

void read_basic(const Field& field, plan::Credentials& credentials, Draft& draft) {
  if (!field)
    return;
  MapReader map(field, draft.findings);
  const Field username = map.required("username");
  if (const auto text =
          username ? resolve_text(username, draft.environment, draft.findings) : std::nullopt) {
    credentials.username = text->text;
    if (text->text.find(':') != std::string::npos)
      draft.findings.error(username.mark(), "bad-username", username.name + " contains ':'",
                           "basic authentication cannot carry it; use another account");
  }
  const auto key = map.one_of({"password", "password_file"});
  if (key == "password")
    read_password(map.optional(key), credentials, draft);
  else if (!key.empty())
    assign(credentials.password_file, read_text(map.optional(key), draft.findings));
  map.finish();
}

} // namespace

bool is_secret_header(std::string_view name) {
  std::string lower(name);
  std::transform(lower.begin(), lower.end(), lower.begin(),
                 [](char c) { return std::tolower(static_cast<unsigned char>(c)); });
  constexpr std::array k_words = {"authorization", "cookie", "token", "secret", "key", "password"};
  return std::any_of(k_words.begin(), k_words.end(), [&](const char* word) {
    return lower.find(word) != std::string::npos && lower != "idempotency-key";
  });
}

void read_header(const NamedField& header, plan::Credentials& credentials, Draft& draft) {
  const auto value = is_secret_header(header.id)
                         ? resolve_secret(header.field, draft)
                         : resolve_text(header.field, draft.environment, draft.findings);
  if (!value)
    return;
  if (value->text.find('\n') != std::string::npos) {
    draft.findings.error(header.field.mark(), "bad-header",
                         header.field.name + " has several lines", "write one line");
    return;
  }
  credentials.headers[header.id] = value->text;
  keep_secrets(*value, draft);
}

void read_credentials(MapReader& map, plan::Credentials& credentials, Draft& draft) {
  read_basic(map.optional("basic"), credentials, draft);
  assign(credentials.bearer_token_file,
         read_text(map.optional("bearer_token_file"), draft.findings));
  assign(credentials.ca_file, read_text(map.optional("ca_file"), draft.findings));
}

} // namespace relctl::planfile
