// SPDX-License-Identifier: Apache-2.0
#include "planfile/reader_actions.hpp"

#include "base/sha256.hpp"
#include "base/text.hpp"
#include "planfile/credentials.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"
#include "planfile/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace relctl::planfile {

namespace {

const std::vector<std::string>& methods() {
  static const std::vector<std::string> keys = {"get", "head", "post", "put", "patch", "delete"};
  return keys;
}

std::string upper_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

void read_path(const Field& field, plan::SuiteRequest& request, Findings& findings) {
  auto path = read_template(field, findings);
  if (!path)
    return;
  const bool is_path = path->text.starts_with('/') || path->text.starts_with("http://") ||
                       path->text.starts_with("https://");
  if (!is_path)
    findings.error(field.mark(), "bad-path",
                   fmt::format("{} is '{}', not a path", field.name, one_line(path->text, 80)),
                   "begin it with '/', it stands after base");
  request.path = *std::move(path);
}

void read_request_headers(const Field& field, plan::SuiteRequest& request, Findings& findings) {
  for (const auto& header : named_items(field, "header", findings)) {
    if (is_secret_header(header.id))
      findings.error(header.field.mark(), "secret-in-request",
                     header.field.name + " is a secret of one request",
                     "put it under 'headers' of the suite");
    if (auto value = read_template(header.field, findings))
      request.headers.emplace_back(header.id, *std::move(value));
  }
}

void read_captures(const Field& field, plan::SuiteRequest& request, Findings& findings) {
  for (const auto& capture : named_items(field, "capture", findings)) {
    if (!is_name(capture.id))
      findings.error(capture.id_mark, "bad-name",
                     fmt::format("'{}' cannot be the name of a captured value", capture.id),
                     "use letters, digits and '_', and no digit first");
    if (auto program = read_text(capture.field, findings))
      request.captures.push_back(
          {capture.id, *std::move(program), capture.id_mark, capture.field.mark()});
  }
}

plan::SuiteRequest read_suite_request(const Field& item, Findings& findings) {
  MapReader map(item, findings);
  plan::SuiteRequest request;
  request.mark = item.mark();
  const auto method = map.one_of(methods());
  if (!method.empty()) {
    request.method = upper_case(method);
    read_path(map.optional(method), request, findings);
  }
  read_request_headers(map.optional("headers"), request, findings);
  assign(request.body, read_template(map.optional("body"), findings));
  request.expect = read_statuses(map.optional("expect"), findings);
  if (const auto within = read_duration(map.optional("within"), findings))
    request.within = *within;
  const Field where = map.optional("where");
  request.where_mark = where.mark();
  assign(request.where, read_text(where, findings));
  read_captures(map.optional("capture"), request, findings);
  assign(request.always, read_boolean(map.optional("always"), findings));
  map.finish();
  return request;
}

void read_suite_headers(const Field& field, plan::SuiteAction& suite, Draft& draft) {
  for (const auto& header : named_items(field, "header", draft.findings))
    read_header(header, suite.credentials, draft);
}

void read_digest(MapReader& map, plan::ArtifactAction& artifact, Findings& findings) {
  const auto key = map.at_most_one_of({"sha256", "sha256_file"});
  if (key == "sha256_file")
    assign(artifact.sha256_file, read_template(map.optional(key), findings));
  if (key != "sha256")
    return;
  const Field digest = map.optional(key);
  assign(artifact.sha256, read_text(digest, findings));
  if (!artifact.sha256.empty() && !is_sha256_hex(artifact.sha256))
    findings.error(digest.mark(), "bad-digest",
                   fmt::format("{} is '{}', not 64 hexadecimal digits", digest.name,
                               one_line(artifact.sha256, 80)),
                   "write what sha256sum prints, or name its list with sha256_file");
}

void read_signature(const Field& field, plan::ArtifactAction& artifact, Findings& findings) {
  if (!field)
    return;
  MapReader map(field, findings);
  assign(artifact.signature, read_template(map.required("file"), findings));
  assign(artifact.public_key, read_template(map.required("public_key"), findings));
  map.finish();
}

} // namespace

std::vector<int> read_statuses(const Field& field, Findings& findings) {
  std::vector<int> statuses;
  const bool is_one = field && field.node->kind == Node::Kind::scalar;
  const auto items = is_one ? Parts<Field>({field}, findings)
                            : list_items(field, "an HTTP status, or a list of them", findings);
  for (const auto& item : items)
    if (const auto status = read_whole(item, 100, 599, findings))
      statuses.push_back(*status);
  return statuses;
}

plan::SuiteAction read_suite(const Field& field, Draft& draft) {
  MapReader map(field, draft.findings);
  plan::SuiteAction suite;
  const Field base = map.required("base");
  if (auto text = read_template(base, draft.findings)) {
    suite.base = *std::move(text);
    if (const auto mistake = check_url(suite.base.text, suite.base.text, true))
      draft.findings.error(base.mark(), mistake->rule, base.name + ": " + mistake->message,
                           mistake->remedy);
  }
  const Field requests = map.required("requests");
  for (const auto& item : list_items(requests, "a list of requests", draft.findings))
    suite.requests.push_back(read_suite_request(item, draft.findings));
  if (requests && requests.node->kind == Node::Kind::sequence && requests.node->items.empty())
    draft.findings.error(requests.mark(), "empty-value", requests.name + " is empty",
                         "list at least one: - { get: /healthz }");
  read_suite_headers(map.optional("headers"), suite, draft);
  read_credentials(map, suite.credentials, draft);
  map.finish();
  return suite;
}

plan::ArtifactAction read_artifact(const Field& field, Findings& findings) {
  MapReader map(field, findings);
  plan::ArtifactAction artifact;
  assign(artifact.file, read_template(map.required("file"), findings));
  read_digest(map, artifact, findings);
  read_signature(map.optional("signature"), artifact, findings);
  assign(artifact.sbom, read_template(map.optional("sbom"), findings));
  assign(artifact.lock, read_template(map.optional("lock"), findings));
  map.finish();
  return artifact;
}

} // namespace relctl::planfile
