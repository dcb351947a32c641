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

plan::Source read_source(const NamedField& item, Draft& draft) {
  MapReader map(item.field, draft.findings);
  plan::Source source;
  source.id = item.id;
  source.mark = item.id_mark;
  map.refuse_later({"postgres", "json", "sql"});
  const bool later = map.has("postgres") || map.has("json") || map.has("sql");
  const std::vector<std::string> kinds = {"prometheus", "exposition"};
  const auto kind = later ? map.at_most_one_of(kinds) : map.one_of(kinds);
  if (kind == "exposition")
    source.kind = plan::SourceKind::exposition;
  if (!kind.empty())
    source.url = read_url(map.optional(kind), draft);
  assign(source.timeout, read_duration(map.optional("timeout"), draft.findings));
  read_credentials(map, source.credentials, draft);
  for (const auto& header : named_items(map.optional("headers"), "header", draft.findings))
    read_header(header, source.credentials, draft);
  map.finish();
  return source;
}

} // namespace

void read_sources(const Field& field, Draft& draft) {
  for (const auto& item : named_items(field, "source", draft.findings))
    draft.plan.sources.push_back(read_source(item, draft));
}

} // namespace relctl::planfile
