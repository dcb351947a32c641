// SPDX-License-Identifier: Apache-2.0
// Lines of a log: each is read as a line of events, as `KIND BODY`, and as a summary. What is read
// as an event is folded.
#include "core/event_json.hpp"

#include "core/event_line.hpp"
#include "core/ledger.hpp"
#include "core/standing.hpp"
#include "core/state.hpp"
#include "core/summary.hpp"
#include "fuzz/claims.hpp"
#include "fuzz/target.hpp"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <set>
#include <string>

namespace relctl::fuzz {
namespace {

using Json = nlohmann::json;

/// Whether what is in both is the same. A field may be unknown to the reader, or have a default.
bool agrees(const Json& written, const Json& given) {
  if (written.is_array() && given.is_array())
    return std::equal(written.begin(), written.end(), given.begin(), given.end(), agrees);
  if (!written.is_object() || !given.is_object())
    return written == given;
  return std::all_of(written.items().begin(), written.items().end(), [&](const auto& field) {
    const auto found = given.find(field.key());
    return found == given.end() || agrees(field.value(), *found);
  });
}

/// Whether a log that is whole can hold it now: nothing ends that has not begun. The fold relies on
/// that, and `audit adopt` looks first, too.
bool can_follow(const core::State& state, const core::Event& event) {
  static const std::set<std::string_view> of_observations = {
      "ScheduleReached", "SampleTaken",  "FirstSampleConfirmed", "CheckpointReached", "MissDecided",
      "LivenessLost",    "FindingNoted", "ObservationEnded",     "ObservationSigned"};
  if (of_observations.contains(core::kind_of(event)))
    return state.observation.has_value();
  if (const auto* ended = std::get_if<core::StepEnded>(&event))
    return core::find_step(state, ended->address) != nullptr;
  if (const auto* doubt = std::get_if<core::StepInDoubt>(&event))
    return core::find_step(state, doubt->address) != nullptr;
  const bool is_of_phase = std::holds_alternative<core::PhaseStarted>(event) ||
                           std::holds_alternative<core::PhasePassed>(event);
  return !is_of_phase || core::current_phase(state, core::track_of(event)) != nullptr;
}

void check_event(const core::Event& event, const Json& given) {
  const std::string body = core::encode_event(event);
  const auto again = core::decode_event(core::kind_of(event), body);
  must(again && core::encode_event(*again) == body, "an event reads back as it is written");
  const Json written = Json::parse(body);
  must(written.is_object() && agrees(written, given), "no value is changed by reading it");
}

void check_line(std::string_view line, core::State& state, core::Ledger& ledger) {
  const auto read = core::decode_event_line(line);
  if (!read) {
    must_be_one_clear_line(read.error().message);
    return;
  }
  const std::string written = core::encode_event_line(read->release, read->recorded);
  must(written.find('\n') == written.npos, "a line is one line");
  const auto again = core::decode_event_line(written);
  must(again && core::encode_event_line(again->release, again->recorded) == written,
       "a line reads back as it is written");
  check_event(read->recorded.event, Json::parse(line)["body"]);
  if (can_follow(state, read->recorded.event))
    core::apply(state, read->recorded);
  core::apply(ledger, read->recorded);
  (void)core::describe(read->recorded.event);
}

void check_body(std::string_view line) {
  const std::size_t space = line.find(' ');
  if (space == line.npos)
    return;
  const std::string_view body = line.substr(space + 1);
  if (const auto event = core::decode_event(line.substr(0, space), body))
    check_event(*event, Json::parse(body));
  else
    must_be_one_clear_line(event.error().message);
}

void check_summary(std::string_view line) {
  const auto summary = core::decode_summary(line);
  if (!summary) {
    must_be_one_clear_line(summary.error().message);
    return;
  }
  const std::string written = core::encode_summary(*summary);
  must(agrees(Json::parse(written), Json::parse(line)), "no value is changed by reading it");
}

} // namespace

RELCTL_FUZZ_TARGET(event_json) {
  core::State state;
  core::Ledger ledger;
  for (const std::string_view line : lines_of(input)) {
    check_line(line, state, ledger);
    check_body(line);
    check_summary(line);
  }
  (void)core::standing_of(state);
  (void)core::summarise(state);
  (void)core::watched_now(state);
}

} // namespace relctl::fuzz
