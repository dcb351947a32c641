// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "host/evidence.hpp"

#include <fmt/format.h>

#include <filesystem>

namespace relctl::cli {

namespace {

/// Beside the log: who keeps the one keeps the other.
std::string evidence_folder(const Session& session) {
  return session.database_path() + ".evidence";
}

ExitCode run_attach(Session& session, const Arguments& arguments) {
  const std::string path = arguments.text("FILE");
  const bool refers = arguments.has("--no-copy");
  // A release that is not there must not leave a copy behind.
  if (const auto view = session.load_release(true, false); !view)
    return session.complain(view.error());
  const auto evidence =
      refers ? host::look_at_evidence(path) : host::keep_evidence(path, evidence_folder(session));
  if (!evidence)
    return session.complain(evidence.error());
  if (evidence->was_changed)
    *session.surroundings.message.out
        << fmt::format("relctl: warning: {} had been changed since it was attached; it is written "
                       "anew, as the log has it\n",
                       one_line(evidence->path));
  const core::FileAttached attached{std::filesystem::path(path).filename().string(),
                                    arguments.text("--title"),
                                    evidence->sha256,
                                    evidence->size,
                                    evidence->path,
                                    !refers,
                                    session.actor()};
  const auto events = [&](const plan::Plan&,
                          const engine::ReleaseView&) -> Result<std::vector<core::Event>> {
    return std::vector<core::Event>{attached};
  };
  return state_fact(session, arguments,
                    {"attach",
                     fmt::format("{} attached by {}: {} bytes, sha256 {}", one_line(attached.name),
                                 session.actor(), attached.size, attached.sha256),
                     events, false});
}

} // namespace

const Command& attach_command() {
  static const Command command{
      "attach",
      "keep a file as evidence, with its digest in the log",
      "relctl attach dashboard.png --title 'error rate, before and after' --as alice",
      {{"FILE", "FILE", "the file; a copy is kept beside the audit log", true},
       {"--title", "TEXT", "what it shows"},
       {"--no-copy", "", "keep only its digest and where it lies"}},
      run_attach,
      {ExitCode::findings}};
  return command;
}

} // namespace relctl::cli
