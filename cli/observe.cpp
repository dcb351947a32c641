// SPDX-License-Identifier: Apache-2.0
#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "cli/acting.hpp"
#include "cli/commands.hpp"
#include "cli/ending.hpp"
#include "cli/facts.hpp"
#include "cli/observe_questions.hpp"
#include "cli/observe_request.hpp"
#include "cli/output_file.hpp"
#include "cli/reading.hpp"
#include "core/objectives.hpp"
#include "core/observed_plan.hpp"
#include "engine/release_log.hpp"
#include "host/live_world.hpp"
#include "view/markup.hpp"
#include "view/observation_report.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace relctl::cli {

namespace {

/// The plan's observation that is not over; empty where there is none.
Result<std::string> find_open(ports::AuditLog& log, const std::string& plan) {
  RELCTL_TRY_ASSIGN(const auto rows, log.summaries());
  for (const auto& row : rows) {
    const auto summary = engine::summary_of(log, row);
    if (summary && summary->kind == "observation" && summary->plan == plan && !summary->over)
      return row.release;
  }
  return std::string();
}

Result<std::string> new_id(ports::AuditLog& log, const std::string& plan) {
  RELCTL_TRY_ASSIGN(const auto rows, log.summaries());
  for (int number = 1;; ++number) {
    const std::string id = fmt::format("observe-{}-{}", plan.substr(0, 100), number);
    if (std::none_of(rows.begin(), rows.end(), [&](const auto& row) { return row.release == id; }))
      return id;
  }
}

Result<std::string> open_new(Session& session, ports::AuditLog& log,
                             const ObserveRequest& request) {
  std::optional<engine::ReleaseView> release;
  if (const auto named = session.named_release()) {
    RELCTL_TRY_ASSIGN(release, engine::load(log, *named, false));
  }
  const Instant now = host::system_now();
  RELCTL_TRY_ASSIGN(auto opened, opening_of(request, release ? &release->state : nullptr, now));
  engine::ReleaseView view;
  RELCTL_TRY_ASSIGN(view.release, new_id(log, opened.plan));
  RELCTL_TRY(engine::append_facts(
      log, view,
      [&](const engine::ReleaseView& seen) -> Result<std::vector<core::Event>> {
        if (opened.stable.empty())
          opened.stable = core::versions_of(seen.ledger, opened.plan).stable;
        if (opened.version.empty())
          opened.version = opened.stable;
        return std::vector<core::Event>{opened};
      },
      now, session.actor()));
  return view.release;
}

/// The lines of the timetable, as they will be followed.
void print_schedule(Session& session, const Acting& acting) {
  if (session.quiet)
    return;
  const core::ObservationOpened& opened = acting.view().state.observation->opened;
  const int samples = acting.view().state.observation->samples;
  auto& out = *session.surroundings.message.out;
  for (const plan::ScheduleItem& item : acting.plan().observe->schedule)
    out << fmt::format("{:02}:{:02}  {}{}\n", item.at.minute / 60, item.at.minute % 60, item.title,
                       item.begins ? "  (sampling begins)" : "");
  out << fmt::format("{}: {} sample{}, one every {}\n", acting.view().release, samples,
                     samples == 1 ? "" : "s", format_duration(opened.every));
}

/// What the flags say about the observation at once: answers, findings, an early end.
Result<std::vector<core::Event>> facts_of(const Session& session, const ObserveRequest& request,
                                          const Acting& acting) {
  std::vector<core::Event> events;
  const core::State& state = acting.view().state;
  for (const Answer& answer : request.input.answers) {
    RELCTL_TRY_ASSIGN(const auto place, find_check(acting.plan(), state, answer.check, ""));
    RELCTL_TRY_ASSIGN(const auto said, answer_check(session, acting.plan(), state, place, answer));
    events.insert(events.end(), said.events.begin(), said.events.end());
  }
  for (const core::FindingNoted& finding : request.findings)
    events.emplace_back(finding);
  if (!request.stop.empty())
    events.emplace_back(core::MissDecided{static_cast<int>(state.observation->taken.size()),
                                          {},
                                          "stop",
                                          0,
                                          session.actor(),
                                          request.stop});
  return events;
}

/// Runs until the observation is over, or somebody interrupts it; the code of the latter.
Result<std::optional<ExitCode>> sample(Session& session, const ObserveRequest& request,
                                       Acting& acting) {
  Questions questions(session);
  engine::Goal goal;
  goal.until = engine::Until::complete;
  goal.starts = true;
  if (request.timeout)
    goal.give_up_at = acting.now() + *request.timeout;
  for (;;) {
    goal.asks = questions.asks();
    RELCTL_TRY_ASSIGN(const auto outcome, acting.run(goal));
    if (const auto code = exit_code_of(outcome)) {
      tell_how_to_go_on(session, acting.view(), outcome,
                        "observe " + shell_word(request.input.plan_path));
      return std::optional(*code);
    }
    if (!outcome.last.question)
      return std::optional<ExitCode>();
    if (const auto event = questions.ask(acting, *outcome.last.question)) {
      RELCTL_TRY(acting.append([&](const engine::ReleaseView&) -> Result<std::vector<core::Event>> {
        return std::vector<core::Event>{*event};
      }));
    }
  }
}

ExitCode code_of(const plan::Plan& plan, const core::State& state) {
  const std::string& conclusion = state.observation->ended->conclusion;
  if (conclusion == "passed")
    return ExitCode::ok;
  if (conclusion == "failed")
    return ExitCode::breached;
  return core::lacks_data(plan, state) ? ExitCode::unknown : ExitCode::pending;
}

Result<std::string> report_of(Session& session, ports::AuditLog& log, const Acting& acting) {
  RELCTL_TRY_ASSIGN(const auto records,
                    log.read({acting.view().release, 0, ports::Slice::control, 0}));
  std::vector<core::Recorded> events;
  for (const ports::Record& record : records) {
    RELCTL_TRY_ASSIGN(auto event, engine::decode(record));
    events.push_back(std::move(event));
  }
  const view::ObservationSubject subject{acting.plan(), acting.view().state, events,
                                         anchor_text(acting.view().anchor)};
  return session.format == OutputFormat::table
             ? view::document_markdown(view::observation_document(subject))
             : view::observation_json(subject);
}

Result<void> sign(const std::string& signer, Acting& acting) {
  if (signer.empty())
    return {};
  return acting.append([&](const engine::ReleaseView& view) -> Result<std::vector<core::Event>> {
    return std::vector<core::Event>{
        core::ObservationSigned{signer, view.state.observation->ended->conclusion}};
  });
}

/// The way back of the release that the dead service belongs to, as relctl's own decision: a point
/// of no return still waits for a person.
ExitCode bring_back(Session& session, const Arguments& arguments, const core::LivenessLost& lost) {
  const Fact fact{
      "observe", "the service was not alive: " + one_line(lost.detail, 200),
      [&](const plan::Plan&, const engine::ReleaseView& view) -> Result<std::vector<core::Event>> {
        if (view.state.rollback)
          return std::vector<core::Event>{};
        return std::vector<core::Event>{core::RollbackRequested{
            view.state.opened.stable, "not alive: " + lost.detail, "relctl", true, false}};
      }};
  const ExitCode code = state_fact(session, arguments, fact);
  return code == ExitCode::ok ? ExitCode::breached : code;
}

Result<ExitCode> conclude(Session& session, const ObserveRequest& request, ports::AuditLog& log,
                          Acting& acting) {
  RELCTL_TRY(sign(request.signs, acting));
  const std::string records = core::word_records(acting.plan(), acting.view().state);
  if (!records.empty() && !session.quiet)
    *session.surroundings.message.out << one_line(records, 2000) << "\n";
  RELCTL_TRY_ASSIGN(const auto text, report_of(session, log, acting));
  const auto delivered = deliver(session, request.out, text);
  return delivered == ExitCode::ok ? code_of(acting.plan(), acting.view().state) : delivered;
}

Result<ExitCode> observe(Session& session, const Arguments& arguments) {
  RELCTL_TRY_ASSIGN(const auto request, read_observe_request(session, arguments));
  RELCTL_TRY_ASSIGN(auto* log, session.log_for_writing(Creation::allowed));
  RELCTL_TRY_ASSIGN(auto id, find_open(*log, request.input.plan.plan.name));
  if (id.empty() && !request.stop.empty())
    return fail(ErrorKind::refused, "no observation of this plan is under way");
  if (id.empty()) {
    RELCTL_TRY_ASSIGN(id, open_new(session, *log, request));
  } else if (!session.quiet) {
    *session.surroundings.message.out << "going on with " << id << "\n";
  }
  RELCTL_TRY_ASSIGN(const auto view, engine::load(*log, id, false));
  RELCTL_TRY_ASSIGN(auto plan, session.pinned_plan(view.state));
  RELCTL_TRY_ASSIGN(auto acting, Acting::hold(session, *log, id, std::move(plan)));
  RELCTL_TRY_ASSIGN(const auto facts, facts_of(session, request, *acting));
  RELCTL_TRY(acting->append(
      [&](const engine::ReleaseView&) -> Result<std::vector<core::Event>> { return facts; }));
  print_schedule(session, *acting);
  RELCTL_TRY_ASSIGN(const auto interrupted, sample(session, request, *acting));
  if (interrupted)
    return *interrupted;
  if (acting->view().state.stage == core::Stage::no_go)
    return acting->end("observe", ExitCode::findings);
  RELCTL_TRY_ASSIGN(const auto code, conclude(session, request, *log, *acting));
  const auto& lost = acting->view().state.observation->lost;
  return lost && !lost->release.empty() ? bring_back(session, arguments, *lost) : code;
}

ExitCode run_observe(Session& session, const Arguments& arguments) {
  const auto code = observe(session, arguments);
  return code ? *code : session.complain(code.error());
}

} // namespace

const Command& observe_command() {
  static const Command command{
      "observe",
      "sample a plan's metrics without a release: objectives, findings, report, baseline",
      "relctl observe observation.yaml --samples 12 --every 10m --out report.md\n"
      "relctl observe plan.yaml --record weekly --sign-as alice\n"
      "relctl observe plan.yaml --release shop-1.4.0 --on-miss stop",
      {{"PLAN", "PLAN", "the plan file; an observation of it that is under way goes on", true},
       {"--samples", "N", "how many; else the plan's observe.samples"},
       {"--every", "DURATION", "how far apart; else the plan's observe.every"},
       {"--url", "[SOURCE=]URL", "where a source is, instead of the plan's address", false, true},
       {"--version", "VERSION", "what queries call {{version}}; else the stable one"},
       {"--set", "NAME=VALUE", "a variable of the plan", false, true},
       {"--check", "NAME[=no]", "answer a precondition or a checkpoint", false, true},
       {"--on-miss", "CHOICE", "continue, extend or stop where nobody can be asked"},
       {"--finding", "[IMPACT:]TEXT", "a finding for the report: low, medium or high", false, true},
       {"--record", "NAME", "store the means for `baseline: { recorded: NAME }`"},
       {"--sign-as", "NAME", "sign the conclusion"},
       {"--stop", "REASON", "end the observation that is under way"},
       {"--out", "FILE", "write the report there instead of to standard output"},
       {"--timeout", "DURATION", "come back then; the observation can go on later"}},
      run_observe,
      {ExitCode::findings, ExitCode::pending, ExitCode::locked, ExitCode::breached,
       ExitCode::unknown, ExitCode::rolled_back, ExitCode::rollback_incomplete, ExitCode::timeout,
       ExitCode::interrupted, ExitCode::terminated}};
  return command;
}

} // namespace relctl::cli
