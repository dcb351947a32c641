// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_yaml.hpp"

#include "plan/validate.hpp"
#include "planfile/broken_parts.hpp"
#include "planfile/changes.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/sections.hpp"
#include "planfile/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::planfile {

namespace {

void read_language(const Node& root, MapReader& map, Findings& findings) {
  const Field field = map.optional("relctl");
  const bool first = !root.entries.empty() && root.entries.front().key == "relctl";
  if (!first)
    findings.error(field ? field.mark() : root.mark, "plan-version",
                   "a plan's first key is 'relctl'", "begin the file with 'relctl: 1'");
  if (const Node* version = scalar_of(field, "1", findings); version && version->text != "1")
    findings.error(field.mark(), "plan-version",
                   "this release of relctl reads plans of version 1 only", "write 'relctl: 1'");
}

/// What the release goes through: phases and a bake, or tracks that have their own.
void read_course(MapReader& map, Draft& draft) {
  if (!map.has("tracks")) {
    (void)map.optional("tracks");
    read_phases(map.required("phases"), plan::k_main_track, draft);
    read_bake(map.optional("bake"), plan::k_main_track, draft);
    return;
  }
  for (const char* key : {"phases", "bake"})
    if (const Field field = map.optional(key))
      draft.findings.error(field.mark(), "beside-tracks",
                           fmt::format("'{}' stands beside 'tracks'", key),
                           "put it under the track that it belongs to");
  read_tracks(map.optional("tracks"), draft);
}

/// Sections that others refer to come before them.
void read_sections(MapReader& map, Draft& draft) {
  read_roles(map.optional("roles"), draft);
  read_vars(map.optional("vars"), draft);
  read_sources(map.optional("sources"), draft);
  read_metrics(map.optional("metrics"), draft);
  read_thresholds(map.optional("thresholds"), draft);
  read_steps(map.optional("steps"), draft);
  read_components(map.optional("components"), draft);
  read_compatible(map.optional("compatible"), draft);
  read_trains(map.optional("trains"), draft);
  read_windows(map.optional("windows"), draft);
  read_signoff(map.optional("signoff"), draft);
  read_before(map.optional("before"), draft);
  // A plan may be there to be observed only; whoever has a phase needs a way back.
  const bool is_observed_only = map.has("observe") && !map.has("phases") && !map.has("tracks");
  if (!is_observed_only)
    read_course(map, draft);
  read_rollback(is_observed_only ? map.optional("rollback") : map.required("rollback"), draft);
  read_channels(map.optional("channels"), draft);
  read_comms(map.optional("comms"), draft);
  read_holds(map.optional("holds"), draft);
  read_incidents(map.optional("incidents"), draft);
  read_after(map.optional("after"), draft);
  read_observe(map.optional("observe"), draft);
}

void read_plan(const Node& root, Draft& draft) {
  auto& findings = draft.findings;
  MapReader map({&root, std::string(k_plan_name)}, findings);
  if (!map.usable())
    return;
  read_language(root, map, findings);
  assign(draft.plan.name, read_id(map.required("name"), findings));
  draft.plan.title = draft.plan.name;
  assign(draft.plan.title, read_text(map.optional("title"), findings));
  read_sections(map, draft);
  map.refuse_later({"artifacts"});
  map.finish();
}

/// Whether the mistake hides a whole section, which leaves every reference into it dangling.
bool hides_section(const Node& root, const plan::Diagnostic& mistake) {
  if (mistake.rule == "duplicate-key" && mistake.mark.column == root.mark.column)
    return true;
  return std::any_of(root.entries.begin(), root.entries.end(), [&](const Entry& section) {
    const bool unread = mistake.rule == "wrong-type" && mistake.mark == section.value.mark;
    const bool unknown = mistake.rule == "unknown-key" && mistake.mark == section.mark;
    return unread || unknown || section.value.kind == Node::Kind::refused;
  });
}

bool sections_sound(const Node& root, const std::vector<plan::Diagnostic>& mistakes) {
  const auto has = [&](const char* key) { return find_value(root, key) != nullptr; };
  return root.kind == Node::Kind::mapping && (has("phases") || has("tracks") || has("observe")) &&
         std::none_of(mistakes.begin(), mistakes.end(), [&](const plan::Diagnostic& mistake) {
           return hides_section(root, mistake);
         });
}

/// What is right for a metric depends on its source, and what for a threshold on its metric.
void spread(const plan::Plan& plan, BrokenParts& broken) {
  for (const auto& metric : plan.metrics)
    if (const auto* source = plan::find_source(plan, metric.source))
      if (broken.contain(source->mark))
        broken.add(metric.mark);
  for (const auto& threshold : plan.thresholds)
    if (const auto* metric = plan::find_metric(plan, threshold.metric))
      if (broken.contain(metric->mark))
        broken.add(threshold.mark);
}

/// That nothing uses or judges a sound part may be due to a broken part elsewhere.
bool speaks_of_absence(const plan::Diagnostic& diagnostic) {
  return diagnostic.rule == "metric-unused" || diagnostic.rule == "channel-unused" ||
         diagnostic.rule == "phase-unjudged" || diagnostic.rule == "phase-ungated" ||
         diagnostic.rule == "traffic-not-taken-back";
}

/// A name that was read and leads nowhere is a mistake of its own, whatever else its part has.
bool leads_nowhere(const plan::Diagnostic& diagnostic) {
  static constexpr const char* k_rules[] = {"unknown-metric", "unknown-source", "unknown-step",
                                            "unknown-role",   "unknown-track",  "unknown-component",
                                            "unknown-channel"};
  return std::find(std::begin(k_rules), std::end(k_rules), diagnostic.rule) != std::end(k_rules) &&
         diagnostic.message.find("''") == std::string::npos;
}

/// A secret that stands in the plan has been read like any other text, and a list that is empty is
/// empty.
bool is_read_all_the_same(const plan::Diagnostic& diagnostic) {
  return diagnostic.rule == "literal-secret" || diagnostic.rule == "secret-in-request" ||
         diagnostic.rule == "empty-value";
}

void add_meaning(const Node& root, const plan::Plan& plan,
                 std::vector<plan::Diagnostic>& diagnostics) {
  // Which parts are broken is not known beyond the mistakes that were kept.
  if (diagnostics.size() >= Findings::k_limit || !sections_sound(root, diagnostics))
    return;
  BrokenParts broken(root, diagnostics);
  spread(plan, broken);
  for (auto& diagnostic : plan::validate(plan)) {
    const bool follows =
        broken.contain(diagnostic.mark) || (broken.any() && speaks_of_absence(diagnostic));
    if (follows && !leads_nowhere(diagnostic))
      continue;
    if (diagnostic.mark == plan::Mark{})
      diagnostic.mark = root.mark;
    diagnostics.push_back(std::move(diagnostic));
  }
}

} // namespace

LoadedPlan load_plan(std::string_view text, const plan::Environment& environment,
                     const std::vector<std::string>& changes) {
  Draft draft{environment, {}, {}, {}};
  auto root = parse_yaml_tree(text, draft.findings);
  if (root)
    apply_changes(*root, changes, draft.findings);
  if (root)
    read_plan(*root, draft);
  LoadedPlan loaded{
      std::move(draft.plan), draft.findings.diagnostics(), std::move(draft.secrets), {}};
  for (const plan::Diagnostic& diagnostic : loaded.diagnostics)
    if (diagnostic.severity == plan::Severity::error && !is_read_all_the_same(diagnostic))
      loaded.unread.push_back(diagnostic.rule);
  if (root)
    add_meaning(*root, loaded.plan, loaded.diagnostics);
  plan::sort_diagnostics(loaded.diagnostics);
  return loaded;
}

} // namespace relctl::planfile
