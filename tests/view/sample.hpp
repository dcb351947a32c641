// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "core/ledger.hpp"
#include "core/state.hpp"
#include "core/window.hpp"
#include "plan/plan.hpp"
#include "view/status.hpp"

#include <string>
#include <vector>

namespace relctl::view::test {

/// 2026-11-22T01:50:00Z, when the sample release is opened.
constexpr Instant k_opened{1'795'312'200'000};

[[nodiscard]] constexpr Instant at(Duration since_opened) {
  return k_opened + since_opened;
}

/// A plan with a Chinese title: internal (5%), p20 (a variable), bake; an error rate and a P95 for
/// each of two endpoints; a rollback with a point of no return.
[[nodiscard]] plan::Plan sample_plan();

/// The log of a release: events get positions and versions from 1 on, and are folded as they come.
struct Story {
  core::State state;
  core::Ledger ledger;
  core::Windows windows;
  std::vector<core::Recorded> events;

  Story();
  /// Of the only track.
  [[nodiscard]] const core::Window& window() const { return core::window_of(windows, "main"); }
  /// Appends the event at this time after the opening.
  Story& tell(Duration since_opened, core::Event event);
  /// Stores a reading in the window.
  Story& read(const std::string& metric, const std::string& series, Duration since_opened,
              std::optional<double> value, std::optional<plan::Cause> cause = {});
};

/// The sample plan's release, opened and started: 1.3.9 to 1.4.0.
[[nodiscard]] Story opened_story();
/// The same in phase p20, whose observation began after 40 minutes.
[[nodiscard]] Story story_in_p20();

/// A verdict that holds p20 for the given reasons.
[[nodiscard]] core::VerdictReached hold(std::vector<core::Reason> reasons);

[[nodiscard]] StatusSubject subject_of(const plan::Plan& plan, const Story& story,
                                       const std::vector<core::TrackFindings>& judged, Instant now);

/// A terminal of this width without colour.
[[nodiscard]] Style terminal(int width = 80);
[[nodiscard]] Style pipe();

/// The widest line in terminal columns.
[[nodiscard]] int widest_line(const std::string& text);

} // namespace relctl::view::test
