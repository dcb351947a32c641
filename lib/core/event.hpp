// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event_conclusion.hpp"
#include "core/event_delivery.hpp"
#include "core/event_fact.hpp"
#include "core/event_incident.hpp"
#include "core/event_item.hpp"
#include "core/event_observation.hpp"
#include "core/event_phase.hpp"
#include "core/event_release.hpp"
#include "core/event_rollback.hpp"
#include "core/event_step.hpp"
#include "core/event_version.hpp"

#include <cstdint>
#include <variant>

namespace relctl::core {

/// Everything that can happen, in the past tense. Kinds and fields are a persisted contract:
/// additions only.
using Event = std::variant<
    ReleaseOpened, StartDecided, ReleaseCompleted, ReleaseAborted, ReleaseRecovered, ReleaseClosed,
    VersionKnown, VersionStable, VersionRefused, VersionReadmitted, PhaseEntered, PhaseStarted,
    PhasePassed, ReadingsTaken, VerdictReached, BaselinePinned, HoldEscalated, StepStarted,
    StepEnded, StepInDoubt, StepResolved, StepAbandoned, StepSkipped, CheckAnswered, ApprovalGiven,
    IncidentOpened, IncidentAcknowledged, IncidentClosed, Paused, Resumed, Frozen, Unfrozen,
    NoteAdded, MessagePrepared, RollbackRequested, RollbackStarted, RollbackOverdue,
    RollbackResumed, RollbackSettled, CompensationSettled, ItemOpened, ItemClosed, Waived,
    ObservationOpened, ScheduleReached, SampleTaken, FirstSampleConfirmed, CheckpointReached,
    MissDecided, LivenessLost, FindingNoted, ObservationEnded, ObservationSigned, BaselineRecorded,
    ManifestFilled, IncidentOverdue, FileAttached, PlanFrozen, PlanReadmitted, DrillStarted,
    DrillEnded, DeliveryStarted, DeliveryEnded>;

/// An event with where, when and by whom it was recorded.
struct Recorded {
  std::int64_t position = 0;
  std::int64_t version = 0;
  Instant at;
  std::string actor;
  Event event;
};

[[nodiscard]] std::string_view kind_of(const Event& event);

/// Ledger events outlive a release and go to the stream `ledger`.
[[nodiscard]] bool is_ledger_event(const Event& event);

/// Whether it is about exposing something and taking it back, as only a release does; an
/// observation exposes nothing.
[[nodiscard]] bool is_of_exposure(const Event& event);

/// The track that the event belongs to; empty for events of the whole release.
[[nodiscard]] std::string track_of(const Event& event);

template <class... Functions>
struct Overload : Functions... {
  using Functions::operator()...;
};
template <class... Functions>
Overload(Functions...) -> Overload<Functions...>;

} // namespace relctl::core
