// SPDX-License-Identifier: Apache-2.0
#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"
#include "planfile/sections.hpp"
#include "planfile/step_reader.hpp"

namespace relctl::planfile {

void read_rollback(const Field& field, Draft& draft) {
  if (!field)
    return;
  MapReader map(field, draft.findings);
  auto& rollback = draft.plan.rollback;
  rollback.mark = field.mark();
  assign(rollback.deadline, read_duration(map.optional("deadline"), draft.findings));
  assign(rollback.observe, read_duration(map.optional("observe"), draft.findings));
  rollback.steps = read_step_list(map.required("steps"), draft);
  rollback.verify = read_step_list(map.optional("verify"), draft);
  map.refuse_later({"scope"});
  map.finish();
}

} // namespace relctl::planfile
