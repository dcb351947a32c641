// SPDX-License-Identifier: Apache-2.0
#include "core/decide_parts.hpp"
#include "core/impossible_numbers.hpp"
#include "core/rendering.hpp"

#include <algorithm>

namespace relctl::core {
namespace {

const EffectEnded* end_of(const Inputs& inputs, const std::string& id) {
  const auto found = std::find_if(inputs.ended.begin(), inputs.ended.end(),
                                  [&](const EffectEnded& ended) { return ended.id == id; });
  return found == inputs.ended.end() ? nullptr : &*found;
}

/// A read-back of the traffic share is stored like any other reading.
std::optional<Reading> exposure_reading(const EffectEnded& ended) {
  const auto probe = parse_probe_id(ended.id);
  if (!probe)
    return std::nullopt;
  Reading reading;
  reading.track = probe->track;
  reading.metric = k_exposure_metric;
  reading.series = probe->step;
  reading.at = probe->at;
  if (ended.outcome == Outcome::succeeded && ended.share)
    reading.value = ended.share;
  else
    reading.cause =
        ended.outcome == Outcome::timed_out ? plan::Cause::timeout : plan::Cause::provider_error;
  reading.detail = ended.detail;
  return reading;
}

/// Without anything under observation there is nothing to keep a reading for, and one that was
/// asked for before is of no use.
void absorb_readings(const Situation& situation, std::vector<Event>& events) {
  for (const Watched& watched : watched_now(situation.state)) {
    const Window& window = window_of(situation.windows, watched.track);
    ReadingsTaken taken{watched.track, watched.phase, {}, {}};
    const auto take = [&](const Reading& reading) {
      if (reading.track != watched.track || reading.at < watched.since || !window.wants(reading))
        return;
      taken.readings.push_back(reading);
      take_out_impossible(situation.plan, taken.readings.back());
    };
    taken.readings.reserve(situation.inputs.readings.size());
    for (const Reading& reading : situation.inputs.readings)
      take(reading);
    for (const EffectEnded& ended : situation.inputs.ended)
      if (const auto reading = exposure_reading(ended))
        take(*reading);
    for (const ReadingRun& run : situation.inputs.runs) {
      const bool is_as_it_is = !has_impossible(run) && window.is_later(run);
      if (run.track == watched.track && run.from >= watched.since && is_as_it_is) {
        if (!taken.runs)
          taken.runs.emplace();
        taken.runs->push_back(run);
      } else {
        for (std::size_t i = 0; i < run.size(); ++i)
          take(run.reading(i));
      }
    }
    if (!taken.readings.empty() || taken.runs)
      events.push_back(std::move(taken));
  }
}

/// A difference is opened once; a closed one again only when it says something else.
void absorb_items(const Situation& situation, const StepAddress& address, const EffectEnded& ended,
                  std::vector<Event>& events) {
  const std::string phase = plan::phase_name(address.track, address.phase);
  for (const ReportedItem& item : ended.items) {
    const auto known = situation.state.items.find(phase + "/" + address.step + "/" + item.id);
    if (known == situation.state.items.end() || known->second.opened.what != item.what)
      events.push_back(ItemOpened{phase, address.step, item.id, item.what});
  }
}

void absorb_steps(const Situation& situation, std::vector<Event>& events) {
  for (const StepState* step : running_steps(situation.state)) {
    const std::string id = effect_id(situation.state, *step);
    const plan::Step* planned = step_at(situation.plan, step->address);
    const EffectEnded* ended = end_of(situation.inputs, id);
    if (ended != nullptr && planned != nullptr) {
      events.push_back(end_of_step(situation, *planned, *step, *ended));
      absorb_items(situation, step->address, *ended, events);
    } else if (!situation.inputs.live.contains(id)) {
      events.push_back(StepInDoubt{step->address,
                                   "relctl ended while this step ran; how it ended is not known"});
    }
  }
}

} // namespace

std::vector<Event> absorb(const Situation& situation) {
  std::vector<Event> events;
  absorb_steps(situation, events);
  absorb_readings(situation, events);
  return events;
}

} // namespace relctl::core
