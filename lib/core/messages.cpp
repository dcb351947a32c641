// SPDX-License-Identifier: Apache-2.0
#include "core/messages.hpp"

#include "core/values.hpp"
#include "core/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

/// What was exposed, and for how long: the part of the impact that relctl knows by itself.
std::string impact_text(const State& state, Instant now) {
  if (state.phases.empty())
    return "nothing was exposed";
  double most = 0.0;
  for (const PhaseState* phase : current_phases(state))
    most = std::max(most, phase->traffic);
  const Duration exposed{(now - state.phases.front().entered_at).ms / 1000 * 1000};
  return fmt::format("up to {} of traffic for {}", percent_text(most), format_duration(exposed));
}

std::string first_subject(const std::vector<Reason>& reasons) {
  return reasons.empty() ? std::string() : reasons.front().subject;
}

} // namespace

plan::Values message_values(const Situation& situation, const plan::Phase* phase,
                            const std::vector<Reason>& reasons) {
  const State& state = situation.state;
  // What a person hands over keeps a dash until it is given.
  plan::Values values{{"eta", "-"},      {"next_step", "-"}, {"deadline", "-"},
                      {"phase", "-"},    {"next", "-"},      {"previous_phase", "-"},
                      {"track", "-"},    {"observe", "-"},   {"traffic", "-"},
                      {"exposure", "-"}, {"cohort", "-"},    {"step", "-"},
                      {"attempt", "-"}};
  for (const auto& [name, value] : values_of(situation.plan, state, phase))
    values[name] = value;
  const Instant now{situation.now.ms / 1000 * 1000};
  values["now"] = format_instant(now);
  values["anchor"] = situation.anchor;
  values["reasons"] = word_reasons(reasons);
  values["threshold"] = first_subject(reasons);
  const plan::Threshold* threshold = plan::find_threshold(situation.plan, values["threshold"]);
  values["metric"] = threshold == nullptr ? values["threshold"] : threshold->metric;
  values["impact"] = impact_text(state, situation.now);
  values["elapsed"] = format_duration(Duration{(situation.now - state.opened_at).ms / 1000 * 1000});
  values["next_check"] = phase == nullptr ? "-" : format_instant(now + phase->observe);
  if (state.rollback && state.rollback->started)
    values["deadline"] = format_instant(state.rollback->started->deadline_at);
  return values;
}

std::optional<Event> prepare_message(const Situation& situation, const std::string& comms,
                                     const plan::Phase* phase, const std::vector<Reason>& reasons) {
  const auto found = situation.plan.comms.find(comms);
  const std::string track = phase == nullptr ? "" : phase->track;
  const std::string id = phase == nullptr ? "" : phase->id;
  if (found == situation.plan.comms.end() ||
      situation.state.prepared.contains(comms + "/" + track + "/" + id))
    return std::nullopt;
  return MessagePrepared{
      comms, plan::render(found->second.text, message_values(situation, phase, reasons)), track,
      id};
}

} // namespace relctl::core
