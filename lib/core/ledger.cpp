// SPDX-License-Identifier: Apache-2.0
#include "core/ledger.hpp"

namespace relctl::core {
namespace {

struct Fold {
  Ledger& ledger;

  template <class Other>
  void operator()(const Other&) {}
  void operator()(const Frozen& e) { ledger.frozen = e; }
  void operator()(const Unfrozen&) { ledger.frozen.reset(); }
  void operator()(const VersionKnown& e) { ledger.plans[e.plan].known.insert(e.version); }
  void operator()(const VersionStable& e) {
    ledger.plans[e.plan].known.insert(e.version);
    ledger.plans[e.plan].stable = e.version;
  }
  void operator()(const VersionRefused& e) { ledger.plans[e.plan].refused[e.version] = e.reason; }
  void operator()(const VersionReadmitted& e) { ledger.plans[e.plan].refused.erase(e.version); }
};

} // namespace

void apply(Ledger& ledger, const Recorded& recorded) {
  if (!is_ledger_event(recorded.event))
    return;
  ledger.version = recorded.version;
  ledger.position = recorded.position;
  std::visit(Fold{ledger}, recorded.event);
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

} // namespace relctl::core
