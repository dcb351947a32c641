// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "support/run_program.hpp"

#include <string>
#include <vector>

namespace relctl::test {

/// A folder of its own with a plan, the scripts that its steps run, and an audit log. Every script
/// writes what it was called with to `trace`.
class Workplace {
public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  [[nodiscard]] std::string file(const std::string& name) const { return m_folder + "/" + name; }
  void write(const std::string& name, const std::string& text) const;
  /// A shell script; `$TRACE` names the trace.
  void script(const std::string& name, const std::string& body) const;
  [[nodiscard]] std::string read(const std::string& name) const;
  [[nodiscard]] std::vector<std::string> trace() const;

  /// Runs relctl in the folder on its log, with PROM_URL set to `source`.
  [[nodiscard]] Ran relctl(const std::vector<std::string>& words) const;
  /// The same with standard output going to a file, or closed with `-`.
  [[nodiscard]] Ran relctl_into(const std::string& output_path,
                                const std::vector<std::string>& words) const;
  /// Starts it and comes back.
  [[nodiscard]] Launch launch(const std::vector<std::string>& words) const;

  /// `start plan.yaml --version v1.4.0 --from v1.3.2 --check uat`, which must be a go.
  void start() const;
  /// `start plan.yaml --version v1.4.0 --from v1.3.2`, whatever comes of it.
  [[nodiscard]] Ran try_start() const;

  std::string source = "http://127.0.0.1:9"; ///< Where nothing answers.
  std::map<std::string, std::string> environment;

private:
  std::string m_folder;
};

/// Two phases of two seconds, p5 and full (approved by role owner, whose member is alice), behind
/// the step `shift`; one metric on a grid of one second that rolls back above 1 %; a person's check
/// before the start; one rollback step, `back`.
[[nodiscard]] std::string demo_plan();

/// Runs SQL on log.db behind relctl's back.
void edit_log(const Workplace& place, const std::string& sql);

/// The same phases and steps with nothing to wait for: no metric, no observation, no approval. An
/// incident P0 of scope orders rolls back.
[[nodiscard]] std::string quick_plan();

/// Starts a release of the quick plan and enters its first phase.
void expose_quick(const Workplace& place);

/// The text with the first `from` replaced; the test program ends where there is none.
[[nodiscard]] std::string with(std::string text, const std::string& from, const std::string& to);

[[nodiscard]] bool contains(const std::string& text, const std::string& part);

/// Lines of the text.
[[nodiscard]] std::size_t lines_in(const std::string& text);

} // namespace relctl::test
