// SPDX-License-Identifier: Apache-2.0
#include "planfile/actions.hpp"
#include "planfile/connection.hpp"
#include "planfile/credentials.hpp"
#include "planfile/environment_text.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"
#include "planfile/sections.hpp"
#include "planfile/url.hpp"

namespace relctl::planfile {

namespace {

std::string read_url(const Field& field, Draft& draft) {
  const auto url = resolve_text(field, draft.environment, draft.findings);
  if (!url)
    return {};
  if (auto mistake = check_url(url->text, field.node->text, false))
    draft.findings.error(field.mark(), mistake->rule, field.name + ": " + mistake->message,
                         mistake->remedy);
  return url->text;
}

const std::vector<std::pair<std::string, plan::SourceKind>>& kinds() {
  using plan::SourceKind;
  static const std::vector<std::pair<std::string, SourceKind>> all = {
      {"prometheus", SourceKind::prometheus},
      {"exposition", SourceKind::exposition},
      {"json", SourceKind::json},
      {"postgres", SourceKind::postgres},
      {"sqlite", SourceKind::sqlite},
      {"command", SourceKind::command},
      {"alertmanager", SourceKind::alertmanager}};
  return all;
}

std::vector<std::string> kind_keys() {
  std::vector<std::string> keys;
  for (const auto& [key, kind] : kinds())
    keys.push_back(key);
  return keys;
}

void read_http_source(MapReader& map, const std::string& key, plan::Source& source, Draft& draft) {
  if (!key.empty())
    source.url = read_url(map.optional(key), draft);
  read_credentials(map, source.credentials, draft);
  for (const auto& header : named_items(map.optional("headers"), "header", draft.findings))
    read_header(header, source.credentials, draft);
}

std::string read_file(const Field& field, Draft& draft) {
  const auto path = resolve_text(field, draft.environment, draft.findings);
  return path ? path->text : "";
}

void read_place(MapReader& map, const std::string& key, plan::Source& source, Draft& draft) {
  switch (source.kind) {
  case plan::SourceKind::postgres:
    source.connection = read_connection(map.optional(key), draft);
    return;
  case plan::SourceKind::sqlite:
    source.file = read_file(map.optional(key), draft);
    return;
  case plan::SourceKind::command:
    source.command = read_run(map.optional(key), draft.findings).argv;
    return;
  case plan::SourceKind::prometheus:
  case plan::SourceKind::exposition:
  case plan::SourceKind::json:
  case plan::SourceKind::alertmanager:
    return read_http_source(map, key, source, draft);
  }
}

plan::Source read_source(const NamedField& item, Draft& draft) {
  MapReader map(item.field, draft.findings);
  plan::Source source;
  source.id = item.id;
  source.mark = item.id_mark;
  const std::string key = map.one_of(kind_keys());
  for (const auto& [name, kind] : kinds())
    if (name == key)
      source.kind = kind;
  read_place(map, key, source, draft);
  assign(source.timeout, read_duration(map.optional("timeout"), draft.findings));
  map.finish();
  return source;
}

} // namespace

void read_sources(const Field& field, Draft& draft) {
  for (const auto& item : named_items(field, "source", draft.findings))
    draft.plan.sources.push_back(read_source(item, draft));
}

} // namespace relctl::planfile
