// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/quantities.hpp"
#include "planfile/sections.hpp"
#include "planfile/step_reader.hpp"

#include <fmt/format.h>

#include <set>

namespace relctl::planfile {

namespace {

constexpr const char* k_bake = "bake";

void read_observe(const Field& field, plan::Phase& phase, Findings& findings) {
  phase.observe_mark = field.mark();
  if (const auto range = read_duration_range(field, findings)) {
    phase.observe = range->least;
    phase.observe_max = range->most;
  }
}

/// A list reaches steps as one text with commas.
std::optional<std::string> read_cohort_list(const Field& field, Findings& findings) {
  const auto names = read_texts(field, findings);
  if (names.empty())
    findings.error(field.mark(), "empty-value", field.name + " names nobody",
                   "list who is exposed, or take it out");
  std::set<std::string> seen;
  for (const auto& item : list_items(field, "a list of texts", findings))
    if (item.node->kind == Node::Kind::scalar && !seen.insert(std::string(item.node->text)).second)
      findings.error(item.mark(), "duplicate-value",
                     fmt::format("{} has '{}' twice", field.name, one_line(item.node->text, 60)),
                     "take one of them out, or write the one that was meant");
  for (const auto& name : names)
    if (name.find(',') != std::string::npos)
      findings.error(field.mark(), "bad-cohort",
                     fmt::format("{}: '{}' holds a comma, which parts the names", field.name,
                                 one_line(name, 60)),
                     "make it two items of the list");
  return join(names, ",");
}

std::vector<std::pair<std::string, std::string>> read_cohort(const Field& field,
                                                             Findings& findings) {
  std::vector<std::pair<std::string, std::string>> cohort;
  for (const auto& item : named_items(field, "cohort", findings)) {
    auto text = item.field.node->kind == Node::Kind::sequence
                    ? read_cohort_list(item.field, findings)
                    : read_text(item.field, findings);
    if (text)
      cohort.emplace_back(item.id, *std::move(text));
  }
  return cohort;
}

/// What a phase and the bake have in common: the gate.
void read_gate(MapReader& map, plan::Phase& phase, Draft& draft) {
  for (const auto& item : list_items(map.optional("approve"), "a list of roles", draft.findings))
    if (auto role = read_id(item, draft.findings))
      phase.approve.push_back({*std::move(role), item.mark()});
  phase.checks = read_checks(map.optional("checks"), draft);
}

/// The number is in the unit that the metric's source gives, like a volume's.
std::optional<plan::Enough> read_enough(const Field& field, Draft& draft) {
  if (!field)
    return std::nullopt;
  MapReader map(field, draft.findings);
  plan::Enough enough;
  enough.mark = field.mark();
  assign(enough.metric, read_id(map.required("metric"), draft.findings));
  assign(enough.at_least, read_number(map.required("at_least"), draft.findings));
  map.finish();
  if (const plan::Metric* metric = plan::find_metric(draft.plan, enough.metric))
    enough.at_least = canonical(enough.at_least, metric->unit);
  return enough;
}

plan::Phase read_phase(const Field& item, Draft& draft) {
  auto& findings = draft.findings;
  plan::Phase phase;
  phase.mark = item.mark();
  const Node* id_node =
      item.node->kind == Node::Kind::mapping ? find_value(*item.node, "id") : nullptr;
  const bool named = id_node && is_id(id_node->text);
  MapReader map({item.node, named ? fmt::format("phase '{}'", id_node->text) : item.name},
                findings);
  if (!map.usable())
    return phase;
  const Field id = map.required("id");
  assign(phase.id, read_id(id, findings));
  if (phase.id == k_bake) {
    findings.error(id.mark(), "reserved-id", "a phase cannot be called 'bake'",
                   "describe the bake under the key 'bake:'");
    phase.id.clear();
  }
  assign(phase.traffic, read_traffic(map.required("traffic"), findings));
  phase.cohort = read_cohort(map.optional("cohort"), findings);
  read_observe(map.optional("observe"), phase, findings);
  phase.enough = read_enough(map.optional("enough"), draft);
  phase.enter = read_ids(map.optional("enter"), findings);
  read_gate(map, phase, draft);
  map.refuse_later({"window", "windows"});
  map.finish();
  return phase;
}

} // namespace

void read_phases(const Field& field, const std::string& track, Draft& draft) {
  for (const auto& item : list_items(field, "a list of phases", draft.findings))
    if (item.node->kind != Node::Kind::refused) {
      draft.plan.phases.push_back(read_phase(item, draft));
      draft.plan.phases.back().track = track;
    }
}

void read_bake(const Field& field, const std::string& track, Draft& draft) {
  if (!field)
    return;
  MapReader map(field, draft.findings);
  plan::Phase bake;
  bake.id = k_bake;
  bake.bake = true;
  bake.mark = field.mark();
  read_observe(map.required("observe"), bake, draft.findings);
  read_gate(map, bake, draft);
  map.finish();
  if (draft.plan.phases.empty() || draft.plan.phases.back().track != track)
    return;
  bake.traffic = draft.plan.phases.back().traffic;
  bake.track = track;
  draft.plan.phases.push_back(std::move(bake));
}

} // namespace relctl::planfile
