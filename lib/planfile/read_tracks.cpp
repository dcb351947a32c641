// SPDX-License-Identifier: Apache-2.0
#include "planfile/map_reader.hpp"
#include "planfile/sections.hpp"
#include "planfile/values.hpp"

namespace relctl::planfile {

namespace {

plan::Track read_track(const NamedField& item, Draft& draft) {
  plan::Track track;
  track.id = item.id;
  track.mark = item.id_mark;
  if (item.id == plan::k_main_track)
    draft.findings.error(item.id_mark, "reserved-id",
                         "track 'main' is that of a plan without tracks", "rename the track");
  MapReader map(item.field, draft.findings);
  track.title = track.id;
  assign(track.title, read_text(map.optional("title"), draft.findings));
  track.after = read_id_or_ids(map.optional("after"), draft.findings);
  read_phases(map.required("phases"), track.id, draft);
  read_bake(map.optional("bake"), track.id, draft);
  map.finish();
  return track;
}

} // namespace

void read_tracks(const Field& field, Draft& draft) {
  draft.plan.tracks.clear();
  for (const auto& item : named_items(field, "track", draft.findings))
    draft.plan.tracks.push_back(read_track(item, draft));
}

} // namespace relctl::planfile
