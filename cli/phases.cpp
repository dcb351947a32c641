// SPDX-License-Identifier: Apache-2.0
#include "cli/phases.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

std::vector<std::string> texts_of(const std::vector<const plan::Phase*>& phases) {
  std::vector<std::string> texts;
  for (const plan::Phase* phase : phases)
    texts.push_back(plan::phase_name(*phase));
  return texts;
}

} // namespace

Result<const plan::Phase*> choose_phase(const plan::Plan& plan, const std::string& name) {
  const auto named = plan::phases_named(plan, name);
  if (named.size() == 1)
    return named.front();
  if (named.size() > 1)
    return fail(ErrorKind::usage, fmt::format("several tracks have a phase '{}'; name one: {}",
                                              one_line(name, 60), join(texts_of(named), ", ")));
  std::vector<const plan::Phase*> all;
  for (const plan::Phase& phase : plan.phases)
    all.push_back(&phase);
  return fail(ErrorKind::not_found, fmt::format("the plan has no phase '{}'; it has {}",
                                                one_line(name, 60), join(texts_of(all), ", ")));
}

std::vector<const plan::Phase*> open_phases(const plan::Plan& plan, const core::State& state) {
  std::vector<const plan::Phase*> open = core::next_phases(plan, state);
  std::erase_if(open, [&](const plan::Phase* phase) {
    return core::current_phase(state, phase->track) != nullptr &&
           !core::is_passed(state, phase->track);
  });
  return open;
}

std::string names_of(const std::vector<const plan::Phase*>& phases) {
  return join(texts_of(phases), " or ");
}

bool have_all_passed(const core::State& state) {
  const auto current = core::current_phases(state);
  return std::all_of(current.begin(), current.end(), [&](const core::PhaseState* phase) {
    return core::is_passed(state, phase->track);
  });
}

} // namespace relctl::cli
