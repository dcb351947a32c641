// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"
#include "core/state.hpp"
#include "view/style.hpp"

#include <string>
#include <vector>

namespace relctl::view {

/// A decision, and which of the two courses of the release has it.
struct WhatIfRow {
  const core::Recorded& recorded;
  bool is_on_record = false;
  bool is_redecided = false;
};

/// A release as it went, and as it would have gone under a changed plan.
struct WhatIfSubject {
  std::vector<std::string> changes; ///< As given.
  std::vector<WhatIfRow> rows;      ///< All decisions of both up to `until`, in order.
  const core::State& on_record;     ///< Both as they stood at `until`.
  const core::State& redecided;
  Instant until;
  std::string unknown; ///< Why nothing can be said of what came then; empty: the record ends.
};

/// What would have been different and when, how both stood in the end, and from when on nothing is
/// known.
[[nodiscard]] std::string what_if_text(const WhatIfSubject& subject, const Style& style);

/// The same as one document, `relctl.what_if/1`.
[[nodiscard]] std::string what_if_json(const WhatIfSubject& subject);

} // namespace relctl::view
