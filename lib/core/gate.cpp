// SPDX-License-Identifier: Apache-2.0
#include "core/gate.hpp"

#include "core/check_answer.hpp"
#include "core/exposure.hpp"
#include "core/incidents.hpp"
#include "core/judge.hpp"
#include "core/standing_parts.hpp"
#include "core/values.hpp"
#include "core/waivers.hpp"
#include "core/wording.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::core {
namespace {

using plan::Cause;

/// Collects reasons for one gate.
struct Reasons {
  const Situation& situation;
  const Subject& subject;
  GateResult& result;

  void add(Cause cause, std::string about, std::string text, bool blocks = true) {
    result.reasons.push_back({cause, std::move(about), std::move(text), situation.now, blocks});
  }

  void add_breach(const plan::Threshold& threshold, const Finding& finding,
                  const plan::Metric& metric) {
    const bool rolls_back = threshold.then.kind == plan::Consequence::Kind::rollback;
    const Duration observe = subject.phase == nullptr ? Duration{} : subject.phase->observe;
    const Instant forgotten_at = *finding.at + std::max(observe, 2 * metric.every);
    if (!rolls_back && situation.now >= forgotten_at)
      return add_newest(threshold, finding.series, metric);
    if (rolls_back)
      result.verdict = Verdict::rollback;
    add(Cause::breach, series_key(threshold.id, finding.series), finding.text, is_hard(threshold));
  }

  /// A breach that is forgotten does not answer for what is measured now.
  void add_newest(const plan::Threshold& threshold, const std::string& series,
                  const plan::Metric& metric) {
    const Window& window = window_of(situation.windows, subject.track);
    const Finding newest =
        judge(metric, threshold, series, window.series(metric.id, series),
              {subject.start, situation.now}, situation.state.baselines, Judging::newest);
    if (newest.status != Status::breach)
      add_finding(threshold, newest);
  }

  void add_finding(const plan::Threshold& threshold, const Finding& finding) {
    const std::string about = series_key(threshold.id, finding.series);
    switch (finding.status) {
    case Status::breach:
      add_breach(threshold, finding, *plan::find_metric(situation.plan, threshold.metric));
      break;
    case Status::unknown:
      add(finding.cause.value_or(Cause::nodata), about, finding.text, is_hard(threshold));
      break;
    case Status::pending:
      add(Cause::pending, about, finding.text, is_hard(threshold));
      break;
    case Status::pass:
      if (!finding.target_met)
        add(Cause::target, about, finding.text, is_hard(threshold));
      break;
    }
  }

  void add_incidents() {
    IncidentReasons incidents =
        incident_reasons(situation.plan, *subject.phase, situation.state, situation.now);
    if (incidents.roll_back)
      result.verdict = Verdict::rollback;
    for (Reason& reason : incidents.reasons)
      result.reasons.push_back(std::move(reason));
  }

  void add_approvals() {
    for (const plan::Approval& approval : subject.phase->approve) {
      const bool given =
          std::any_of(situation.state.approvals.begin(), situation.state.approvals.end(),
                      [&](const ApprovalGiven& given_one) {
                        return given_one.subject == plan::phase_name(*subject.phase) &&
                               given_one.role == approval.role;
                      });
      if (!given)
        add(Cause::approval, approval.role,
            fmt::format("approval of {} is missing", approval.role));
    }
  }

  void add_observing(Instant end) {
    if (situation.now >= end)
      return;
    std::string text = "observing until " + format_instant(Instant{(end.ms + 999) / 1000 * 1000});
    if (subject.phase != nullptr && subject.phase->enough)
      text += add_enough();
    add(Cause::observing, subject.phase == nullptr ? "rollback" : subject.phase->id,
        std::move(text));
  }

  /// While the time is not over, the number could be what ends it: that it is not known is said.
  std::string add_enough() {
    const plan::Enough& wanted = *subject.phase->enough;
    const EnoughNow now =
        enough_now(situation.plan, *subject.phase, window_of(situation.windows, subject.track),
                   {subject.start, situation.now});
    if (now.cause)
      add(*now.cause, wanted.metric,
          "whether it is enough cannot be known: " + std::string(word_cause(*now.cause)));
    return ", or until " + word_enough(situation.plan, wanted, now.value);
  }

  void add_exposure() {
    for (const Exposure& exposure : exposures_in(situation.plan, situation.state, *subject.phase,
                                                 window_of(situation.windows, subject.track)))
      if (!exposure.read_back.value)
        add(Cause::exposure, exposure.step,
            "traffic cannot be read back: " + exposure.read_back.detail);
      else if (is_elsewhere(exposure))
        add(Cause::exposure, exposure.step,
            fmt::format("traffic is at {}, relctl wants {}",
                        percent_text(*exposure.read_back.value), percent_text(*exposure.wanted)));
  }
};

/// Where a cause stands among reasons: what a person must hear first comes first.
int rank(const Reason& reason) {
  static constexpr Cause k_order[] = {
      Cause::breach,   Cause::taken_back, Cause::step_in_doubt, Cause::step_failed,
      Cause::incident, Cause::exposure,   Cause::many,          Cause::provider_error,
      Cause::timeout,  Cause::stale,      Cause::nan,           Cause::nodata,
      Cause::baseline, Cause::coverage,   Cause::gap,           Cause::thin,
      Cause::pending,  Cause::target,     Cause::before_phase,  Cause::item,
      Cause::check,    Cause::approval,   Cause::paused,        Cause::frozen,
      Cause::window,   Cause::observing};
  const auto* found = std::find(std::begin(k_order), std::end(k_order), reason.cause);
  return static_cast<int>(found - std::begin(k_order)) + (reason.blocks ? 0 : 100);
}

void keep_since(const VerdictState* verdict, std::vector<Reason>& reasons) {
  if (verdict == nullptr)
    return;
  for (Reason& reason : reasons)
    for (const Reason& before : verdict->reached.reasons)
      if (before.cause == reason.cause && before.subject == reason.subject)
        reason.since = before.since;
}

/// A person's check stays as it is until somebody answers; one that relctl runs is asked again.
bool waits_for_an_answer(const Subject& subject, const Reason& reason) {
  if (reason.cause != Cause::check || subject.phase == nullptr)
    return false;
  const auto& checks = subject.phase->checks;
  return std::any_of(checks.begin(), checks.end(), [&](const plan::Check& check) {
    return check.id == reason.subject && !check.step;
  });
}

/// Both lists are in the order of rank and subject. What a person answers changes the words alone.
bool same_reasons(const plan::Plan& plan, const std::vector<Reason>& a,
                  const std::vector<Reason>& b) {
  const auto is_answered = [&](const Reason& reason) {
    const plan::Check* check =
        reason.cause == Cause::check ? find_check(plan, reason.subject) : nullptr;
    return check != nullptr && !check->step;
  };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](const Reason& x, const Reason& y) {
    return x.cause == y.cause && x.subject == y.subject && x.blocks == y.blocks &&
           (x.text == y.text || !is_answered(x));
  });
}

void finish(const Situation& situation, const Subject& subject, GateResult& result,
            Instant observation_ends) {
  auto& reasons = result.reasons;
  apply_waivers(situation.plan, situation.state, situation.now, reasons);
  const auto blocks = [](const Reason& reason) { return reason.blocks; };
  if (situation.now < observation_ends)
    std::erase_if(reasons,
                  [](const Reason& reason) { return reason.cause == Cause::before_phase; });
  std::stable_sort(reasons.begin(), reasons.end(), [](const Reason& a, const Reason& b) {
    return std::pair(rank(a), a.subject) < std::pair(rank(b), b.subject);
  });
  keep_since(verdict_of(situation.state, subject.track), reasons);
  if (result.verdict != Verdict::rollback)
    result.verdict =
        std::any_of(reasons.begin(), reasons.end(), blocks) ? Verdict::hold : Verdict::promote;
  const bool time_helps = std::any_of(reasons.begin(), reasons.end(), [&](const Reason& reason) {
    return reason.blocks && is_cured_by_time(reason.cause) && !waits_for_an_answer(subject, reason);
  });
  if (result.verdict == Verdict::hold && time_helps) {
    const bool has_enough = subject.phase != nullptr && subject.phase->enough;
    result.retry_at = observation_ends;
    if (situation.now >= observation_ends || has_enough)
      result.retry_at = due_now(situation, subject).wake;
  }
}

} // namespace

bool is_hard(const plan::Threshold& threshold) {
  return threshold.then.kind != plan::Consequence::Kind::warn;
}

bool is_cured_by_time(Cause cause) {
  static constexpr Cause k_a_persons[] = {
      Cause::approval,    Cause::incident,      Cause::paused,     Cause::frozen,
      Cause::step_failed, Cause::step_in_doubt, Cause::taken_back, Cause::item};
  return std::find(std::begin(k_a_persons), std::end(k_a_persons), cause) == std::end(k_a_persons);
}

std::vector<Reason> taken_back_reasons(const State& state, Instant now) {
  std::vector<Reason> reasons;
  for (const auto& [scope, taken] : state.taken_back) {
    const bool is_agreed = std::any_of(state.approvals.begin(), state.approvals.end(),
                                       [subject = "scope/" + scope](const ApprovalGiven& given) {
                                         return given.subject == subject;
                                       });
    if (!is_agreed)
      reasons.push_back(
          {Cause::taken_back, scope,
           fmt::format("was taken back ({}); whether the rest goes on is for a person to say",
                       taken.request.reason),
           now, true});
  }
  return reasons;
}

GateResult judge_incidents(const Situation& situation, const Subject& subject) {
  GateResult result;
  Reasons{situation, subject, result}.add_incidents();
  finish(situation, subject, result, situation.now);
  return result;
}

GateResult judge_gate(const Situation& situation, const Subject& subject,
                      std::vector<Reason> check_reasons) {
  static const plan::Phase k_everywhere;
  GateResult result;
  result.reasons = std::move(check_reasons);
  Reasons reasons{situation, subject, result};
  const plan::Phase& phase = subject.phase == nullptr ? k_everywhere : *subject.phase;
  result.findings =
      judge_all(situation.plan, phase, situation.state, window_of(situation.windows, subject.track),
                {subject.start, situation.now});
  for (const Finding& finding : result.findings)
    reasons.add_finding(*plan::find_threshold(situation.plan, finding.threshold), finding);
  for (Reason& reason : coverage_reasons(situation, subject))
    result.reasons.push_back(std::move(reason));
  if (subject.phase != nullptr) {
    reasons.add_incidents();
    reasons.add_approvals();
    for (Reason& reason : taken_back_reasons(situation.state, situation.now))
      result.reasons.push_back(std::move(reason));
    reasons.add_exposure();
  }
  const Instant ends = observation_end(situation, subject, result.findings);
  reasons.add_observing(ends);
  finish(situation, subject, result, ends);
  return result;
}

std::optional<Event> verdict_event(const Situation& situation, const PhaseState& phase,
                                   GateResult result) {
  const VerdictState* before = verdict_of(situation.state, phase.track);
  const auto is_as_before = [&](const Reason& reason) {
    return !is_set_again(situation.state, *before, reason);
  };
  if (before != nullptr && before->reached.verdict == result.verdict &&
      same_reasons(situation.plan, before->reached.reasons, result.reasons) &&
      std::all_of(result.reasons.begin(), result.reasons.end(), is_as_before))
    return std::nullopt;
  VerdictReached reached;
  reached.track = phase.track;
  reached.phase = phase.id;
  reached.verdict = result.verdict;
  reached.reasons = std::move(result.reasons);
  reached.findings = std::move(result.findings);
  if (result.retry_at != k_never)
    reached.retry_at = result.retry_at;
  reached.readings_position = window_of(situation.windows, phase.track).newest_position();
  return reached;
}

} // namespace relctl::core
