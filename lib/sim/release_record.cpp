// SPDX-License-Identifier: Apache-2.0
#include "core/names.hpp"
#include "engine/release_log.hpp"
#include "sim/redecision.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::sim {
namespace {

struct DecidedByRelctl {
  const std::string& release;

  bool operator()(const core::StartDecided&) const { return true; }
  bool operator()(const core::ReleaseCompleted&) const { return true; }
  bool operator()(const core::ReleaseRecovered&) const { return true; }
  bool operator()(const core::ReleaseClosed&) const { return true; }
  bool operator()(const core::PhaseEntered&) const { return true; }
  bool operator()(const core::PhaseStarted& e) const { return !e.clock_set_by; }
  bool operator()(const core::PhasePassed&) const { return true; }
  bool operator()(const core::VerdictReached&) const { return true; }
  bool operator()(const core::BaselinePinned&) const { return true; }
  bool operator()(const core::HoldEscalated&) const { return true; }
  bool operator()(const core::StepStarted&) const { return true; }
  bool operator()(const core::StepAbandoned&) const { return true; }
  bool operator()(const core::StepSkipped&) const { return true; }
  bool operator()(const core::IncidentOverdue&) const { return true; }
  bool operator()(const core::MessagePrepared&) const { return true; }
  bool operator()(const core::RollbackStarted&) const { return true; }
  bool operator()(const core::RollbackOverdue&) const { return true; }
  bool operator()(const core::RollbackSettled&) const { return true; }
  bool operator()(const core::CompensationSettled&) const { return true; }
  bool operator()(const core::DrillEnded&) const { return true; }
  bool operator()(const core::RollbackRequested& e) const { return e.automatic; }
  bool operator()(const core::VersionStable& e) const { return e.release == release; }
  bool operator()(const core::VersionRefused& e) const { return e.release == release; }
  bool operator()(const core::PlanFrozen& e) const { return e.release == release; }
  template <class Other>
  bool operator()(const Other&) const {
    return false;
  }
};

/// What a decision says, without the times and texts that follow from when it was made.
struct Essence {
  std::string operator()(const core::StartDecided& e) const { return e.go ? "go" : "no-go"; }
  std::string operator()(const core::PhaseEntered& e) const {
    return fmt::format("{}/{} {}", e.track, e.phase, e.traffic);
  }
  std::string operator()(const core::PhaseStarted& e) const { return e.track + "/" + e.phase; }
  std::string operator()(const core::PhasePassed& e) const { return e.track + "/" + e.phase; }
  std::string operator()(const core::VerdictReached& e) const {
    std::string text = fmt::format("{}/{} {}", e.track, e.phase, core::name_of(e.verdict));
    for (const core::Reason& reason : e.reasons)
      text += fmt::format(" {} {} {}", core::name_of(reason.cause), reason.subject, reason.blocks);
    return text;
  }
  std::string operator()(const core::BaselinePinned& e) const {
    return fmt::format("{}/{} {}[{}] {}", e.track, e.phase, e.metric, e.series, e.value);
  }
  std::string operator()(const core::HoldEscalated& e) const {
    return fmt::format("{}/{} {} {} {}", e.track, e.phase, e.cause, e.subject, e.then);
  }
  std::string operator()(const core::StepStarted& e) const {
    return fmt::format("{} {} {}", e.address.key(), e.attempt, core::name_of(e.part));
  }
  std::string operator()(const core::StepAbandoned& e) const { return e.address.key(); }
  std::string operator()(const core::StepSkipped& e) const { return e.address.key(); }
  std::string operator()(const core::IncidentOverdue& e) const { return e.incident; }
  std::string operator()(const core::MessagePrepared& e) const {
    return fmt::format("{} {}/{} {}", e.comms, e.track, e.phase, e.subject);
  }
  std::string operator()(const core::RollbackRequested& e) const { return e.scope + " " + e.to; }
  std::string operator()(const core::RollbackSettled& e) const {
    return fmt::format("{} {}", e.scope, e.complete);
  }
  std::string operator()(const core::CompensationSettled& e) const {
    return fmt::format("{}", e.complete);
  }
  template <class Other>
  std::string operator()(const Other&) const {
    return {};
  }
};

} // namespace

Result<ReleaseRecord> read_record(ports::AuditLog& log, const std::string& release) {
  ReleaseRecord record{release, {}};
  for (const std::string& stream : {release, std::string(ports::k_ledger_stream)}) {
    RELCTL_TRY_ASSIGN(const auto records, log.read({stream, 0, ports::Slice::all, 0}));
    if (stream == release && records.empty())
      return fail(
          ErrorKind::not_found,
          fmt::format("there is no release '{}' in the log; see 'relctl list --all'", release));
    for (const ports::Record& each : records) {
      RELCTL_TRY_ASSIGN(auto event, engine::decode(each));
      record.events.push_back(std::move(event));
    }
  }
  std::sort(record.events.begin(), record.events.end(),
            [](const auto& a, const auto& b) { return a.position < b.position; });
  return record;
}

bool is_decided(const ReleaseRecord& record, const core::Recorded& recorded) {
  return std::visit(DecidedByRelctl{record.release}, recorded.event);
}

bool is_same_decision(const core::Event& a, const core::Event& b) {
  return a.index() == b.index() && std::visit(Essence{}, a) == std::visit(Essence{}, b);
}

namespace {

bool is_same_and_near(const core::Recorded& a, const core::Recorded& b) {
  return is_same_decision(a.event, b.event) && a.at <= b.at + k_one_look &&
         b.at <= a.at + k_one_look;
}

/// Whether it is made at another time without the change.
bool has_moved(const core::Recorded& made, const Redecision& unchanged) {
  const auto& events = unchanged.events;
  auto event = std::lower_bound(events.begin(), events.end(), made.at - k_one_look,
                                [](const core::Recorded& e, Instant at) { return e.at < at; });
  bool is_known = false;
  for (; event != events.end() && event->at <= made.at + k_one_look; ++event) {
    if (!is_same_decision(event->event, made.event))
      continue;
    if (event->at == made.at)
      return false;
    is_known = true;
  }
  return is_known;
}

} // namespace

std::vector<DecisionRow> compare_decisions(const ReleaseRecord& record, const Redecision& unchanged,
                                           const Redecision& redecided, Instant until) {
  const auto decisions = [&](const std::vector<core::Recorded>& events) {
    std::vector<const core::Recorded*> all;
    for (const core::Recorded& event : events)
      if (event.at <= until && is_decided(record, event))
        all.push_back(&event);
    return all;
  };
  const auto before = decisions(record.events);
  const auto after = decisions(redecided.events);
  std::vector<DecisionRow> rows;
  for (std::size_t i = 0, j = 0; i < before.size() || j < after.size();) {
    const bool has_both = i < before.size() && j < after.size();
    const bool is_same =
        has_both && is_same_and_near(*before[i], *after[j]) && !has_moved(*after[j], unchanged);
    const bool is_before =
        is_same || j == after.size() || (has_both && before[i]->at <= after[j]->at);
    rows.push_back({is_before ? before[i] : after[j], is_before, is_same || !is_before});
    i += is_before ? 1 : 0;
    j += is_same || !is_before ? 1 : 0;
  }
  return rows;
}

} // namespace relctl::sim
