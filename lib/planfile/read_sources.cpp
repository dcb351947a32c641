// SPDX-License-Identifier: Apache-2.0
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

/// The kinds that are spoken to over HTTP.
plan::SourceKind http_kind(const std::string& key) {
  if (key == "exposition")
    return plan::SourceKind::exposition;
  return key == "json" ? plan::SourceKind::json : plan::SourceKind::prometheus;
}

void read_http_source(MapReader& map, const std::string& key, plan::Source& source, Draft& draft) {
  source.kind = http_kind(key);
  source.url = read_url(map.optional(key), draft);
  read_credentials(map, source.credentials, draft);
  for (const auto& header : named_items(map.optional("headers"), "header", draft.findings))
    read_header(header, source.credentials, draft);
}

plan::Source read_source(const NamedField& item, Draft& draft) {
  MapReader map(item.field, draft.findings);
  plan::Source source;
  source.id = item.id;
  source.mark = item.id_mark;
  map.refuse_later({"postgres", "sqlite", "command", "alertmanager"});
  const bool later =
      map.has("postgres") || map.has("sqlite") || map.has("command") || map.has("alertmanager");
  const std::vector<std::string> kinds = {"prometheus", "exposition", "json"};
  const auto kind = later ? map.at_most_one_of(kinds) : map.one_of(kinds);
  read_http_source(map, kind, source, draft);
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
