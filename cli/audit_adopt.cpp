// SPDX-License-Identifier: Apache-2.0
#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "cli/acting.hpp"
#include "cli/commands.hpp"
#include "cli/continuation.hpp"
#include "cli/json_text.hpp"
#include "cli/session.hpp"
#include "core/event_json.hpp"
#include "core/event_line.hpp"
#include "core/summary.hpp"
#include "ports/audit_log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <iostream>
#include <set>

namespace relctl::cli {

namespace {

constexpr std::size_t k_line_max = 1 << 20;
constexpr const char* k_schema_start = "{\"schema\":\"relctl.event/1\"";

struct Line {
  std::size_t number = 0; ///< In the file, from 1.
  core::EventLine event;
};

/// Only what a rollback without a log writes; anything else would rewrite history.
bool is_of_rollback(const core::Event& event) {
  static const std::set<std::string_view> kinds = {
      "RollbackRequested", "RollbackStarted",     "RollbackOverdue", "RollbackResumed",
      "RollbackSettled",   "StepStarted",         "StepEnded",       "StepInDoubt",
      "StepAbandoned",     "StepSkipped",         "StepResolved",    "MessagePrepared",
      "ReleaseAborted",    "ReleaseClosed",       "VersionKnown",    "VersionStable",
      "VersionRefused",    "CompensationSettled", "DeliveryStarted", "DeliveryEnded",
      "PlanFrozen",        "IncidentOverdue",     "ItemOpened"};
  return kinds.contains(core::kind_of(event));
}

tl::unexpected<Error> refuse(const std::string& path, std::size_t number, const std::string& why) {
  return fail(ErrorKind::refused,
              fmt::format("{}:{}: {}; nothing was taken in", one_line(path), number, why));
}

/// False behind the last line. Of a line that is too long little more is read than may be: the rest
/// may have no end.
bool read_line(std::istream& in, std::string& line) {
  line.clear();
  std::array<char, 16384> part{};
  while (line.size() <= k_line_max) {
    in.getline(part.data(), part.size());
    const auto got = static_cast<std::size_t>(in.gcount());
    const bool ends = in.good();
    line.append(part.data(), ends ? got - 1 : got);
    if (ends)
      return true;
    if (in.eof() || in.bad())
      return !line.empty();
    in.clear(); // The part was full.
  }
  return true;
}

/// Other text that was on the same stream, such as the last document, is passed over.
Result<std::vector<Line>> read_lines(std::istream& in, const std::string& path) {
  std::vector<Line> lines;
  std::string text;
  for (std::size_t number = 1; read_line(in, text); ++number) {
    if (text.size() > k_line_max)
      return refuse(path, number, "the line is longer than 1 MiB");
    if (!text.starts_with(k_schema_start))
      continue;
    auto event = core::decode_event_line(text);
    if (!event)
      return refuse(path, number, event.error().message);
    if (!is_of_rollback(event->recorded.event))
      return refuse(
          path, number,
          fmt::format("{} is no event of a rollback", core::kind_of(event->recorded.event)));
    lines.push_back({number, *std::move(event)});
  }
  if (in.bad())
    return fail(ErrorKind::usage, one_line(path) + " cannot be read");
  if (lines.empty())
    return fail(ErrorKind::refused, one_line(path) + " holds no event of a rollback");
  return lines;
}

Result<std::vector<Line>> read_file(const std::string& path) {
  if (path == "-")
    return read_lines(std::cin, "standard input");
  std::ifstream in(path, std::ios::binary);
  if (!in)
    return fail(ErrorKind::usage, one_line(path) + " cannot be read");
  return read_lines(in, path);
}

/// The release that the lines speak of: --release, else the one that they all name.
Result<std::string> release_of(const Session& session, const std::vector<Line>& lines) {
  if (const auto named = session.named_release())
    return *named;
  std::set<std::string> names;
  for (const auto& line : lines)
    if (!line.event.release.empty())
      names.insert(line.event.release);
  if (names.size() == 1)
    return *names.begin();
  return fail(ErrorKind::usage, "the lines do not name one release; say which with --release");
}

std::string identity(Instant at, const std::string& actor, std::string_view kind,
                     const std::string& body) {
  return fmt::format("{}|{}|{}|{}", at.ms, actor, kind, body);
}

std::string identity(const core::Recorded& recorded) {
  return identity(recorded.at, recorded.actor, core::kind_of(recorded.event),
                  core::encode_event(recorded.event));
}

/// The command that goes back as the lines say, for the record.
std::string way_back(Session& session, const std::string& release, const std::vector<Line>& lines) {
  std::string where;
  for (const auto& line : lines)
    if (const auto* request = std::get_if<core::RollbackRequested>(&line.event.recorded.event))
      where = request->scope.empty() ? " --to " + shell_word("v" + request->to)
                                     : " --scope " + shell_word(request->scope);
  return fmt::format("{} rollback{} -y", session.program(release), where);
}

/// What the log has already, so that taking a file in twice is taking it in once.
Result<std::set<std::string>> identities_in(ports::AuditLog& log, const std::string& release) {
  std::set<std::string> known;
  for (const auto& stream : {release, std::string(ports::k_ledger_stream)}) {
    RELCTL_TRY_ASSIGN(const auto records, log.read({stream, 0, ports::Slice::control, 0}));
    for (const auto& record : records)
      known.insert(identity(record.at, record.actor, record.kind, record.body));
  }
  return known;
}

/// Whether the event can follow on the state: a fold must never meet the end of a step that never
/// began.
std::optional<std::string> objection(const core::State& state, const core::Event& event) {
  const auto unknown_step = [&](const core::StepAddress& address) -> std::optional<std::string> {
    if (core::find_step(state, address) != nullptr)
      return std::nullopt;
    return fmt::format("step {} has not begun", one_line(address.key(), 120));
  };
  if (const auto* ended = std::get_if<core::StepEnded>(&event))
    return unknown_step(ended->address);
  if (const auto* doubt = std::get_if<core::StepInDoubt>(&event))
    return unknown_step(doubt->address);
  const bool needs_request = core::kind_of(event).starts_with("Rollback") &&
                             !std::holds_alternative<core::RollbackRequested>(event);
  if (needs_request && !state.rollback)
    return "no rollback has been asked for before it";
  return std::nullopt;
}

class Adoption {
public:
  Adoption(ports::AuditLog& log, engine::ReleaseView& view, std::string path, std::string way_back)
      : m_log(log), m_view(view), m_path(std::move(path)), m_way_back(std::move(way_back)) {}

  /// All or none, and how many. `conflict` where a fact was put on record meanwhile, which needs no
  /// lock.
  Result<std::size_t> run(const std::vector<Line>& lines) {
    RELCTL_TRY_ASSIGN(const auto known, identities_in(m_log, m_view.release));
    RELCTL_TRY_ASSIGN(const auto missing, select(lines, known));
    if (missing.empty())
      return 0;
    RELCTL_TRY(check_continues(lines, missing));
    std::vector<core::Recorded> events;
    for (const auto* line : missing)
      events.push_back(line->event.recorded);
    if (auto refused = refused_version(events))
      events.push_back(*std::move(refused));
    RELCTL_TRY_ASSIGN(const auto appended, engine::append(m_log, m_view, std::move(events)));
    return appended.size();
  }

private:
  /// The lines that the log lacks. All are tried on a copy of the state before the first is
  /// appended.
  Result<std::vector<const Line*>> select(const std::vector<Line>& lines,
                                          const std::set<std::string>& known) const {
    std::vector<const Line*> missing;
    core::State state = m_view.state;
    for (const auto& line : lines) {
      const auto& recorded = line.event.recorded;
      if (known.contains(identity(recorded)) || is_nameless(recorded.event))
        continue;
      if (const auto found = objection(state, recorded.event))
        return refuse(m_path, line.number, *found);
      core::apply(state, recorded);
      missing.push_back(&line);
    }
    return missing;
  }

  /// Taken in behind what the log did since, the lines would undo it on record alone.
  Result<void> check_continues(const std::vector<Line>& lines,
                               const std::vector<const Line*>& missing) const {
    for (const auto* line : missing) {
      RELCTL_TRY_ASSIGN(const auto other, other_log(m_log, line->event));
      if (other)
        return refuse(
            m_path, line->number,
            fmt::format("{}; or run `{}`, so that the way back goes on record itself, and "
                        "keep the lines",
                        *other, m_way_back));
    }
    const Line& first = *missing.front();
    std::set<std::string> own;
    for (const auto& line : lines)
      own.insert(identity(line.event.recorded));
    RELCTL_TRY_ASSIGN(const auto records,
                      m_log.read({m_view.release, 0, ports::Slice::control, 0}));
    for (const auto& record : records)
      if (has_moved_on(record, first.event) &&
          !own.contains(identity(record.at, record.actor, record.kind, record.body)))
        return refuse(m_path, first.number,
                      fmt::format("the log has gone on since, with event {} ({}), and what the "
                                  "lines say was undone may have been done again: run `{}`, so "
                                  "that the way back goes on record itself, and keep the lines",
                                  record.position, record.kind, m_way_back));
    return {};
  }

  /// Who went back without any log could not say from which version; here it is known.
  std::optional<core::Recorded> refused_version(const std::vector<core::Recorded>& events) const {
    core::State state = m_view.state;
    core::Ledger ledger = m_view.ledger;
    for (const auto& recorded : events) {
      core::apply(state, recorded);
      core::apply(ledger, recorded);
    }
    const core::ReleaseOpened& opened = state.opened;
    const auto& rollback = state.rollback;
    const bool is_back = rollback && rollback->settled && rollback->settled->complete &&
                         rollback->request.scope.empty();
    if (!is_back || opened.version == rollback->request.to ||
        core::versions_of(ledger, opened.plan).refused.contains(opened.version))
      return std::nullopt;
    core::Recorded refused = events.back();
    refused.event =
        core::VersionRefused{opened.plan, opened.version, m_view.release, rollback->request.reason};
    return refused;
  }

  /// A rollback without any log does not know which version it went back from.
  static bool is_nameless(const core::Event& event) {
    const auto* refused = std::get_if<core::VersionRefused>(&event);
    return refused != nullptr && refused->version.empty();
  }

  ports::AuditLog& m_log;
  engine::ReleaseView& m_view;
  std::string m_path;
  std::string m_way_back;
};

struct Adopted {
  std::string release;
  std::size_t events = 0;
  ports::Anchor head;
};

Result<Adopted> adopt(Session& session, const std::string& path) {
  Adopted adopted;
  RELCTL_TRY_ASSIGN(const auto lines, read_file(path));
  RELCTL_TRY_ASSIGN(adopted.release, release_of(session, lines));
  RELCTL_TRY_ASSIGN(auto* log, session.log_for_writing());
  auto view = engine::load(*log, adopted.release);
  if (!view)
    return fail(view.error().kind,
                view.error().message + (session.named_release()
                                            ? ""
                                            : "; name the one that went back with --release"));
  RELCTL_TRY_ASSIGN(const auto lock, log->lock(adopted.release, self_as_holder(session)));
  Adoption adoption(*log, *view, path, way_back(session, adopted.release, lines));
  for (;;) {
    RELCTL_TRY(engine::refresh(*log, *view));
    const auto events = adoption.run(lines);
    if (!events && events.error().kind == ErrorKind::conflict)
      continue;
    RELCTL_TRY_ASSIGN(adopted.events, events);
    RELCTL_TRY_ASSIGN(adopted.head, log->head());
    return adopted;
  }
}

ExitCode run_adopt(Session& session, const Arguments& arguments) {
  const auto adopted = adopt(session, arguments.text("FILE"));
  if (!adopted)
    return session.complain(adopted.error());
  const auto anchor = fmt::format("{}:{}", adopted->head.position, adopted->head.hash);
  auto& answer = *session.surroundings.answer.out;
  if (session.format == OutputFormat::table)
    answer << fmt::format("{} took in {} event{}; head {}\n", adopted->release, adopted->events,
                          adopted->events == 1 ? "" : "s", anchor);
  else
    answer << JsonObject()
                  .text("schema", "relctl.audit-adopt/1")
                  .text("release", adopted->release)
                  .number("events", static_cast<std::int64_t>(adopted->events))
                  .text("anchor", anchor)
                  .str()
           << "\n";
  return ExitCode::ok;
}

} // namespace

const Command& audit_adopt_command() {
  static const Command command{
      "audit adopt",
      "take in the events of a rollback that went on without a log",
      "relctl audit adopt rollback.jsonl\n"
      "relctl rollback --to v1.3.2 | tee rollback.jsonl; relctl audit adopt rollback.jsonl\n"
      "relctl audit adopt rollback.jsonl --release demo-1.4.0",
      {{"FILE", "FILE", "its standard output; - for standard input", true}},
      run_adopt,
      {ExitCode::findings, ExitCode::locked}};
  return command;
}

} // namespace relctl::cli
