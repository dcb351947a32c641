// SPDX-License-Identifier: Apache-2.0
#include "audit/checkpoint.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/json_text.hpp"
#include "cli/note_files.hpp"
#include "cli/output_file.hpp"
#include "cli/session.hpp"
#include "cli/verify_log.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

ExitCode make_key(Session& session, const Arguments& arguments) {
  const std::string path = arguments.text("--new-key");
  const auto signer =
      audit::new_note_signer(arguments.text("--name", "relctl/" + session.surroundings.host));
  if (!signer)
    return session.complain(signer.error());
  const ExitCode code = deliver_secret(session, path, audit::format_note_signer(*signer) + "\n");
  if (code != ExitCode::ok)
    return code;
  const std::string verifier = audit::format_note_verifier(verifier_of(*signer));
  auto& answer = *session.surroundings.answer.out;
  if (session.format == OutputFormat::table)
    answer << verifier << "\n";
  else
    answer << JsonObject()
                  .text("schema", "relctl.note-key/1")
                  .text("private_key_file", path)
                  .text("public_key", verifier)
                  .str()
           << "\n";
  if (!session.quiet)
    *session.surroundings.message.out << fmt::format(
        "wrote the private key {}; its public key is on standard output: keep it where this "
        "machine cannot change it\n",
        one_line(path));
  return ExitCode::ok;
}

/// Who signs a head vouches for the chain up to it, so the chain is looked at first.
Result<std::string> checkpoint_of(const std::string& database, const std::string& key_path) {
  RELCTL_TRY_ASSIGN(const std::string key, read_private_line_of(key_path));
  const auto signer = audit::parse_note_signer(key);
  if (!signer)
    return fail(signer.error().kind, one_line(key_path) + " " + signer.error().message);
  RELCTL_TRY_ASSIGN(const auto report, verify_log(database, std::nullopt));
  if (!report.intact)
    return fail(ErrorKind::failed,
                fmt::format("{} is broken at position {}: {}; nothing was signed", database,
                            report.first_bad_position, one_line(report.finding, 1000)));
  return audit::make_checkpoint(report.head, *signer);
}

ExitCode run_checkpoint(Session& session, const Arguments& arguments) {
  const bool makes_key = arguments.has("--new-key");
  if (makes_key == arguments.has("--key"))
    return session.usage_error("give --key FILE to sign, or --new-key FILE to make a key");
  if (makes_key)
    return arguments.has("--out") ? session.usage_error("--new-key names the file; leave --out out")
                                  : make_key(session, arguments);
  if (arguments.has("--name"))
    return session.usage_error("--name goes with --new-key; a key keeps its name");
  const auto note = checkpoint_of(session.database_path(), arguments.text("--key"));
  return note ? deliver(session, arguments.text("--out"), *note) : session.complain(note.error());
}

} // namespace

const Command& audit_checkpoint_command() {
  static const Command command{
      "audit checkpoint",
      "a signed note of the audit log's head, to be kept somewhere else",
      "relctl audit checkpoint --new-key relctl.key > relctl.pub\n"
      "relctl audit checkpoint --key relctl.key --out relctl.checkpoint\n"
      "relctl audit verify --checkpoint relctl.checkpoint --public-key relctl.pub",
      {{"--key", "FILE", "the private key to sign with"},
       {"--out", "FILE", "write there instead of to standard output; replaces the file"},
       {"--new-key", "FILE", "make a private key there (mode 0600) and print its public key"},
       {"--name", "NAME", "of the new key and so of the log; else relctl/HOST"}},
      run_checkpoint,
      {ExitCode::findings}};
  return command;
}

} // namespace relctl::cli
