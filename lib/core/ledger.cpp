// SPDX-License-Identifier: Apache-2.0
#include "core/ledger.hpp"

#include "core/window.hpp"

namespace relctl::core {
namespace {

std::string baseline_key(const std::string& name, const std::string& metric,
                         const std::string& series) {
  return name + "/" + series_key(metric, series);
}

struct FoldLedger {
  Ledger& ledger;
  Instant at;

  template <class Other>
  void operator()(const Other&) {}
  void operator()(const Frozen& e) { ledger.frozen = e; }
  void operator()(const Unfrozen&) { ledger.frozen.reset(); }
  void operator()(const VersionKnown& e) { ledger.plans[e.plan].known.insert(e.version); }
  void operator()(const VersionStable& e) {
    ledger.plans[e.plan].known.insert(e.version);
    ledger.plans[e.plan].stable = e.version;
  }
  void operator()(const VersionRefused& e) {
    ledger.plans[e.plan].refused[e.version] = e.reason;
    ledger.plans[e.plan].refused_at[e.version] = at;
  }
  void operator()(const VersionReadmitted& e) { ledger.plans[e.plan].refused.erase(e.version); }
  void operator()(const BaselineRecorded& e) {
    ledger.baselines[baseline_key(e.name, e.metric, e.series)] = e;
  }
  void operator()(const PlanFrozen& e) { ledger.plans[e.plan].frozen = e; }
  void operator()(const PlanReadmitted& e) { ledger.plans[e.plan].frozen.reset(); }
};

} // namespace

void apply(Ledger& ledger, const Recorded& recorded) {
  if (!is_ledger_event(recorded.event))
    return;
  ledger.version = recorded.version;
  ledger.position = recorded.position;
  std::visit(FoldLedger{ledger, recorded.at}, recorded.event);
}

bool holds(const std::optional<Frozen>& frozen, Instant now) {
  return frozen && (!frozen->until || now < *frozen->until);
}

bool holds(const std::optional<Paused>& paused, Instant now) {
  return paused && (!paused->until || now < *paused->until);
}

const Ledger::Versions& versions_of(const Ledger& ledger, const std::string& plan) {
  static const Ledger::Versions k_none;
  const auto found = ledger.plans.find(plan);
  return found == ledger.plans.end() ? k_none : found->second;
}

const BaselineRecorded* find_baseline(const Ledger& ledger, const std::string& name,
                                      const std::string& metric, const std::string& series) {
  const auto found = ledger.baselines.find(baseline_key(name, metric, series));
  return found == ledger.baselines.end() ? nullptr : &found->second;
}

} // namespace relctl::core
