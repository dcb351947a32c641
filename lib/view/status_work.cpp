// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "view/conditions.hpp"
#include "view/gate.hpp"
#include "view/items.hpp"
#include "view/phrase.hpp"
#include "view/status_parts.hpp"
#include "view/table.hpp"

#include <fmt/format.h>

namespace relctl::view {
namespace {

using Status = core::StepState::Status;

bool is_open(const core::StepState& step) {
  return step.address.phase != "rollback" && step.status != Status::succeeded &&
         step.status != Status::abandoned && step.status != Status::skipped;
}

template <class Stop>
std::string stop_text(const Stop& stop, const char* what) {
  return fmt::format("{} by {}{}: {}", what, stop.as,
                     stop.until ? " until " + time_text(*stop.until) : "",
                     stop.reason.empty() ? "no reason given" : stop.reason);
}

/// An expired waiver stays in sight: what it covered holds the release again.
std::string waiver_text(const core::Waived& waived, Instant now) {
  return fmt::format("{} waived by {}: {}; {} {} ({})", waived.subject, waived.as,
                     one_line(waived.reason), now < waived.until ? "until" : "expired",
                     time_text(waived.until),
                     now < waived.until ? short_duration(waived.until - now) + " left"
                                        : short_duration(now - waived.until) + " ago");
}

std::string exposure_text(const Exposure& exposure) {
  std::string text =
      exposure.track == plan::k_main_track ? "exposure" : "exposure of " + exposure.track;
  if (exposure.wanted)
    text += fmt::format(" {} wanted", share_text(*exposure.wanted));
  if (!exposure.read_back) // Only a proxy can be asked where the traffic is.
    return text;
  return text + fmt::format(", {} read back at {}", share_text(*exposure.read_back),
                            format_clock(exposure.read_at));
}

Mark exposure_mark(const Exposure& exposure) {
  if (!exposure.wanted || !exposure.read_back)
    return Mark::idle;
  return exposure.differs ? Mark::bad : Mark::good;
}

} // namespace

Mark mark_of(Status status) {
  switch (status) {
  case Status::succeeded:
    return Mark::good;
  case Status::failed:
    return Mark::bad;
  case Status::in_doubt:
    return Mark::unknown;
  case Status::abandoned:
  case Status::skipped:
    return Mark::idle;
  case Status::running:
  case Status::waiting:
  case Status::to_verify:
    break;
  }
  return Mark::active;
}

std::string step_text(const core::StepState& step, Instant now) {
  std::string text = words_of(step_status_name(step.status));
  if (step.status == Status::running)
    text = fmt::format("{} {} of {}", step.part == core::Part::verify ? "verifying" : "running",
                       short_duration(now - step.started_at), format_duration(step.timeout));
  else if (step.status == Status::waiting && step.next_at)
    text += " until " + format_clock(*step.next_at);
  if (step.attempt > 1)
    text += fmt::format(", attempt {}", step.attempt);
  if (!step.detail.empty() && step.status != Status::running && step.status != Status::succeeded)
    text += ": " + one_line(step.detail);
  return text;
}

std::string steps_part(const StatusSubject& subject, const Style& style) {
  Table table({{""},
               {"STEP", Align::left, true},
               {"STATUS", Align::left, true},
               {"DOES", Align::left, true}});
  for (const std::string& key : subject.state.step_order) {
    const core::StepState& step = subject.state.steps.at(key);
    const Mark mark = mark_of(step.status);
    if (is_open(step) && step.stood_in_by.empty())
      table.add({mark_cell(mark),
                 plan::phase_name(step.address.track, step.address.phase) + "/" + step.address.step,
                 Cell(step_text(step, subject.now), tone_of(mark)), one_line(step.action)});
  }
  return table.aligned(style);
}

std::string facts_part(const StatusSubject& subject, const Style& style) {
  std::string text;
  const auto add = [&](Mark mark, const std::string& line) {
    text += paint(style, tone_of(mark), std::string(mark_text(mark)) + "  " + line) + "\n";
  };
  for (const Exposure& exposure : exposures_of(subject.plan, subject.state, subject.windows))
    if (exposure.wanted || exposure.read_back)
      add(exposure_mark(exposure), exposure_text(exposure));
  for (const auto& [scope, taken] : subject.state.taken_back)
    add(Mark::bad,
        fmt::format("{} was taken back to {} at {}, {} ago: {}", scope,
                    version_text(taken.request.to), time_text(taken.at),
                    short_duration(subject.now - taken.at), one_line(taken.request.reason)));
  for (const auto& [id, incident] : subject.state.incidents)
    if (!incident.closed)
      add(Mark::bad, incident_line(subject, incident));
  for (const auto& [name, waived] : subject.state.waivers)
    add(subject.now < waived.until ? Mark::unknown : Mark::idle, waiver_text(waived, subject.now));
  for (const core::ItemState* item : item_rows(subject.state, false))
    add(Mark::bad, fmt::format("{} found {}: {}", item->opened.check, item->opened.item,
                               one_line(item->opened.what)));
  if (core::holds(subject.state.paused, subject.now))
    add(Mark::unknown, stop_text(*subject.state.paused, "this release is paused"));
  if (core::holds(subject.ledger.frozen, subject.now))
    add(Mark::unknown, stop_text(*subject.ledger.frozen, "all releases are frozen"));
  if (const std::string left = core::undelivered_text(subject.state.outbox); !left.empty())
    add(Mark::unknown, "messages not delivered: " + left);
  for (const ConditionLine& line : status_conditions(subject))
    add(line.worries ? Mark::unknown : Mark::idle, line.text);
  return text;
}

} // namespace relctl::view
