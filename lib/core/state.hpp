// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fact_state.hpp"
#include "core/observation_state.hpp"
#include "core/outbox.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace relctl::core {

/// Where a release stands in its life.
enum class Stage {
  opening,
  ready,
  no_go,
  in_phase,
  rolling_back,
  rolled_back,
  incomplete,
  complete,
  closed,
  observing
};
[[nodiscard]] std::string_view stage_name(Stage stage);

struct StepState {
  enum class Status {
    running,
    waiting,
    to_verify,
    succeeded,
    failed,
    in_doubt,
    abandoned,
    skipped
  };
  StepAddress address;
  Status status = Status::running;
  int attempt = 1;
  Part part = Part::act;
  Instant first_started_at;
  Instant started_at; ///< Of the newest effect.
  std::int64_t started_position = 0;
  Instant ended_at; ///< Likewise, once it has ended.
  Instant since;    ///< When it came to stand so, by its end or by a person; not while it runs.
  Instant verify_began_at;
  std::optional<Instant> next_at; ///< When waiting.
  Duration timeout;
  std::string operation_key;
  std::string action;
  std::string detail;
  bool acted = false;          ///< The work itself ended well; only its verify is open.
  bool doubt_verified = false; ///< In doubt, and its verify has been tried without success.
  bool resolved = false;       ///< How it ended is a person's word.
  std::string stood_in_by;     ///< Failed, and this key's step is done in its place.
};
[[nodiscard]] std::string_view step_status_name(StepState::Status status);

struct PhaseState {
  std::string track;
  std::string id;
  double traffic = 0.0;
  Instant entered_at;
  std::optional<Instant> started_at;
  std::optional<Instant> passed_at;
  std::int64_t started_position = 0;
  std::optional<Clock> clock = {}; ///< When it started.
};

struct VerdictState {
  VerdictReached reached;
  Instant at;
  std::int64_t position = 0;
};

/// What is known of a track's current phase.
struct TrackState {
  std::optional<VerdictState> verdict; ///< After a rollback that of its observation.
  std::set<std::string> escalated;     ///< `cause/subject`
  bool is_told = false;                ///< A message has told of what troubles it now.
  std::optional<Instant> told_at;      ///< When one did last.
};

/// The newest drill of the way back.
struct DrillState {
  DrillStarted started;
  Instant at;
  std::optional<DrillEnded> ended;
};

struct RollbackState {
  RollbackRequested request;
  Instant requested_at;
  std::string requested_by;
  std::int64_t requested_position = 0;
  std::optional<RollbackStarted> started;
  bool overdue = false;
  std::optional<RollbackSettled> settled;
  Instant settled_at;
  std::int64_t settled_position = 0;
  Instant watched_since; ///< What it left is observed; the settlement, unless begun anew since.
  std::int64_t watched_position = 0;
  std::optional<Clock> clock = {}; ///< When that began.
  std::optional<CompensationSettled> compensated;
  Instant compensated_at;
  bool recovered = false;
};

/// A part of the release that was taken back while the rest stayed.
struct TakenBack {
  RollbackRequested request;
  Instant at;
  std::int64_t position = 0;
  Duration took;
};

/// One release, folded from its control events. Needs no plan to be read.
struct State {
  std::string release;
  ReleaseOpened opened;
  Instant opened_at;
  std::string opened_by;
  std::int64_t version = 0;  ///< Of the stream.
  std::int64_t position = 0; ///< Of the newest event folded.
  Instant last_event_at;
  Stage stage = Stage::opening;
  std::optional<StartDecided> start;
  std::vector<PhaseState> phases;             ///< Entered so far in any track, in order.
  std::map<std::string, TrackState> tracks;   ///< By id; those that have entered a phase.
  std::map<std::string, StepState> steps;     ///< By StepAddress::key().
  std::vector<std::string> step_order;        ///< Keys in order of their first start.
  std::map<std::string, AnswerState> answers; ///< By `phase/check`.
  std::map<std::string, ItemState> items;     ///< By `phase/check/item`.
  std::vector<ApprovalGiven> approvals;
  std::map<std::string, IncidentState> incidents;
  std::optional<Paused> paused;
  std::map<std::string, Waived> waivers;           ///< The newest, by subject.
  std::map<std::string, BaselinePinned> baselines; ///< By `metric[series]`.
  std::optional<ObservationState> observation;     ///< Set exactly when this is no release.
  std::set<std::string> prepared;        ///< `comms/incident` of messages already on record.
  Outbox outbox;                         ///< Messages not delivered yet. Nothing is decided by it.
  std::optional<RollbackState> rollback; ///< Of a scope only until it is settled.
  std::map<std::string, TakenBack> taken_back; ///< By scope.
  std::vector<AttachmentState> attachments;
  std::optional<DrillState> drill;
  std::optional<Instant> completed_at; ///< Stays when the release is closed.
};

/// Folds one event in. Ledger events and readings change nothing but version and position.
void apply(State& state, const Recorded& recorded);

/// The phase that was entered last, in any track.
[[nodiscard]] const PhaseState* current_phase(const State& state);
/// The phase of the track that was entered last.
[[nodiscard]] const PhaseState* current_phase(const State& state, const std::string& track);
/// The track's newest phase that has started: whose grid is polled and whose thresholds are judged.
/// While the next one is being entered it is still the one before.
[[nodiscard]] const PhaseState* observed_phase(const State& state, const std::string& track);
/// Measured and judged now: each track's observed phase, or `rollback` on the one that moved last.
struct Watched {
  std::string track;
  std::string phase;
  Instant since;
  std::int64_t position = 0; ///< Its readings lie behind it.
};
[[nodiscard]] std::vector<Watched> watched_now(const State& state);
/// The current phase of each track not taken back, in the order in which the tracks began.
[[nodiscard]] std::vector<const PhaseState*> current_phases(const State& state);
/// The verdict on the track's current phase; null before the first.
[[nodiscard]] const VerdictState* verdict_of(const State& state, const std::string& track);
/// The track's current phase has passed, and its gate still held when it was judged last.
[[nodiscard]] bool is_passed(const State& state, const std::string& track);
[[nodiscard]] const StepState* find_step(const State& state, const StepAddress& address);
/// Every step whose newest effect is begun and not ended.
[[nodiscard]] std::vector<const StepState*> running_steps(const State& state);
/// Nothing will happen to it any more, or only the observation after a rollback.
[[nodiscard]] bool is_over(const State& state);
/// The part has been taken back, or is being.
[[nodiscard]] bool is_taken_back(const State& state, const std::string& scope);
/// The whole track has been taken back, or is being.
[[nodiscard]] bool is_track_taken_back(const State& state, const std::string& track);
/// What was to be put right after the way back has begun and is not settled.
[[nodiscard]] bool is_compensating(const State& state);
/// A step of it could not be done; a person has to see to it.
[[nodiscard]] bool has_failed_compensation(const State& state);
/// Steps that a way back went past, nobody knowing how they ended: a person settles them.
[[nodiscard]] std::vector<const StepState*> doubts_left(const State& state);
/// A drill of the way back is under way.
[[nodiscard]] bool is_drilling(const State& state);
/// Traffic has been, or may have been, moved.
[[nodiscard]] bool is_exposed(const State& state);
/// Of a step's newest StepStarted: `release/track/phase/stage/step#attempt/part@unix-milliseconds`.
[[nodiscard]] std::string effect_id(const State& state, const StepState& step);

} // namespace relctl::core
