// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"
#include "core/state.hpp"
#include "core/window.hpp"
#include "plan/plan.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::view {

/// Where a yes/no fact stands.
struct CheckRow {
  std::string id;
  std::string question; ///< What is asked of a person; empty for one that relctl runs.
  std::string role;     ///< Who may answer; empty is anybody.
  std::optional<bool> ok;
  std::string by;     ///< Who answered; empty for one that relctl runs.
  std::string detail; ///< What came with the answer, or how the command ended.
  int open_items = 0; ///< Differences that it found and nobody has closed: with any, `ok` is no.
};

/// `2 open items`
[[nodiscard]] std::string open_items_text(const CheckRow& row);

/// The checks of `before` (phase null) or of a phase, in the plan's order.
[[nodiscard]] std::vector<CheckRow> check_rows(const plan::Plan& plan, const plan::Phase* phase,
                                               const core::State& state);

/// The checks of a readmission.
[[nodiscard]] std::vector<CheckRow> readmission_rows(const plan::Plan& plan,
                                                     const core::State& state);

/// The checks that are due after completion.
[[nodiscard]] std::vector<CheckRow> after_rows(const plan::Plan& plan, const core::State& state);

struct ApprovalRow {
  std::string role;
  std::string title;
  bool given = false;
  std::string by;
};

[[nodiscard]] std::vector<ApprovalRow>
approval_rows(const plan::Plan& plan, const plan::Phase& phase, const core::State& state);

/// Where a track's traffic is to be, by the phase that is observed, and where it was found last.
struct Exposure {
  std::string track;
  std::optional<double> wanted; ///< None before the first phase and while a rollback moves it.
  std::optional<double> read_back;
  Instant read_at;
  bool differs = false; ///< It was moved by hand.
};

[[nodiscard]] Exposure exposure_of(const plan::Plan& plan, const core::State& state,
                                   const std::string& track, const core::Window& window);
/// Of every track that has entered a phase.
[[nodiscard]] std::vector<Exposure> exposures_of(const plan::Plan& plan, const core::State& state,
                                                 const core::Windows& windows);

/// The grid time of the newest reading of any metric of the plan in `windows`.
[[nodiscard]] std::optional<Instant> newest_reading_at(const plan::Plan& plan,
                                                       const core::Windows& windows);

/// Since when nobody has polled: set when the newest reading of any metric is more than two grid
/// steps of a metric of an observed phase behind `now` while the release is in a phase.
[[nodiscard]] std::optional<Instant> unattended_since(const plan::Plan& plan,
                                                      const core::State& state,
                                                      const core::Windows& windows, Instant now);

/// The reading that decides is not there because nobody has asked for it since `readings`: how the
/// metric stands is not known, and nothing is said against its data.
[[nodiscard]] bool is_unasked(const core::Finding& finding, const core::Window::Series& readings);

/// `▁▂?█`: the newest readings of the series in grid order, the lowest value lowest; `?` stands for
/// a reading without a value. Empty with fewer than two values.
[[nodiscard]] std::string sparkline(const core::Window::Series& readings, std::size_t most);

} // namespace relctl::view
