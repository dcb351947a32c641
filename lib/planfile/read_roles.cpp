// SPDX-License-Identifier: Apache-2.0
#include "planfile/map_reader.hpp"
#include "planfile/sections.hpp"
#include "planfile/values.hpp"

namespace relctl::planfile {

void read_roles(const Field& field, Draft& draft) {
  for (const auto& item : named_items(field, "role", draft.findings)) {
    MapReader map(item.field, draft.findings);
    plan::Role role{item.id, item.id, {}, item.id_mark};
    assign(role.title, read_text(map.optional("title"), draft.findings));
    const Field members = map.optional("members");
    role.members = read_texts(members, draft.findings);
    if (members && members.node->kind == Node::Kind::sequence && role.members.empty())
      draft.findings.error(members.mark(), "empty-value", members.name + " names nobody",
                           "name who may act in the role, or take members out: anybody may then");
    map.finish();
    draft.plan.roles.push_back(std::move(role));
  }
}

void read_signoff(const Field& field, Draft& draft) {
  for (const auto& item : list_items(field, "a list of roles", draft.findings))
    if (auto role = read_id(item, draft.findings))
      draft.plan.signoff.push_back({*std::move(role), item.mark()});
}

} // namespace relctl::planfile
