// SPDX-License-Identifier: Apache-2.0
#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/embedded.hpp"
#include "cli/output_file.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

constexpr const char* k_default_template = "minimal";

std::vector<std::string> template_names() {
  std::vector<std::string> names;
  for (const EmbeddedText& embedded : plan_templates())
    names.emplace_back(embedded.name);
  return names;
}

Result<std::string> find_template(const std::string& name) {
  for (const EmbeddedText& embedded : plan_templates())
    if (embedded.name == name)
      return std::string(embedded.text);
  const auto near = nearest(name, template_names());
  return fail(ErrorKind::usage, fmt::format("there is no template '{}'; {}", one_line(name, 60),
                                            near ? fmt::format("did you mean '{}'?", *near)
                                                 : "there are " + join(template_names(), ", ")));
}

ExitCode run_init(Session& session, const Arguments& arguments) {
  const auto text = find_template(arguments.text("--template", k_default_template));
  if (!text)
    return session.complain(text.error());
  const std::string path = arguments.text("--out");
  const ExitCode code = deliver_new(session, path, *text);
  if (code == ExitCode::ok && !path.empty() && !session.quiet)
    *session.surroundings.message.out << fmt::format(
        "wrote {}; make it yours, then: relctl validate {}\n", one_line(path), shell_word(path));
  return code;
}

} // namespace

const Command& init_command() {
  static const std::string help = "which: " + join(template_names(), ", ") + "; else minimal";
  static const Command command{
      "init",
      "a plan to begin with, with comments",
      "relctl init > plan.yaml\nrelctl init --template canary --out plan.yaml",
      {{"--template", "NAME", help},
       {"--out", "FILE", "write there, where no file is yet; else to standard output"}},
      run_init};
  return command;
}

} // namespace relctl::cli
