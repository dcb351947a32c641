// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.hpp"
#include "cli/embedded.hpp"
#include "cli/output_file.hpp"

namespace relctl::cli {

namespace {

ExitCode run_schema(Session& session, const Arguments& arguments) {
  return deliver(session, arguments.text("--out"), std::string(plan_schema()));
}

} // namespace

const Command& schema_command() {
  static const Command command{
      "schema",
      "the JSON Schema of the plan language, for editors that complete and explain keys",
      "relctl schema --out plan.schema.json\n"
      "sed -i '1i # yaml-language-server: $schema=plan.schema.json' plan.yaml",
      {{"--out", "FILE", "write there instead of to standard output"}},
      run_schema};
  return command;
}

} // namespace relctl::cli
