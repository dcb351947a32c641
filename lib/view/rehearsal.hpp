// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "core/state.hpp"
#include "plan/plan.hpp"
#include "view/json_form.hpp"
#include "view/style.hpp"
#include "view/test_results.hpp"

#include <string>
#include <vector>

namespace relctl::view {

/// A rehearsed release, for people and programs.
struct RehearsalSubject {
  const plan::Plan& plan;
  std::string scenario;                      ///< Name of the case; empty for the healthy path.
  const std::vector<core::Recorded>& events; ///< Without readings, in order.
  const core::State& state;                  ///< At the end.
  Instant ended;
  std::string remark;                ///< What is odd about the rehearsal itself; empty for nothing.
  std::vector<TestMiss> misses = {}; ///< What the scenario expected and did not come.
};

/// Who is exposed from when on: a line each time that a share was reached.
struct ExposureRow {
  Instant from;
  std::string phase;
  double share = 0.0;
};
[[nodiscard]] std::vector<ExposureRow> exposure_rows(const std::vector<core::Recorded>& events);

/// What happened, each line with the virtual time since the opening; messages in full; then
/// exposure over time, and how it ended.
[[nodiscard]] std::string rehearsal_text(const RehearsalSubject& subject, const Style& style);

/// The same as one document, `relctl.rehearsal/1`.
[[nodiscard]] std::string rehearsal_json(const RehearsalSubject& subject,
                                         JsonForm form = JsonForm::document);

} // namespace relctl::view
