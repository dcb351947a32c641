// SPDX-License-Identifier: Apache-2.0
#include "view/log.hpp"

#include "base/text.hpp"
#include "core/standing.hpp"
#include "view/phrase.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::view {
namespace {

constexpr int k_time_columns = 20;
constexpr int k_position_columns = 6;
constexpr int k_actor_columns = 14;
constexpr int k_kind_columns = 18;

std::string right(std::string_view text, int columns) {
  const int space = std::max(0, columns - display_width(text));
  return std::string(static_cast<std::size_t>(space), ' ') + std::string(text);
}

std::string columns(std::string_view time, std::string_view position, std::string_view actor,
                    std::string_view kind) {
  return pad(time, k_time_columns) + right(position, k_position_columns) + "  " +
         pad(fit(actor, k_actor_columns), k_actor_columns) + "  " + pad(kind, k_kind_columns) +
         "  ";
}

} // namespace

Tone tone_of_event(const core::Event& event) {
  if (const auto* verdict = std::get_if<core::VerdictReached>(&event))
    return verdict->verdict == core::Verdict::promote    ? Tone::good
           : verdict->verdict == core::Verdict::rollback ? Tone::bad
                                                         : Tone::warn;
  if (const auto* settled = std::get_if<core::RollbackSettled>(&event))
    return settled->complete ? Tone::good : Tone::bad;
  if (const auto* ended = std::get_if<core::StepEnded>(&event))
    return ended->outcome == core::Outcome::succeeded ? Tone::plain : Tone::bad;
  if (const auto* ended = std::get_if<core::DeliveryEnded>(&event))
    return ended->outcome == core::Outcome::succeeded ? Tone::plain : Tone::warn;
  const std::string_view kind = core::kind_of(event);
  if (kind.starts_with("Rollback") || kind == "IncidentOpened" || kind == "StepInDoubt")
    return Tone::bad;
  return kind == "PhasePassed" || kind == "ReleaseCompleted" ? Tone::good : Tone::plain;
}

std::string log_header(const Style& style) {
  if (!style.terminal)
    return {};
  return paint(style, Tone::dim, columns("TIME", "POS", "ACTOR", "KIND") + "EVENT") + "\n";
}

std::string log_line(const core::Recorded& recorded, const Style& style) {
  const std::string what = one_line(core::describe(recorded.event));
  const std::string position = std::to_string(recorded.position);
  const std::string_view kind = core::kind_of(recorded.event);
  if (!style.terminal)
    return fmt::format("{}\t{}\t{}\t{}\t{}\n", format_instant(recorded.at), position,
                       one_line(recorded.actor), kind, what);
  return columns(time_text(recorded.at), position, one_line(recorded.actor), kind) +
         paint(style, tone_of_event(recorded.event), what) + "\n";
}

} // namespace relctl::view
