// SPDX-License-Identifier: Apache-2.0
#include "core/check_answer.hpp"
#include "sim/killed.hpp"
#include "sim/people.hpp"
#include "sim/person_commands.hpp"
#include "sim/rehearsal.hpp"

#include <fmt/format.h>

namespace relctl::sim {

void Rehearsal::schedule(const plan::Moment& anchor, Instant at) {
  for (const plan::Happening& happening : m_scenario.happenings)
    if (happening.at.kind == anchor.kind && happening.at.phase == anchor.phase)
      m_world.schedule(at + happening.at.offset, [this, &happening] { happen(happening); });
}

void Rehearsal::happen(const plan::Happening& happening) {
  m_happened.insert(&happening);
  if (m_ahead)
    m_ahead->forget();
  if (const auto* crash = std::get_if<plan::CrashHappening>(&happening.what)) {
    if (m_is_away)
      m_objections.push_back({happening.at.mark, "relctl is killed", "it has not come back yet"});
    throw Killed{crash->away};
  }
  if (const auto* outage = std::get_if<plan::OutageHappening>(&happening.what))
    begin_outage(*outage, happening.at.mark);
  else
    speak(happening);
}

void Rehearsal::speak(const plan::Happening& happening) {
  const auto view = engine::load(m_log, m_release, false);
  if (!view) {
    m_said = fail(view.error());
    return;
  }
  PersonCommand command = command_of(m_plan, *view, m_world.now(), happening.what);
  if (!command.objection.empty())
    m_objections.push_back({happening.at.mark, "relctl " + command.name, command.objection});
  m_wants_close |= command.closes;
  if (!command.events.empty())
    say(std::move(command.events), command.as);
}

/// A checkpoint that is answered while sampling goes on, unless the scenario has answered it.
void Rehearsal::answer_checkpoint(const std::string& check) {
  if (!m_scenario.people.answer)
    return;
  m_world.schedule(m_world.now() + m_scenario.people.after, [this, check] {
    const auto now = state();
    const plan::Check* asked = core::find_check(m_plan, check);
    if (!now || core::is_over(*now) ||
        now->answers.contains(std::string(core::k_observe_phase) + "/" + check))
      return;
    const std::string as = member_of(m_plan, asked == nullptr ? "" : asked->role);
    say({core::CheckAnswered{core::k_observe_phase, check, true, as, ""}}, as);
  });
}

void Rehearsal::begin_outage(const plan::OutageHappening& outage, plan::Mark mark) {
  if (const auto until = m_sources.outage_until(outage.source, m_world.now()))
    m_objections.push_back(
        {mark, fmt::format("an outage of {} begins", outage.source.empty() ? "all" : outage.source),
         "the one before lasts until " + format_instant(*until)});
  m_sources.begin_outage(outage, m_world.now());
}

/// What was to happen and did not: it would be taken for rehearsed.
std::vector<Objection> Rehearsal::never_came() {
  std::vector<Objection> missing;
  for (const plan::Happening& happening : m_scenario.happenings)
    if (!m_happened.contains(&happening))
      missing.push_back(
          {happening.at.mark, "an event that happens",
           fmt::format("its time never came: the rehearsal ended {} after the opening",
                       format_duration(m_world.now() - m_scenario.opening))});
  return missing;
}

} // namespace relctl::sim
