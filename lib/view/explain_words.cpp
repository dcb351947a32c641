// SPDX-License-Identifier: Apache-2.0
#include "view/explain_words.hpp"

#include <array>
#include <utility>

namespace relctl::view {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 63> k_meanings{{
    {"ReleaseOpened", "One version began to go through one plan; the plan and its variables are "
                      "pinned and cannot change for this release."},
    {"StartDecided", "The preconditions were judged: go or no-go. Nothing is exposed by it; a "
                     "later decision replaces it."},
    {"ReleaseCompleted", "The last phase passed: the version is the stable one now."},
    {"ReleaseAborted", "The release was given up before anything was exposed."},
    {"ReleaseRecovered", "After the rollback every hard metric stayed within its target for the "
                         "whole observation."},
    {"ReleaseClosed", "Nothing more will happen to this release."},
    {"VersionKnown", "The ledger learned of a version of this plan."},
    {"VersionStable", "The ledger's stable version changed: the next release goes back to it."},
    {"VersionRefused", "The version was rolled back and is refused until a person readmits it."},
    {"VersionReadmitted", "A refused version may come back: a person said so, or the readmission "
                          "checks passed."},
    {"PhaseEntered", "The phase's steps began; its exposure was about to change."},
    {"PhaseStarted", "The last step of the phase was verified: its observation and its grid of "
                     "measurements began here."},
    {"PhasePassed", "The phase's gate held: the next phase may be entered."},
    {"ReadingsTaken", "One tick of measurements; verdicts cite its position."},
    {"VerdictReached", "The gate was judged, and the verdict or the set of its reasons changed."},
    {"BaselinePinned", "A baseline is kept: used where the stable version no longer has the "
                       "traffic to measure one, or, if recorded, from the start on."},
    {"HoldEscalated", "A hold outlasted the time that the plan gives it."},
    {"StepStarted", "The intent to act: on record before the effect began."},
    {"StepEnded", "How the effect ended, and what follows."},
    {"StepInDoubt", "The step began and nobody can say how it ended; it is not run again until "
                    "that is settled."},
    {"StepResolved", "A step that was in doubt or had failed was settled: by a person, or because "
                     "its check was asked again."},
    {"StepAbandoned", "A rollback does not wait for this forward step."},
    {"StepSkipped", "The step was not run."},
    {"CheckAnswered", "A person answered a check."},
    {"ApprovalGiven", "A person let the release leave a phase or pass a point of no return."},
    {"IncidentOpened", "An incident was declared; the plan says which severities hold or roll "
                       "back."},
    {"IncidentAcknowledged", "Somebody took the incident on."},
    {"IncidentClosed", "The incident is over and no longer blocks."},
    {"Paused", "This release enters no further phase; a rollback is never blocked."},
    {"Resumed", "The pause is over."},
    {"Frozen", "No release enters a phase; a rollback is never blocked."},
    {"Unfrozen", "The freeze is over."},
    {"NoteAdded", "A person's remark; it decides nothing."},
    {"MessagePrepared", "A message as it was rendered with the decision it belongs to."},
    {"RollbackRequested", "Somebody, or a verdict, wanted the stable version back; from here on "
                          "nothing moves forward."},
    {"RollbackStarted", "The first rollback step was about to run; the deadline counts from the "
                        "request."},
    {"RollbackOverdue", "The deadline passed and the rollback was not done: a person is needed."},
    {"RollbackResumed", "A person continued an incomplete rollback; failed steps run again."},
    {"RollbackSettled", "All rollback steps ran and were verified, or one could not be."},
    {"Waived", "A person answers for going on without this until then; a breach that rolls back is "
               "not waived by it."},
    {"ObservationOpened", "A plan's metrics are sampled without a release; the plan and its "
                          "variables are pinned."},
    {"ScheduleReached", "A clock time of the observation's schedule came."},
    {"SampleTaken", "Every metric was read at one grid time, or could not be."},
    {"FirstSampleConfirmed", "The first sample was looked at: whether everything that is to be "
                             "measured answers."},
    {"CheckpointReached", "A person's question was due; it is open until somebody answers it."},
    {"MissDecided", "A target was missed, and this followed."},
    {"LivenessLost", "The liveness probe failed: the only thing for which an observation may go "
                     "back."},
    {"FindingNoted", "A person's finding, with its impact; it goes into the report."},
    {"ObservationEnded", "The observation is over; its report is complete but for signatures."},
    {"ObservationSigned", "A person stands for the observation's conclusion."},
    {"BaselineRecorded", "The ledger learned what an observation measured; later releases can be "
                         "judged by it."},
    {"CompensationSettled", "What the plan puts right after the way back was done, or a step of it "
                            "could not be."},
    {"ItemOpened", "A check found a difference; it blocks until a person closes it."},
    {"ItemClosed", "A person dealt with the difference; it no longer blocks."},
    {"ManifestFilled", "Values or versions that the start lacked were handed in; they are pinned "
                       "from here on."},
    {"IncidentOverdue", "Nobody acknowledged the incident within the time that the plan gives."},
    {"FileAttached", "A file was kept as evidence; its digest shows whether it is still the same."},
    {"PlanFrozen", "After a rollback no release of this plan starts until it is readmitted."},
    {"PlanReadmitted", "The readmission checks passed, or a person said so: releases of this plan "
                       "may start again."},
    {"DrillStarted", "The way back was rehearsed: only steps that the plan has for a drill run."},
    {"DeliveryStarted", "A message is about to be sent to a channel; nothing waits for it."},
    {"DeliveryEnded", "Whether the channel took the message; nothing is decided by it."},
    {"DrillEnded", "How the drill of the way back went; no version changed by it."},
}};

static_assert(k_meanings.size() == std::variant_size_v<core::Event>);

} // namespace

std::string_view meaning_of(const core::Event& event) {
  for (const auto& [kind, meaning] : k_meanings)
    if (kind == core::kind_of(event))
      return meaning;
  return {};
}

std::string_view way_out_of(plan::Cause cause) {
  using plan::Cause;
  switch (cause) {
  case Cause::nodata:
    return "a reading with a value: look whether the series exists and has the labels of the query";
  case Cause::nan:
    return "a reading that is a number: 0/0 comes from no traffic";
  case Cause::stale:
    return "newer samples from the source";
  case Cause::thin:
    return "more traffic inside the window";
  case Cause::many:
    return "a query that answers with one series";
  case Cause::provider_error:
    return "a source that answers, and a query that it understands";
  case Cause::timeout:
    return "a source that answers within its timeout";
  case Cause::before_phase:
    return "time: the first whole window inside the phase";
  case Cause::pending:
    return "readings within the limit, or a breach once the shape is complete";
  case Cause::breach:
    return "a rollback, or a fix and a new release; a breach that holds is forgotten after another "
           "whole "
           "observation without one";
  case Cause::target:
    return "a newest reading that meets the target";
  case Cause::coverage:
    return "more good readings: the share of good grid points rises with each";
  case Cause::gap:
    return "good readings until the gap lies outside the observation";
  case Cause::baseline:
    return "a usable baseline: traffic on the stable version, or a fixed value in the plan";
  case Cause::observing:
    return "time: the end of the observation";
  case Cause::approval:
    return "`relctl approve` in the role that is asked for";
  case Cause::check:
    return "`relctl check` with a yes, or a check command that succeeds";
  case Cause::incident:
    return "`relctl incident close`";
  case Cause::paused:
    return "`relctl resume`, or the end of the pause";
  case Cause::frozen:
    return "`relctl unfreeze`, or the end of the freeze";
  case Cause::step_failed:
    return "`relctl resolve`, after the step's cause is put right";
  case Cause::step_in_doubt:
    return "`relctl resolve`, once somebody has looked how the step ended";
  case Cause::taken_back:
    return "`relctl approve scope/NAME`, for the rest to go on; else `relctl rollback`";
  case Cause::exposure:
    return "traffic back where relctl put it; `relctl resolve STEP rerun` puts it there again";
  case Cause::item:
    return "`relctl item close`, once somebody has dealt with the difference";
  case Cause::window:
    return "time: the next opening or departure; or `relctl approve window` where the plan lets it";
  case Cause::component:
    return "`relctl start` with --component, or versions that the matrix knows together";
  case Cause::variable:
    return "`relctl start` with --set or --vars";
  }
  return {};
}

} // namespace relctl::view
