// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "core/state.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace relctl::core {

/// One release in one row: what `list` shows without reading its events. Kept in the log's summary
/// table.
struct Summary {
  std::string plan;
  std::string title;
  std::string version;
  std::string stable;
  std::string stage;    ///< stage_name
  std::string phase;    ///< Of each track, parted by spaces.
  double traffic = 0.0; ///< The highest of them.
  std::string verdict;  ///< The worst of them; empty before the first.
  Instant opened_at;
  Instant updated_at;
  bool over = false;
  std::optional<std::string> kind;   ///< `observation`; none for a release.
  std::optional<std::string> doubts; ///< Steps that a way back went on past in doubt, by commas.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("plan", self.plan);
    visit("title", self.title);
    visit("version", self.version);
    visit("stable", self.stable);
    visit("stage", self.stage);
    visit("phase", self.phase);
    visit("traffic", self.traffic);
    visit("verdict", self.verdict);
    visit("opened_at_ms", self.opened_at);
    visit("updated_at_ms", self.updated_at);
    visit("over", self.over);
    visit("kind", self.kind);
    visit("doubts", self.doubts);
  }
};

[[nodiscard]] Summary summarise(const State& state);
[[nodiscard]] std::string encode_summary(const Summary& summary);
[[nodiscard]] Result<Summary> decode_summary(std::string_view json);
/// The first field in which `stored` says something else than `due`, with both, for a person. What
/// an older relctl did not know yet may be missing.
[[nodiscard]] std::optional<std::string> difference_of(const Summary& stored, Summary due);

} // namespace relctl::core
