// SPDX-License-Identifier: Apache-2.0
#include "planfile/credentials.hpp"

#include "planfile/environment_text.hpp"
#include "planfile/values.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace relctl::planfile {

namespace {

/// A value that must come from the environment alone. One that stands in the plan is a mistake, and
/// the value all the same: a release that has started with it goes on.
std::optional<ResolvedText> resolve_secret(const Field& field, Draft& draft) {
  auto text = resolve_text(field, draft.environment, draft.findings, Secrecy::secret);
  if (!text || (text->has_reference && !text->has_default))
    return text;
  draft.findings.error(field.mark(), "literal-secret",
                       field.name + (text->has_default ? " has a default that stands in the plan"
                                                       : " is a secret that stands in the plan"),
                       "write ${NAME} without a default and set NAME, or use a _file key");
  return text;
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

/// The lower-case words of a header's name: `X-Api-Key` and `X-ApiKey` have `x`, `api` and `key`.
std::vector<std::string> words_of_header(std::string_view name) {
  std::vector<std::string> words(1);
  char before = '-';
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_border = std::isalnum(byte) == 0;
    const bool begins =
        std::isupper(byte) != 0 && std::islower(static_cast<unsigned char>(before)) != 0;
    if (is_border || begins)
      words.emplace_back();
    if (!is_border)
      words.back() += static_cast<char>(std::tolower(byte));
    before = c;
  }
  return words;
}

/// Names are written as one word, too: `accesstoken`. No other word ends like those of `k_ends`,
/// as `monkey` and `oauth` do like those of `k_words`.
bool is_secret_word(const std::string& word) {
  static constexpr std::array<std::string_view, 12> k_words = {
      "accesskey", "apikey", "auth", "authorization", "cookie",  "cookies",
      "cookie2",   "key",    "keys", "pwd",           "session", "sessionid"};
  static constexpr std::array<std::string_view, 9> k_ends = {"credential", "credentials", "passwd",
                                                             "password",   "secret",      "secrets",
                                                             "signature",  "token",       "tokens"};
  return std::find(k_words.begin(), k_words.end(), word) != k_words.end() ||
         std::any_of(k_ends.begin(), k_ends.end(),
                     [&](std::string_view end) { return word.ends_with(end); });
}

} // namespace

bool is_secret_header(std::string_view name) {
  const auto words = words_of_header(name);
  return words != std::vector<std::string>{"idempotency", "key"} &&
         std::any_of(words.begin(), words.end(), is_secret_word);
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
