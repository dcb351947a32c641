// SPDX-License-Identifier: Apache-2.0
#include "cli/advance.hpp"
#include "cli/commands.hpp"

namespace relctl::cli {

namespace {

ExitCode run_run(Session& session, const Arguments& arguments) {
  auto request = read_advance_request(arguments);
  if (!request)
    return session.complain(request.error());
  request->to_the_end = true;
  return advance_release(session, "run", *request);
}

} // namespace

const Command& run_command() {
  static const Command command{
      "run",
      "advance and wait until complete, held or rolled back",
      "relctl run\nrelctl run --timeout 8h",
      {{"--timeout", "DURATION", "come back after this long, with exit code 124"}},
      run_run,
      exits_of_advance()};
  return command;
}

} // namespace relctl::cli
