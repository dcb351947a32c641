// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "core/check_answer.hpp"
#include "core/names.hpp"
#include "core/readings_taken.hpp"
#include "core/standing.hpp"
#include "core/window.hpp"
#include "core/wording.hpp"
#include "plan/plan.hpp"

#include <fmt/format.h>

namespace relctl::core {
namespace {

std::string because(const std::string& reason) {
  return reason.empty() ? "" : ": " + reason;
}
std::string by(const std::string& as) {
  return as.empty() ? "" : " by " + as;
}

std::string of(const std::string& scope) {
  return scope.empty() ? "" : " of " + scope;
}

template <class PhaseEvent>
std::string name(const PhaseEvent& event) {
  return plan::phase_name(event.track, event.phase);
}
/// A plan without tracks has only one phase at a time.
template <class PhaseEvent>
std::string in_track(const PhaseEvent& event) {
  return event.track.empty() || event.track == plan::k_main_track ? "" : " in " + name(event);
}

struct DescribeEvent {
  std::string operator()(const ReleaseOpened& e) const {
    return fmt::format("release of {} {} opened, {} is stable, plan {}", e.plan, e.version,
                       e.stable.empty() ? "nothing" : e.stable, e.plan_digest.substr(0, 12));
  }
  std::string operator()(const StartDecided& e) const {
    return e.go ? "go" : "no-go" + because(word_reasons(e.reasons));
  }
  std::string operator()(const ReleaseCompleted& e) const { return e.version + " is complete"; }
  std::string operator()(const ReleaseAborted& e) const {
    return "aborted before any exposure" + because(e.reason);
  }
  std::string operator()(const ReleaseRecovered& e) const {
    return "recovered " + format_duration(e.took) + " after the rollback was asked for";
  }
  std::string operator()(const ReleaseClosed& e) const { return "closed" + because(e.reason); }
  std::string operator()(const VersionKnown& e) const {
    return fmt::format("{} {} is known", e.plan, e.version);
  }
  std::string operator()(const VersionStable& e) const {
    return fmt::format("{} {} is stable", e.plan, e.version);
  }
  std::string operator()(const VersionRefused& e) const {
    return fmt::format("{} {} is refused", e.plan, e.version) + because(e.reason);
  }
  std::string operator()(const VersionReadmitted& e) const {
    return fmt::format("{} {} is readmitted", e.plan, e.version) + because(e.reason);
  }
  std::string operator()(const ManifestFilled& e) const {
    std::vector<std::string> parts;
    for (const auto& [name, value] : e.vars)
      parts.push_back(name);
    for (const auto& [name, version] : e.components)
      parts.push_back(name + " " + version);
    return "handed in" + by(e.as) + because(join(parts, ", "));
  }
  std::string operator()(const PlanFrozen& e) const {
    return fmt::format("releases of {} are frozen", e.plan) + because(e.reason);
  }
  std::string operator()(const PlanReadmitted& e) const {
    return fmt::format("releases of {} are readmitted{}", e.plan, by(e.as)) + because(e.reason);
  }
  std::string operator()(const PhaseEntered& e) const {
    return fmt::format("entering {} at {}", name(e), format_quantity(e.traffic, Dimension::ratio));
  }
  std::string operator()(const PhaseStarted& e) const {
    if (!e.clock_set_by)
      return name(e) + " has started";
    return fmt::format("{} is observed anew: the clock of this machine was set {} by {}", name(e),
                       *e.clock_set_by < Duration{} ? "back" : "on",
                       format_duration({std::abs(e.clock_set_by->ms)}));
  }
  std::string operator()(const PhasePassed& e) const { return name(e) + " has passed"; }
  std::string operator()(const ReadingsTaken& e) const {
    return fmt::format("{} readings in {}", count_readings(e), name(e));
  }
  std::string operator()(const VerdictReached& e) const {
    return fmt::format("verdict {}{}{}", name_of(e.verdict), in_track(e),
                       because(word_reasons(e.reasons)));
  }
  std::string operator()(const BaselinePinned& e) const {
    return fmt::format("baseline of {} pinned at {}{}", series_key(e.metric, e.series),
                       format_quantity(e.value, Dimension::none),
                       e.recorded.empty() ? ""
                                          : fmt::format(", recorded by {}, measured {}", e.recorded,
                                                        format_instant(e.measured_at)));
  }
  std::string operator()(const HoldEscalated& e) const {
    return fmt::format("hold on {} ({}){} has lasted too long: {}", e.subject, e.cause, in_track(e),
                       e.then);
  }
  std::string operator()(const StepStarted& e) const {
    return fmt::format("step {} begins (attempt {}): {}", e.address.step, e.attempt, e.action);
  }
  std::string operator()(const StepEnded& e) const {
    std::string text =
        fmt::format("step {} {}{}", e.address.step, e.part == Part::verify ? "verification " : "",
                    name_of(e.outcome));
    text += because(e.detail);
    return e.next == Next::retry ? text + "; will be tried again" : text;
  }
  std::string operator()(const StepInDoubt& e) const {
    return fmt::format("step {} is in doubt", e.address.step) + because(e.reason);
  }
  std::string operator()(const StepResolved& e) const {
    return fmt::format("step {} resolved as {}", e.address.step, e.resolution) + because(e.reason);
  }
  std::string operator()(const StepAbandoned& e) const {
    return fmt::format("step {} abandoned", e.address.step) + because(e.reason);
  }
  std::string operator()(const StepSkipped& e) const {
    return fmt::format("step {} skipped", e.address.step) + because(e.reason);
  }
  std::string operator()(const CheckAnswered& e) const {
    return fmt::format("check {} {}{}", e.check, e.ok ? "yes" : "no", by(e.as)) +
           because(word_answer(e));
  }
  std::string operator()(const ItemOpened& e) const {
    return fmt::format("item {} of check {} opened", e.item, e.check) + because(e.what);
  }
  std::string operator()(const ItemClosed& e) const {
    return fmt::format("item {} of check {} closed{}", e.item, e.check, by(e.as)) +
           because(e.reason);
  }
  std::string operator()(const ApprovalGiven& e) const {
    return fmt::format("{} approved{}{}{}", e.subject, e.role.empty() ? "" : " as " + e.role,
                       by(e.as), e.until ? " until " + format_instant(*e.until) : "") +
           because(e.reason);
  }
  std::string operator()(const IncidentOpened& e) const {
    return fmt::format("incident {} {}{} opened{}", e.incident, e.severity,
                       e.scope.empty() ? "" : " in " + e.scope, by(e.as)) +
           because(e.summary);
  }
  std::string operator()(const IncidentAcknowledged& e) const {
    return fmt::format("incident {} acknowledged{}", e.incident, by(e.as));
  }
  std::string operator()(const IncidentOverdue& e) const {
    return fmt::format("incident {} {} has not been acknowledged within {}", e.incident, e.severity,
                       format_duration(e.respond));
  }
  std::string operator()(const IncidentClosed& e) const {
    return fmt::format("incident {} closed{}", e.incident, by(e.as)) + because(e.reason);
  }
  std::string operator()(const Paused& e) const { return "paused" + by(e.as) + because(e.reason); }
  std::string operator()(const Resumed& e) const {
    return "resumed" + by(e.as) + because(e.reason);
  }
  std::string operator()(const Frozen& e) const {
    return "all releases frozen" + by(e.as) + because(e.reason);
  }
  std::string operator()(const Unfrozen& e) const {
    return "freeze lifted" + by(e.as) + because(e.reason);
  }
  std::string operator()(const Waived& e) const {
    return fmt::format("{} waived{} until {}", e.subject, by(e.as), format_instant(e.until)) +
           because(e.reason);
  }
  std::string operator()(const ObservationOpened& e) const {
    return fmt::format("observation of {} opened: {} sample{}, one every {}", e.plan, e.samples,
                       e.samples == 1 ? "" : "s", format_duration(e.every));
  }
  std::string operator()(const ScheduleReached& e) const { return e.clock + " " + e.title; }
  std::string operator()(const SampleTaken& e) const {
    return fmt::format("sample {}", e.sample) + because(e.text);
  }
  std::string operator()(const FirstSampleConfirmed& e) const {
    return fmt::format("first sample {}{}", e.ok ? "confirmed" : "not confirmed", by(e.as)) +
           because(e.text);
  }
  std::string operator()(const CheckpointReached& e) const {
    return fmt::format("checkpoint {} is due at sample {}, for `relctl check {} yes` or no",
                       e.check, e.sample, e.check) +
           because(e.ask);
  }
  std::string operator()(const MissDecided& e) const {
    return fmt::format("after sample {}: {}{}{}", e.sample, e.choice,
                       e.extend_by > 0 ? fmt::format(" by {} sample{}", e.extend_by,
                                                     e.extend_by == 1 ? "" : "s")
                                       : "",
                       by(e.as)) +
           because(e.reason.empty() ? join(e.subjects, ", ") : e.reason);
  }
  std::string operator()(const LivenessLost& e) const {
    return fmt::format("the service is not alive at sample {}{}", e.sample,
                       e.release.empty() ? "" : "; release " + e.release + " goes back") +
           because(e.detail);
  }
  std::string operator()(const FindingNoted& e) const {
    return fmt::format("finding of {} impact{}", e.impact, by(e.as)) + because(e.text);
  }
  std::string operator()(const ObservationEnded& e) const {
    return "observation " + e.conclusion + because(join(e.reasons, "; "));
  }
  std::string operator()(const ObservationSigned& e) const {
    return fmt::format("signed{} as {}", by(e.as), e.conclusion);
  }
  std::string operator()(const BaselineRecorded& e) const {
    return fmt::format("baseline {} of {} recorded by {}: mean {} of {} samples", e.name,
                       series_key(e.metric, e.series), e.id,
                       format_quantity(e.mean, Dimension::none), e.samples);
  }
  std::string operator()(const NoteAdded& e) const { return "note" + by(e.as) + because(e.text); }
  std::string operator()(const FileAttached& e) const {
    return fmt::format("file {} attached{}, {} bytes, sha256 {}", e.name, by(e.as), e.size,
                       e.sha256.substr(0, 12)) +
           because(e.title);
  }
  std::string operator()(const MessagePrepared& e) const {
    return fmt::format("message {}: {}", e.comms, one_line(e.text, 120));
  }
  std::string operator()(const DeliveryStarted& e) const {
    return fmt::format("message {} goes to {}", e.comms, e.channel) +
           (e.attempt > 1 ? fmt::format(", attempt {}", e.attempt) : "");
  }
  std::string operator()(const DeliveryEnded& e) const {
    const bool is_delivered = e.outcome == Outcome::succeeded;
    return fmt::format("message {} {} {}", e.comms,
                       is_delivered ? "delivered to" : "not delivered to", e.channel) +
           because(e.detail) +
           (is_delivered || e.next_at ? "" : fmt::format("; given up after attempt {}", e.attempt));
  }
  std::string operator()(const RollbackRequested& e) const {
    return fmt::format("rollback{} to {} asked for {}", of(e.scope), e.to,
                       e.automatic ? "by relctl" : "by " + e.as) +
           because(e.reason);
  }
  std::string operator()(const DrillStarted& e) const {
    return fmt::format("drill of the rollback to {} begins{}", e.to, by(e.as)) + because(e.reason);
  }
  std::string operator()(const DrillEnded& e) const {
    std::string text = e.complete ? "drill complete" : "drill incomplete";
    if (e.done_after)
      text += ", done after " + format_duration(*e.done_after);
    if (e.recovered_after)
      text += ", recovered after " + format_duration(*e.recovered_after);
    if (e.complete && !e.in_time)
      text += ", later than the rollback's deadline allows";
    return text + because(word_reasons(e.reasons));
  }
  std::string operator()(const RollbackStarted& e) const {
    return fmt::format("rolling back to {}, deadline {}", e.to, format_instant(e.deadline_at));
  }
  std::string operator()(const RollbackOverdue& e) const {
    return "rollback overdue" + because(e.reason);
  }
  std::string operator()(const RollbackResumed& e) const {
    return "rollback resumed" + by(e.as) + because(e.reason);
  }
  std::string operator()(const RollbackSettled& e) const {
    return fmt::format("rollback{} to {} {} after {}", of(e.scope), e.to,
                       e.complete ? "complete" : "incomplete", format_duration(e.took)) +
           because(word_reasons(e.reasons));
  }
  std::string operator()(const CompensationSettled& e) const {
    return fmt::format("compensation {} after {}", e.complete ? "complete" : "incomplete",
                       format_duration(e.took)) +
           because(word_reasons(e.reasons));
  }
};

} // namespace

std::string describe(const Event& event) {
  return printable(std::visit(DescribeEvent{}, event));
}

} // namespace relctl::core
