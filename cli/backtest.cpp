// SPDX-License-Identifier: Apache-2.0
#include "sim/backtest.hpp"

#include "audit/sqlite_log.hpp"
#include "base/text.hpp"
#include "cli/backtest_request.hpp"
#include "cli/commands.hpp"
#include "cli/history_remarks.hpp"
#include "cli/in_parallel.hpp"
#include "cli/injections.hpp"
#include "cli/reading.hpp"
#include "core/window.hpp"
#include "host/memory.hpp"
#include "plan/least_duration.hpp"
#include "sim/past_questions.hpp"
#include "view/backtest.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

constexpr double k_week_ms = 7.0 * 86'400'000.0;

const char* end_name(sim::PastRelease::End end) {
  using End = sim::PastRelease::End;
  switch (end) {
  case End::complete:
    return "complete";
  case End::rolled_back:
    return "rolled_back";
  case End::held:
    return "held";
  case End::blind:
    return "blind";
  case End::unfinished:
    return "unfinished";
  }
  return "unfinished";
}

view::BacktestRow row_of(const sim::PastRelease& release) {
  view::BacktestRow row{
      release.started, release.ended,    end_name(release.end), is_alarm(release), {},
      release.phase,   release.subjects, release.why,           release.delays};
  if (row.is_alarm)
    row.stopped_at = release.stopped_at;
  return row;
}

/// What is asked of the history, for the plan as it is and for each variant of it.
struct Question {
  const BacktestRequest& request;
  const sim::Past& past;
  Instant from;
  Instant to;
  std::vector<sim::Injection> faults;
  std::optional<Instant> start; ///< Of the release that is told of by itself.
  /// The time of a fault that the history has: what is seen then is no false alarm, and that
  /// nothing else is seen says nothing either.
  std::optional<Period> left_out;

  /// Without what is left out, and where there is nothing.
  [[nodiscard]] double weeks(const std::vector<Period>& empty) const {
    Duration seen = to - from - (left_out ? left_out->length() : Duration{});
    for (const auto& [begin, end] : empty) {
      seen = seen - (end - begin);
      if (left_out && begin < left_out->to && left_out->from < end)
        seen = seen + (std::min(end, left_out->to) - std::max(begin, left_out->from));
    }
    return static_cast<double>(seen.ms) / k_week_ms;
  }
  [[nodiscard]] bool is_left_out(Instant at) const {
    return left_out && left_out->from <= at && at <= left_out->to;
  }
};

struct BacktestAnswer {
  std::vector<view::BacktestRow> releases;
  std::vector<Period> empty; ///< Where no release begins.
  std::size_t alarms = 0;
  std::optional<double> alarms_a_week; ///< None where no release could be judged to its end.
  std::optional<view::BacktestFault> fault;
};

/// When the last of the faults is over.
Instant end_of_fault(const Question& question) {
  if (question.request.fault_known)
    return question.request.fault_known->to;
  Instant over = question.from;
  for (const sim::Injection& fault : question.faults)
    over = std::max(over, fault.span ? fault.from + *fault.span : k_never);
  return question.faults.empty() ? k_never : over;
}

/// Whether the release would have been stopped just then, and by all that stops it, without the
/// faults that were put in.
Result<bool> is_stopped_without(const Question& question, const sim::Backtest& backtest,
                                const sim::PastRelease& release) {
  if (question.faults.empty())
    return false;
  RELCTL_TRY_ASSIGN(const auto unharmed, backtest.run(release.started, {}));
  const auto& without = unharmed.subjects;
  return is_alarm(unharmed) && unharmed.stopped_at == release.stopped_at &&
         std::all_of(release.subjects.begin(), release.subjects.end(), [&](const auto& subject) {
           return std::find(without.begin(), without.end(), subject) != without.end();
         });
}

Result<std::optional<view::BacktestFault>> run_fault(const Question& question,
                                                     const sim::Backtest& backtest) {
  if (!question.start)
    return std::nullopt;
  const Instant over = end_of_fault(question);
  if (over <= *question.start)
    return fail(ErrorKind::usage,
                fmt::format("the fault is over at {}, before the release of {} begins; name with "
                            "--start the release that it was in",
                            format_instant(over), format_instant(*question.start)));
  RELCTL_TRY_ASSIGN(const auto release, backtest.run(*question.start, question.faults));
  view::BacktestFault fault{{}, {}, row_of(release), {}, {}, false};
  if (question.request.fault_known)
    fault.began = question.request.fault_known->from;
  for (const sim::Injection& each : question.faults) {
    fault.faults.push_back(each.text);
    fault.began = fault.began ? std::min(*fault.began, each.from) : each.from;
  }
  // One that was there before is met when the release begins.
  const Instant began = std::max(fault.began.value_or(*question.start), *question.start);
  if (is_alarm(release) && began <= release.stopped_at) {
    RELCTL_TRY_ASSIGN(fault.stopped_anyway, is_stopped_without(question, backtest, release));
    if (!fault.stopped_anyway)
      fault.detected_after = release.stopped_at - began;
  }
  fault.goes_on = fault.began && !is_alarm(release) && release.ended < over;
  fault.exposed = sim::exposed_time(release, began, over);
  return std::optional(std::move(fault));
}

/// Another limit of a sweep may well stop the release before the fault; the plan's own says that
/// the wrong release was named.
Result<void> has_seen_fault(const std::optional<view::BacktestFault>& fault) {
  if (!fault || !fault->began || *fault->began < fault->release.ended)
    return {};
  return fail(ErrorKind::usage,
              fmt::format("the fault began at {}, when the release of {} was over since {}; name "
                          "with --start the release that it was in",
                          format_instant(*fault->began), format_instant(fault->release.started),
                          format_instant(fault->release.ended)));
}

Result<BacktestAnswer> ask(const Question& question, const plan::Plan& plan) {
  const sim::Backtest backtest({plan, question.past, question.request.vars,
                                question.request.scenario, question.from, question.to,
                                [] { return audit::open_memory_log(); }});
  RELCTL_TRY_ASSIGN(const auto releases, backtest.run_all(question.request.pace, {}));
  BacktestAnswer answer;
  answer.empty = backtest.empty();
  bool is_judged = false;
  for (const sim::PastRelease& release : releases) {
    view::BacktestRow row = row_of(release);
    row.is_due_alarm = is_alarm(release) && question.is_left_out(release.stopped_at);
    const bool is_false_alarm = is_alarm(release) && !row.is_due_alarm;
    answer.alarms += is_false_alarm ? 1U : 0U;
    is_judged |= is_false_alarm || release.end == sim::PastRelease::End::complete;
    answer.releases.push_back(std::move(row));
  }
  if (const double weeks = question.weeks(backtest.empty()); is_judged && weeks > 0.0)
    answer.alarms_a_week = static_cast<double>(answer.alarms) / weeks;
  RELCTL_TRY_ASSIGN(answer.fault, run_fault(question, backtest));
  return answer;
}

/// One value of the sweep, with what came of it.
struct Trial {
  plan::Plan plan;
  std::string limit;
  Result<BacktestAnswer> answer;
};

std::vector<Trial> trials_of(const BacktestRequest& request) {
  std::vector<Trial> trials;
  if (!request.sweep)
    return trials;
  for (const sim::Sweep::Value& value : request.sweep->values) {
    trials.push_back({request.plan, value.text, BacktestAnswer{}});
    for (plan::Threshold& threshold : trials.back().plan.thresholds)
      if (threshold.id == request.sweep->threshold)
        threshold = value.threshold;
  }
  return trials;
}

void run_trials(const Question& question, std::vector<Trial>& trials) {
  in_parallel(trials.size(), question.request.jobs,
              [&](std::size_t i) { trials[i].answer = ask(question, trials[i].plan); });
}

Result<std::vector<view::BacktestTrial>> sweep(const Question& question) {
  std::vector<Trial> trials = trials_of(question.request);
  run_trials(question, trials);
  std::vector<view::BacktestTrial> rows;
  for (Trial& trial : trials) {
    RELCTL_TRY(trial.answer);
    rows.push_back({trial.limit, trial.answer->releases.size(), trial.answer->alarms,
                    trial.answer->alarms_a_week, std::move(trial.answer->fault)});
  }
  return rows;
}

std::vector<view::BacktestSeries> series_of(const sim::Past& past) {
  std::vector<view::BacktestSeries> series;
  for (std::size_t i = 0; i < past.series().size(); ++i)
    if (past.count(i) > 0)
      series.push_back({core::series_key(past.series()[i].metric, past.series()[i].series),
                        past.count(i), *past.first(i), *past.last(i)});
  return series;
}

/// A release that is told of by itself begins where it was said to, else with the first fault.
Result<void> put_start(Question& question) {
  question.start = question.request.start;
  for (const sim::Injection& fault : question.faults)
    if (!question.request.start)
      question.start = question.start ? std::min(*question.start, fault.from) : fault.from;
  if (question.start && (*question.start < question.from || question.to <= *question.start))
    return fail(ErrorKind::usage,
                fmt::format("--start {} is outside of the history from {} to {}",
                            format_instant(*question.start), format_instant(question.from),
                            format_instant(question.to)));
  return {};
}

/// The fault that the history has, as far as it lies in it. Readings look back, so that it shows a
/// window longer.
void put_left_out(Question& question) {
  if (!question.request.fault_known)
    return;
  auto [began, over] = *question.request.fault_known;
  Duration longest;
  for (const plan::Metric& metric : question.request.plan.metrics)
    longest = std::max(longest, metric.window);
  if (over < question.to)
    over = std::min(over + longest, question.to);
  question.left_out = {std::clamp(began, question.from, question.to),
                       std::clamp(over, question.from, question.to)};
}

/// Why the number of false alarms is not known.
std::string unjudged_text(const Question& question) {
  const Duration covered = question.to - question.from;
  const Duration needed = plan::least_duration(question.request.plan);
  if (covered < needed)
    return fmt::format("the history covers {}, and one release of the plan takes {}; give a longer "
                       "history",
                       format_duration(covered), format_duration(needed));
  return question.left_out ? "no release outside of the fault could be judged to its end"
                           : "no release could be judged to its end; see what held them";
}

Result<History> read_history(Session& session, const BacktestRequest& request) {
  auto questions = sim::past_questions(request.plan, request.scenario, request.vars);
  if (request.data.empty()) {
    HistoryFetch fetch{std::move(questions), request.cache};
    fetch.waits = waits_told_by(session);
    return fetch_history(request.plan, request.range, fetch);
  }
  plan::Values values = request.vars;
  values["version"] = request.scenario.version;
  values["stable"] = request.scenario.stable;
  return read_history_file(request.data, request.plan, request.range,
                           {request.mappings, std::move(questions), std::move(values)});
}

/// A slip of the unit would begin millions of releases.
Result<void> check_pace(const sim::Backtest::Pace& pace, const Period& range) {
  constexpr std::int64_t k_releases_max = 100'000;
  const Duration covered = range.length();
  if (!pace.every || covered.ms / pace.every->ms < k_releases_max)
    return {};
  return fail(ErrorKind::usage,
              fmt::format("--every {} would begin {} releases in {}; at most {} are told of, give "
                          "a longer one",
                          format_duration(*pace.every), covered.ms / pace.every->ms + 1,
                          format_duration(covered), k_releases_max));
}

Result<view::BacktestSubject> backtest(Session& session, const BacktestRequest& request) {
  RELCTL_TRY_ASSIGN(const auto history, read_history(session, request));
  // Where there is nothing at all, that is told of, and not every metric's lack.
  if (!series_of(*history.past).empty() || !history.remedies.empty())
    RELCTL_TRY(check_history(history, request.plan, request.assumes_volume));
  RELCTL_TRY_ASSIGN(const auto range, range_of(history, request.plan, request.range));
  Question question{request, *history.past, range.from, range.to, {}, {}, {}};
  RELCTL_TRY(check_pace(request.pace, range));
  RELCTL_TRY_ASSIGN(question.faults, read_injections(request.faults, request.plan, history, range));
  RELCTL_TRY(put_start(question));
  put_left_out(question);
  if (!session.quiet)
    for (const std::string& remark : remarks_on(history, request))
      *session.surroundings.message.out << "relctl: " << remark << "\n";
  RELCTL_TRY_ASSIGN(auto answer, ask(question, request.plan));
  RELCTL_TRY(has_seen_fault(answer.fault));
  if (!session.quiet && !answer.empty.empty())
    *session.surroundings.message.out << "relctl: " << empty_remark(answer.empty) << "\n";
  view::BacktestSubject subject{
      request.plan.name,
      request.plan.title,
      range.from,
      range.to,
      request.pace.every ? "one every " + format_duration(*request.pace.every) : "back to back",
      series_of(*history.past),
      std::move(answer.releases),
      answer.alarms_a_week,
      answer.alarms_a_week ? "" : unjudged_text(question),
      question.left_out,
      std::move(answer.empty),
      std::move(answer.fault),
      "",
      {}};
  if (request.sweep) {
    subject.swept = request.sweep->threshold + "." + request.sweep->key;
    RELCTL_TRY_ASSIGN(subject.trials, sweep(question));
  }
  return subject;
}

ExitCode run_backtest(Session& session, const Arguments& arguments) {
  host::expect_much_memory();
  const auto request = read_backtest_request(session, arguments);
  if (!request)
    return session.complain(request.error());
  const auto subject = backtest(session, *request);
  const Redactor redactor = redactor_of(*request->loaded);
  if (!subject)
    return session.complain({subject.error().kind, redactor.mask(subject.error().message)});
  const std::string text = session.format == OutputFormat::table
                               ? view::backtest_text(*subject, answer_style(session))
                               : view::backtest_json(*subject, json_form(session));
  *session.surroundings.answer.out << redactor.mask(text);
  // What became of a fault is an answer by itself.
  return subject->alarms_a_week || subject->fault ? ExitCode::ok : ExitCode::unknown;
}

} // namespace

const Command& backtest_command() {
  static const Command command{
      "backtest",
      "real history through the plan: false alarms, and how soon a fault is caught",
      "relctl backtest plan.yaml --from 2026-10-01T00:00:00Z --to 2026-10-31T00:00:00Z\n"
      "relctl backtest plan.yaml --data october.csv --inject 'error_rate += 2% at 14:00 for 1h'\n"
      "relctl backtest plan.yaml --data october.csv --sweep 'error-rate.breach=0.5%..5% by 0.5%'",
      {{"PLAN", "PLAN", "the plan file", true},
       {"--from", "T", "begin of the history; of a file, else its first reading"},
       {"--to", "T", "end of the history; of a file, else its last reading"},
       {"--data", "FILE",
        "recorded readings, - for standard input: CSV, JSON lines, or the text of promtool tsdb "
        "dump; else the plan's own Prometheus sources are asked, which have two minutes for each "
        "answer"},
       {"--series", "METRIC=SELECTOR", "which series of the dump a metric is", false, true},
       {"--step", "D", "the grid of every metric; else what the plan says of each"},
       {"--every", "D", "begin a release that often; else one after the other"},
       {"--rest", "D", "how long after a stopped release the next begins; else 1h"},
       {"--inject", "FAULT",
        "add a fault: 'error_rate += 2% at 14:00 for 1h'; also -=, *= and =", false, true},
       {"--start", "T",
        "tell of the release that began then; else, with a fault, of one that begins with it"},
       {"--fault", "T [for D]",
        "when the fault began that is in the history of that release, and how long it lasted, else "
        "to the end: not counted as a false alarm"},
       {"--sweep", "RANGE",
        "try a limit: 'error-rate.breach=0.5%..5% by 0.5%'; also .target, .for"},
       {"--only", "THRESHOLD,…", "judge these alone", false, true},
       {"--assume-volume", "", "take every reading as full where the history has no volume"},
       {"--version", "V",
        "the version in the plan's queries; needed where a source is asked about it, else 2.0.0"},
       {"--stable", "V", "the stable version in the plan's queries; likewise, else 1.0.0"},
       {"--no-cache", "", "ask the sources again, and keep no answers"},
       {"--set", "NAME=VALUE", "a variable of the plan", false, true},
       {"--jobs", "N", "how many values of a sweep at once; else as many as there are processors"}},
      run_backtest,
      {ExitCode::unknown}};
  return command;
}

} // namespace relctl::cli
