// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>

namespace relctl::core {

/// What outlives a release: freezes and what is known of each plan's versions.
struct Ledger {
  struct Versions {
    std::set<std::string> known;
    std::string stable;                         ///< Empty: none yet.
    std::map<std::string, std::string> refused; ///< Version to reason.
    std::map<std::string, Instant> refused_at;  ///< Version to when, newest; stays when readmitted.
    std::optional<PlanFrozen> frozen;           ///< Since a rollback, until readmitted.
  };
  std::int64_t version = 0;
  std::int64_t position = 0;
  std::optional<Frozen> frozen;
  std::map<std::string, Versions> plans;             ///< By plan name.
  std::map<std::string, BaselineRecorded> baselines; ///< The newest, by `name/metric[series]`.
};

/// The newest record of that name for the series; null where there is none.
[[nodiscard]] const BaselineRecorded* find_baseline(const Ledger& ledger, const std::string& name,
                                                    const std::string& metric,
                                                    const std::string& series);

void apply(Ledger& ledger, const Recorded& recorded);

/// Whether a freeze (or a pause) that may have an end still holds.
[[nodiscard]] bool holds(const std::optional<Frozen>& frozen, Instant now);
[[nodiscard]] bool holds(const std::optional<Paused>& paused, Instant now);

/// The plan's versions; empty ones for a plan the ledger has not seen.
[[nodiscard]] const Ledger::Versions& versions_of(const Ledger& ledger, const std::string& plan);

} // namespace relctl::core
