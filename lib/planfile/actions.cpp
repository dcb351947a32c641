// SPDX-License-Identifier: Apache-2.0
#include "planfile/actions.hpp"

#include "base/text.hpp"
#include "planfile/credentials.hpp"
#include "planfile/environment_text.hpp"
#include "planfile/quantities.hpp"
#include "planfile/reader_actions.hpp"
#include "planfile/rows.hpp"
#include "planfile/url.hpp"

#include <fmt/format.h>

namespace relctl::planfile {

namespace {

void check_url_of(const Field& field, const plan::TemplateText& url, Findings& findings) {
  if (const auto mistake = check_url(url.text, url.text, true))
    findings.error(url.mark, mistake->rule, field.name + ": " + mistake->message, mistake->remedy);
}

plan::HttpAction read_probe(const Field& field, Findings& findings) {
  plan::HttpAction probe;
  auto text = read_template(field, findings);
  if (!text)
    return probe;
  const auto space = text->text.find(' ');
  const auto method = text->text.substr(0, space);
  if (space == std::string::npos || (method != "GET" && method != "HEAD")) {
    findings.error(
        field.mark(), "bad-probe",
        fmt::format("{} is '{}', not a GET or HEAD request", field.name, one_line(text->text, 80)),
        "write \"GET http://HOST/PATH\"; what changes something is an 'http:' step");
    return probe;
  }
  probe.method = method;
  probe.url = {text->text.substr(space + 1), mark_inside(*field.node, space + 1)};
  check_url_of(field, probe.url, findings);
  return probe;
}

/// A header is a secret, read from the environment, or a template; both in one could leak.
void read_http_header(const NamedField& header, plan::HttpAction& http, Draft& draft) {
  const Node* node = scalar_of(header.field, "a text", draft.findings);
  if (!node)
    return;
  const bool environment = node->text.find("${") != std::string::npos;
  const bool secret = environment || is_secret_header(header.id);
  if (secret && node->text.find("{{") != std::string::npos)
    draft.findings.error(header.field.mark(), "mixed-header",
                         header.field.name + " is a secret with {{variables}} in it",
                         "leave the variables out");
  else if (secret)
    read_header(header, http.credentials, draft);
  else if (node->text.find('\n') != std::string::npos)
    draft.findings.error(header.field.mark(), "bad-header",
                         header.field.name + " has several lines", "write one line");
  else if (auto value = read_template(header.field, draft.findings))
    http.headers.emplace_back(header.id, *std::move(value));
}

/// What stands in a request besides its method and its address.
void read_request(MapReader& map, const Field& body, plan::HttpAction& http, Draft& draft) {
  for (const auto& header : named_items(map.optional("headers"), "header", draft.findings))
    read_http_header(header, http, draft);
  assign(http.body, read_template(body, draft.findings));
  http.expect = read_statuses(map.optional("expect"), draft.findings);
  read_credentials(map, http.credentials, draft);
}

plan::HttpAction read_http(const Field& field, Draft& draft) {
  MapReader map(field, draft.findings);
  plan::HttpAction http;
  assign(http.method,
         read_choice(map.required("method"), {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"},
                     draft.findings));
  const Field url = map.required("url");
  if (auto text = read_template(url, draft.findings)) {
    http.url = *std::move(text);
    check_url_of(url, http.url, draft.findings);
  }
  read_request(map, map.optional("body"), http, draft);
  const Field where = map.optional("where");
  http.where_mark = where.mark();
  assign(http.where, read_text(where, draft.findings));
  map.finish();
  return http;
}

/// The address of a channel often is its secret: it may come from the environment as a whole.
void read_channel_url(const Field& url, plan::HttpAction& http, Draft& draft) {
  const Node* node = scalar_of(url, "a URL", draft.findings);
  if (node == nullptr)
    return;
  if (node->text.find("${") == std::string::npos) {
    assign(http.url, read_template(url, draft.findings));
    return check_url_of(url, http.url, draft.findings);
  }
  if (node->text.find("{{") != std::string::npos)
    return draft.findings.error(url.mark(), "mixed-url",
                                url.name + " has ${NAME} and {{variables}} in it",
                                "write one of the two");
  const auto text = resolve_text(url, draft.environment, draft.findings);
  if (!text)
    return;
  http.url = {text->text, url.mark()};
  if (text->text.find("{{") != std::string::npos)
    draft.findings.error(url.mark(), "bad-url", url.name + ": the environment gives it a '{{'",
                         "set it to a plain address");
  else if (const auto mistake = check_url(text->text, node->text, false))
    draft.findings.error(url.mark(), mistake->rule, url.name + ": " + mistake->message,
                         mistake->remedy);
  draft.secrets.insert(draft.secrets.end(), text->from_environment.begin(),
                       text->from_environment.end());
}

plan::HaproxyAction read_haproxy(const Field& field, Findings& findings) {
  MapReader map(field, findings);
  plan::HaproxyAction haproxy;
  assign(haproxy.socket, read_template(map.required("socket"), findings));
  assign(haproxy.backend, read_id(map.required("backend"), findings));
  assign(haproxy.canary, read_id(map.required("canary"), findings));
  const Field stable = map.required("stable");
  assign(haproxy.stable, read_id(stable, findings));
  if (!haproxy.stable.empty() && haproxy.stable == haproxy.canary)
    findings.error(stable.mark(), "same-server", stable.name + " is the canary as well",
                   "name two servers");
  map.finish();
  return haproxy;
}

} // namespace

plan::CommandAction read_run(const Field& field, Findings& findings) {
  plan::CommandAction command;
  if (field.node && field.node->kind == Node::Kind::scalar) {
    findings.error(
        field.mark(), "command-not-a-list",
        fmt::format("{} is one text, but commands are argument vectors, never shell text",
                    field.name),
        "write a list: [./deploy, --fast]");
    return command;
  }
  const auto items = list_items(field, "a list of arguments", findings);
  if (items.empty() && field.node->kind == Node::Kind::sequence)
    findings.error(field.mark(), "empty-value", field.name + " is empty",
                   "write the command and its arguments: [./deploy, --fast]");
  for (const auto& item : items)
    if (auto argument = read_template(item, findings))
      command.argv.push_back(*std::move(argument));
  return command;
}

plan::HttpAction read_channel_http(const Field& field, Draft& draft) {
  MapReader map(field, draft.findings);
  plan::HttpAction http;
  http.method = "POST";
  assign(http.method, read_choice(map.optional("method"), {"POST", "PUT"}, draft.findings));
  read_channel_url(map.required("url"), http, draft);
  const Field body = map.required("body", "add for instance body: '{\"text\": \"{{message}}\"}'");
  read_request(map, body, http, draft);
  map.finish();
  return http;
}

const std::vector<std::string>& action_keys() {
  static const std::vector<std::string> keys = {"run",   "http",     "probe",    "haproxy",
                                                "suite", "artifact", "reconcile"};
  return keys;
}

std::vector<std::string> reading_action_keys() {
  std::vector<std::string> keys = action_keys();
  std::erase(keys, "haproxy");
  return keys;
}

std::optional<plan::Action> read_action(MapReader& map, const std::string& key, Draft& draft) {
  const Field field = map.optional(key);
  if (!field)
    return std::nullopt;
  if (key == "run")
    return read_run(field, draft.findings);
  if (key == "http")
    return read_http(field, draft);
  if (key == "probe")
    return read_probe(field, draft.findings);
  if (key == "suite")
    return read_suite(field, draft);
  if (key == "artifact")
    return read_artifact(field, draft.findings);
  if (key == "reconcile")
    return read_reconcile(field, draft.findings);
  return read_haproxy(field, draft.findings);
}

} // namespace relctl::planfile
