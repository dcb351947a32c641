// SPDX-License-Identifier: Apache-2.0
#include "cli/session.hpp"

#include "audit/sqlite_log.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "cli/stand_ins.hpp"
#include "core/observed_plan.hpp"
#include "engine/release_log.hpp"

#include <fmt/format.h>
#include <sys/stat.h>

#include <cerrno>
#include <filesystem>

namespace relctl::cli {

namespace {

constexpr const char* k_shared_folder = "/var/lib/relctl";

/// $XDG_STATE_HOME/relctl after the XDG base directory specification; empty without a home.
std::string own_state_folder(const plan::Environment& environment) {
  const auto state_home = environment("XDG_STATE_HOME").value_or("");
  // The specification says that relative paths are to be ignored.
  if (state_home.starts_with("/"))
    return state_home + "/relctl";
  const auto home = environment("HOME").value_or("");
  return home.empty() ? "" : home + "/.local/state/relctl";
}

std::string default_database(const plan::Environment& environment) {
  if (const auto named = environment("RELCTL_DB"); named && !named->empty())
    return *named;
  std::error_code ignored;
  if (std::filesystem::is_directory(k_shared_folder, ignored))
    return std::string(k_shared_folder) + "/relctl.db";
  const auto folder = own_state_folder(environment);
  return folder.empty() ? "" : folder + "/relctl.db";
}

/// The folders up to the database, seen by their owner only.
Result<void> make_private_folder(const std::filesystem::path& folder) {
  std::error_code failure;
  std::filesystem::create_directories(folder.parent_path(), failure);
  if (!failure && ::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
    failure = std::error_code(errno, std::generic_category());
  if (failure)
    return fail(ErrorKind::unwritable,
                fmt::format("the folder {} cannot be made; make it, or name a database with --db",
                            folder.string()));
  return {};
}

OutputFormat format_of(const std::string& name) {
  if (name == "json")
    return OutputFormat::json;
  return name == "jsonl" ? OutputFormat::jsonl : OutputFormat::table;
}

struct Choice {
  std::vector<std::string> open;
  std::vector<std::string> over;         ///< Newest first.
  std::vector<std::string> observations; ///< Newest first; of no release.
};

Result<Choice> releases_in(ports::AuditLog& log) {
  RELCTL_TRY_ASSIGN(const auto rows, log.summaries());
  Choice choice;
  for (const auto& row : rows) {
    const auto summary = engine::summary_of(log, row);
    if (summary && summary->kind == "observation") {
      choice.observations.push_back(row.release);
      continue;
    }
    // One that cannot be read is not hidden.
    const bool over = summary && summary->over;
    (over ? choice.over : choice.open).push_back(row.release);
  }
  return choice;
}

} // namespace

Session::Session(Surroundings outside, Arguments global)
    : surroundings(std::move(outside)), format(format_of(global.text("--output"))),
      quiet(global.has("--quiet")), yes(global.has("--yes")),
      may_ask(surroundings.input_is_terminal && surroundings.message.is_terminal &&
              !global.has("--no-input")),
      m_global(std::move(global)),
      m_database_path(m_global.text("--db", default_database(surroundings.environment))) {}

const std::string& Session::actor() const {
  if (!m_actor)
    m_actor = one_line(m_global.has("--as") ? m_global.text("--as")
                                            : surroundings.user() + "@" + surroundings.host,
                       120);
  return *m_actor;
}

Result<ports::AuditLog*> Session::log_for_reading() {
  if (m_log)
    return m_log.get();
  if (m_database_path.empty())
    return fail(ErrorKind::usage, "there is no home folder for the audit log; name it with --db");
  RELCTL_TRY_ASSIGN(m_log, audit::open_log(m_database_path, audit::OpenMode::read_only));
  return m_log.get();
}

Result<ports::AuditLog*> Session::log_for_writing(Creation creation) {
  if (m_writable)
    return m_writable.get();
  if (m_database_path.empty())
    return fail(ErrorKind::usage, "there is no home folder for the audit log; name it with --db");
  // Reading refuses a file that is not there, in words that fit.
  if (creation == Creation::refused)
    RELCTL_TRY(log_for_reading());
  const bool is_named =
      m_global.has("--db") || !surroundings.environment("RELCTL_DB").value_or("").empty();
  if (!is_named && creation == Creation::allowed)
    RELCTL_TRY(make_private_folder(std::filesystem::path(m_database_path).parent_path()));
  RELCTL_TRY_ASSIGN(m_writable, audit::open_log(m_database_path, audit::OpenMode::read_write));
  on_record = OnRecord::everything;
  return m_writable.get();
}

Result<std::string> Session::choose_release(bool or_latest) {
  if (m_global.has("--release"))
    return m_global.text("--release");
  RELCTL_TRY_ASSIGN(auto* log, any_log());
  RELCTL_TRY_ASSIGN(const auto choice, releases_in(*log));
  if (choice.open.size() == 1)
    return choice.open.front();
  if (choice.open.size() > 1)
    return fail(ErrorKind::usage,
                fmt::format("several releases are open; name one with --release: {}",
                            join(choice.open, ", ")));
  if (or_latest && !choice.over.empty())
    return choice.over.front();
  if (!choice.over.empty())
    return fail(ErrorKind::not_found,
                fmt::format("no release is open in {}; the newest, {}, is over (name it with "
                            "--release), or open one with `relctl start`",
                            m_database_path, choice.over.front()));
  if (!choice.observations.empty())
    return fail(ErrorKind::not_found,
                fmt::format("there is no release in {}, only observations; name one with "
                            "--release: {}",
                            m_database_path, join(choice.observations, ", ")));
  return fail(ErrorKind::not_found,
              fmt::format("there is no release in {}; open one with "
                          "`relctl start`, or name another database with --db",
                          m_database_path));
}

Result<engine::ReleaseView> Session::load_release(bool or_latest, bool readings) {
  RELCTL_TRY_ASSIGN(const auto release, choose_release(or_latest));
  RELCTL_TRY_ASSIGN(auto* log, any_log());
  return engine::load(*log, release, readings);
}

/// A plan that was started goes on under the rules that it was started by.
void Session::tell_of_later_rules(const core::State& state,
                                  const std::vector<plan::Diagnostic>& diagnostics) const {
  for (const auto& diagnostic : diagnostics)
    if (diagnostic.severity == plan::Severity::error)
      *surroundings.message.out << "relctl: warning: "
                                << plan::format_diagnostic(state.opened.plan_path, diagnostic)
                                << "\n";
}

Result<planfile::LoadedPlan> Session::pinned_plan(const core::State& state) {
  auto loaded = planfile::load_plan(state.opened.plan_text, surroundings.environment);
  if (loaded.unread.empty()) {
    tell_of_later_rules(state, loaded.diagnostics);
    if (state.observation)
      loaded.plan = core::observed_plan(loaded.plan, state.observation->opened);
    return loaded;
  }
  for (const auto& diagnostic : loaded.diagnostics) {
    if (diagnostic.severity == plan::Severity::error && diagnostic.rule == loaded.unread.front())
      return fail(ErrorKind::refused,
                  fmt::format("the plan pinned by {} cannot be read any more: {}", state.release,
                              plan::format_diagnostic(state.opened.plan_path, diagnostic)));
  }
  return loaded;
}

Result<planfile::LoadedPlan> Session::pinned_plan_to_go_back(const core::State& state) {
  auto whole = pinned_plan(state);
  if (whole)
    return whole;
  auto loaded = load_with_stand_ins(state.opened.plan_text, surroundings.environment);
  if (stands_in_the_way_back(loaded))
    return whole;
  *surroundings.message.out << "relctl: warning: " << one_line(whole.error().message)
                            << "; going on without it\n";
  return loaded;
}

std::string Session::program(const std::string& release) {
  std::string text = "relctl";
  if (m_global.has("--db"))
    text += " --db " + shell_word(m_global.text("--db"));
  if (release.empty())
    return text;
  // A log that is lost may let a reader wait for long.
  if (m_global.has("--release") || on_record == OnRecord::lost || !is_only_open(release))
    text += " --release " + shell_word(release);
  return text;
}

ExitCode Session::complain(const Error& error) {
  *surroundings.message.out << "relctl: " << one_line(error.message, 2000) << "\n";
  return exit_code_of(error.kind);
}

ExitCode Session::usage_error(const std::string& message) {
  return complain({ErrorKind::usage, message});
}

Result<ports::AuditLog*> Session::any_log() {
  return m_writable ? Result<ports::AuditLog*>(m_writable.get()) : log_for_reading();
}

bool Session::is_only_open(const std::string& release) {
  const auto log = any_log();
  if (!log)
    return false;
  const auto choice = releases_in(**log);
  return choice && choice->open.size() == 1 && choice->open.front() == release;
}

} // namespace relctl::cli
