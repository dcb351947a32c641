// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "plan/waivable.hpp"
#include "planfile/scenario_parts.hpp"
#include "planfile/values.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::planfile {

namespace {

/// Checks of the plan, with the name of where they are asked.
struct PlacedChecks {
  std::string place;
  const std::vector<plan::Check>& checks;
};

/// In the order in which a check is looked for.
std::vector<PlacedChecks> checks_of(const plan::Plan& plan) {
  std::vector<PlacedChecks> all;
  for (const plan::Phase& phase : plan.phases)
    all.push_back({plan::phase_name(phase), phase.checks});
  all.push_back({"before", plan.before});
  all.push_back({"before", plan.rollback.readmit});
  all.push_back({"after", plan.after});
  return all;
}

std::vector<std::string> phase_names(const plan::Plan& plan) {
  std::vector<std::string> names;
  for (const plan::Phase& phase : plan.phases)
    names.push_back(plan::phase_name(phase));
  return names;
}

const plan::Check* find_in(const PlacedChecks& placed, const std::string& id) {
  const auto found = std::find_if(placed.checks.begin(), placed.checks.end(),
                                  [&](const plan::Check& check) { return check.id == id; });
  return found == placed.checks.end() ? nullptr : &*found;
}

} // namespace

bool is_step_or_check(const plan::Plan& plan, const std::string& id) {
  const auto places = checks_of(plan);
  const bool is_alive = plan.observe && plan.observe->alive && plan.observe->alive->id == id;
  return is_alive || plan::find_step(plan, id) != nullptr ||
         std::any_of(places.begin(), places.end(),
                     [&](const PlacedChecks& placed) { return find_in(placed, id) != nullptr; });
}

std::string place_of_check(const Field& check, const Field& in, const ScenarioDraft& draft) {
  const auto id = read_id(check, draft.findings);
  if (!id)
    return {};
  const auto where = read_address(in, draft.findings).value_or("");
  std::vector<std::string> known;
  for (const PlacedChecks& placed : checks_of(draft.plan)) {
    for (const plan::Check& other : placed.checks)
      known.push_back(other.id);
    const plan::Check* found = find_in(placed, *id);
    if (found == nullptr || !(where.empty() || where == placed.place))
      continue;
    if (found->step)
      draft.findings.error(
          check.mark(), "check-not-asked",
          fmt::format("check '{}' is run by relctl, not answered by a person", *id),
          "say under 'steps' how it goes");
    return placed.place;
  }
  const bool is_elsewhere = std::find(known.begin(), known.end(), *id) != known.end();
  if (is_elsewhere)
    draft.findings.error(in.mark(), "unknown-check",
                         fmt::format("'{}' has no check '{}'", where, *id),
                         "name the phase that asks it, before or after");
  else
    refuse_choice(check.mark(), "unknown-check", fmt::format("the plan has no check '{}'", *id),
                  *id, known, draft.findings);
  return {};
}

std::optional<std::string> read_role(const Field& field, const ScenarioDraft& draft) {
  const auto id = read_id(field, draft.findings);
  if (!id || plan::find_role(draft.plan, *id) != nullptr)
    return id;
  std::vector<std::string> known;
  for (const plan::Role& role : draft.plan.roles)
    known.push_back(role.id);
  refuse_choice(field.mark(), "unknown-role", fmt::format("the plan has no role '{}'", *id), *id,
                known, draft.findings);
  return std::nullopt;
}

std::optional<std::string> read_waivable(const Field& field, const ScenarioDraft& draft) {
  const auto subject = read_text(field, draft.findings);
  if (!subject)
    return std::nullopt;
  const std::string name = subject->substr(0, subject->find('['));
  auto known = plan::waivable_names(draft.plan);
  const auto series = plan::waivable_series(draft.plan, name);
  known.insert(known.end(), series.begin(), series.end());
  if (std::find(known.begin(), known.end(), *subject) != known.end())
    return subject;
  refuse_choice(
      field.mark(), "unknown-subject",
      fmt::format("the plan has no threshold, metric or check '{}'", one_line(*subject, 60)),
      *subject, known, draft.findings);
  return std::nullopt;
}

std::optional<std::string> read_phase_name(const Field& field, const ScenarioDraft& draft) {
  const auto name = read_address(field, draft.findings);
  if (!name)
    return std::nullopt;
  const auto known = phase_names(draft.plan);
  if (std::find(known.begin(), known.end(), *name) != known.end())
    return name;
  refuse_choice(field.mark(), "unknown-phase", fmt::format("the plan has no phase '{}'", *name),
                *name, known, draft.findings);
  return std::nullopt;
}

plan::Moment read_moment(const Field& field, const ScenarioDraft& draft) {
  using Kind = plan::Moment::Kind;
  static const std::map<std::string, Kind> k_own = {
      {"end", Kind::end}, {"rollback", Kind::rollback}, {"complete", Kind::complete}};
  plan::Moment moment;
  moment.mark = field.mark();
  const Node* node = scalar_of(field, "a time", draft.findings);
  if (!node)
    return moment;
  const std::size_t plus = node->text.find('+');
  const std::string anchor(trim(std::string_view(node->text).substr(0, plus)));
  std::string_view offset = plus == std::string::npos
                                ? std::string_view()
                                : trim(std::string_view(node->text).substr(plus + 1));
  const auto known = phase_names(draft.plan);
  if (const auto own = k_own.find(anchor); own != k_own.end()) {
    moment.kind = own->second;
  } else if (std::find(known.begin(), known.end(), anchor) != known.end()) {
    moment.kind = Kind::phase;
    moment.phase = anchor;
  } else if (plus == std::string::npos && parse_duration(anchor)) {
    offset = anchor;
  } else {
    refuse_choice(
        field.mark(), "bad-moment",
        fmt::format("{} is '{}', which is no time of a rehearsal; write 25m, a phase with "
                    "or without + 10m, rollback, complete or end",
                    field.name, one_line(node->text, 60)),
        anchor, known, draft.findings);
    return moment;
  }
  if (offset.empty())
    return moment;
  if (const auto duration = parse_duration(offset))
    moment.offset = *duration;
  else
    report_error(field, "bad-duration", duration.error().message, draft.findings);
  return moment;
}

} // namespace relctl::planfile
