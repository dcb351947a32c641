// SPDX-License-Identifier: Apache-2.0
#include "plan/template_text.hpp"

namespace relctl::plan {

const std::vector<CatalogueEntry>& template_catalogue() {
  static const std::vector<CatalogueEntry> k_entries{
      {"anchor", "`position:hash` of the audit log's head when the text was written"},
      {"attempt", "which attempt of the step this is, from 1"},
      {"cohort", "who is exposed in the phase besides the traffic share, `key=value` each"},
      {"components", "the versions of the components, `name version` each", true},
      {"deadline", "when the rollback must have ended"},
      {"elapsed", "how long ago the release was opened"},
      {"eta", "when the release is expected to be complete; handed over with --set eta="},
      {"exposure", "the same as traffic"},
      {"from", "the stable version from before this release"},
      {"impact", "who is affected; handed over with --set impact="},
      {"incident_id", "in messages about an incident: its id", true},
      {"incident_oncall", "likewise: the title of the role on call for its severity", true},
      {"incident_respond_by", "likewise: until when somebody must have acknowledged it", true},
      {"incident_runbook", "likewise: the runbook of its severity", true},
      {"incident_scope", "likewise: what it touches", true},
      {"incident_severity", "likewise: P0, P1 or P2", true},
      {"incident_summary", "likewise: what is happening", true},
      {"last_change",
       "what was changed last: the version, where it is exposed or what went back to which, and "
       "since when",
       true},
      {"metric", "the metric that the text is about"},
      {"next", "the phase after this one"},
      {"next_check", "when a phase that begins now has been observed"},
      {"next_step", "the step that comes next"},
      {"now", "the time at which the text was written, in UTC"},
      {"observe", "how long the phase is observed"},
      {"phase", "the phase the release is in"},
      {"plan", "the plan's name"},
      {"previous_phase", "id of the phase before; `start` in the first"},
      {"reasons", "why the verdict is what it is, parted by semicolons"},
      {"release", "the release's id"},
      {"stable", "the stable version, the same as from"},
      {"started_at", "when the release started, in UTC"},
      {"step", "the step that the text is about"},
      {"threshold", "the threshold that the text is about"},
      {"title", "the plan's title"},
      {"to", "the version that a rollback goes to"},
      {"track", "the track that the phase belongs to"},
      {"traffic", "the traffic share of the phase"},
      {"train", "the release train that the release goes with", true},
      {"version", "the version that is released"},
      {"without", "the parts that were taken back from the release, parted by commas"},
  };
  return k_entries;
}

} // namespace relctl::plan
