// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "cli/command.hpp"
#include "engine/release_log.hpp"
#include "planfile/plan_yaml.hpp"
#include "ports/audit_log.hpp"

#include <functional>
#include <memory>
#include <optional>
#include <ostream>
#include <string>

namespace relctl::cli {

enum class OutputFormat { table, json, jsonl };

/// Whether an audit log is made where there is none.
enum class Creation { refused, allowed };

/// What an answer that is lost may be looked up by.
enum class OnRecord {
  nothing,    ///< The command records nothing.
  everything, ///< What was done is in the log.
  lost        ///< It could not be recorded, and that has been said.
};

/// A stream and what is known of it.
struct Stream {
  std::ostream* out = nullptr;
  bool is_terminal = false;
  bool colour = false;
  int width = 80;
};

/// How both streams behave towards readers that take nothing: a terminal after Ctrl-S, a pipe whose
/// other end sleeps.
struct Readers {
  /// From now on nothing that is written waits for them. For commands that act: no decision and no
  /// way back may hang on somebody who reads.
  std::function<void()> never_wait = [] {};
  /// Hands out what they did not take; true when they have everything.
  std::function<bool()> keep_up = [] { return true; };
  /// Likewise, and waits for them, but not for ever. What is left then is lost.
  std::function<bool()> wait = [] { return true; };
};

/// The flags that every command takes, and the outside as the command may see it.
struct Surroundings {
  Stream answer;  ///< stdout: the one thing asked for.
  Stream message; ///< stderr: everything else.
  Readers readers;
  bool input_is_terminal = false;
  std::function<std::string()> read_line; ///< One line of standard input.
  /// Whether a line of standard input, or its end, comes within that time.
  std::function<bool(Duration)> has_line;
  plan::Environment environment;
  std::map<std::string, std::string> environment_map;
  std::string host;
  /// Who runs relctl, when `--as` does not say. To look that up may take a directory service over
  /// the network, and whoever only reads does without.
  std::function<std::string()> user;
  std::string command_line;
};

/// What one invocation works with. Opens things only when asked, so that `--help` touches nothing.
class Session {
public:
  Session(Surroundings surroundings, Arguments global);

  Surroundings surroundings;
  OutputFormat format = OutputFormat::table;
  bool quiet = false;
  bool yes = false;     ///< -y
  bool may_ask = false; ///< A terminal to ask on, and no --no-input.
  OnRecord on_record = OnRecord::nothing;
  /// The anchor of the log that took no more; empty while it takes everything, or where none could
  /// be read.
  std::string lost_after;
  /// What came of a release, and the command that tells it again; empty for all else.
  std::string ended_as;

  /// --as, else user@host, which is looked up when it is asked for first.
  [[nodiscard]] const std::string& actor() const;

  /// `--db`, else RELCTL_DB, else /var/lib/relctl/relctl.db where that folder exists, else
  /// $XDG_STATE_HOME/relctl/relctl.db (folder made, 0700, when writing).
  [[nodiscard]] const std::string& database_path() const { return m_database_path; }
  [[nodiscard]] Result<ports::AuditLog*> log_for_reading();
  /// not_found where there is none and none is to be made: only what opens a release makes one.
  [[nodiscard]] Result<ports::AuditLog*> log_for_writing(Creation creation = Creation::refused);

  /// `--release`, else the only release that is not over, else (with `or_latest`) the newest one.
  /// not_found or usage with the candidates otherwise.
  [[nodiscard]] Result<std::string> choose_release(bool or_latest);
  /// `--release`; none where it was not given.
  [[nodiscard]] std::optional<std::string> named_release() const {
    return m_global.has("--release") ? std::optional(m_global.text("--release")) : std::nullopt;
  }
  [[nodiscard]] Result<engine::ReleaseView> load_release(bool or_latest, bool readings = true);

  /// The plan pinned in the log, read again with today's environment; of an observation as it is
  /// observed.
  [[nodiscard]] Result<planfile::LoadedPlan> pinned_plan(const core::State& state);

  /// The same for going back, which needs no source: a variable of the environment that is not set
  /// gets a value that leads nowhere, and a warning.
  [[nodiscard]] Result<planfile::LoadedPlan> pinned_plan_to_go_back(const core::State& state);

  /// `relctl` with the global flags that a command to paste needs: `--db` where it was given, and
  /// `--release` (of `release`, unless empty) where it was given or several are open.
  [[nodiscard]] std::string program(const std::string& release = {});

  /// Prints `relctl: message` to stderr; returns the code that the error stands for.
  ExitCode complain(const Error& error);
  ExitCode usage_error(const std::string& message);

private:
  void tell_of_later_rules(const core::State& state,
                           const std::vector<plan::Diagnostic>& diagnostics) const;
  [[nodiscard]] Result<ports::AuditLog*> any_log();
  [[nodiscard]] bool is_only_open(const std::string& release);

  Arguments m_global;
  mutable std::optional<std::string> m_actor;
  std::string m_database_path;
  std::unique_ptr<ports::AuditLog> m_log;      ///< Read only.
  std::unique_ptr<ports::AuditLog> m_writable; ///< Preferred once it is open.
};

} // namespace relctl::cli
