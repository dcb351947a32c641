// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plan/diagnostic.hpp"
#include "plan/plan.hpp"
#include "plan/sql_text.hpp"

#include <string>
#include <vector>

namespace relctl::plan {

/// Where the parts of validate() put what they find.
class Findings {
public:
  void error(Mark mark, std::string rule, std::string message, std::string remedy);
  void warn(Mark mark, std::string rule, std::string message, std::string remedy);
  /// An error whose `sentence` is `message; remedy`, as operating errors are written.
  void error_of(Mark mark, std::string rule, const std::string& subject,
                const std::string& sentence);
  /// Everything found so far; the findings are empty afterwards.
  [[nodiscard]] std::vector<Diagnostic> take();

private:
  std::vector<Diagnostic> m_diagnostics;
};

/// `'word'`, safe to print.
[[nodiscard]] std::string quoted(const std::string& word);

/// How to mend an unknown name: the nearest known one, else the known ones, else to declare it
/// under `section`.
[[nodiscard]] std::string name_remedy(const std::string& word,
                                      const std::vector<std::string>& known,
                                      const std::string& section);

template <class T>
[[nodiscard]] std::vector<std::string> ids_of(const std::vector<T>& items) {
  std::vector<std::string> ids;
  for (const T& item : items)
    ids.push_back(item.id);
  return ids;
}

/// The checks of `before`, of the release and of the observation.
[[nodiscard]] std::vector<const Check*> early_checks(const Plan& plan);
/// Every check of the plan: those, the readmission's and those of `after`, then of the phases.
[[nodiscard]] std::vector<const Check*> all_checks(const Plan& plan);

[[nodiscard]] bool contains(const std::vector<std::string>& names, const std::string& name);

/// Every step of the plan: forward, rollback, its verification, those of checks, and the one that
/// asks whether what is observed lives.
[[nodiscard]] std::vector<const Step*> all_steps(const Plan& plan);

/// Names that any template or parameter may use: the plan's variables and the catalogue's.
[[nodiscard]] std::vector<std::string> known_variables(const Plan& plan);

/// The label of the step's own `each`, and of the steps that it stands in for.
[[nodiscard]] std::vector<std::string> labels_for(const Plan& plan, const Step& step);

/// Whether the source takes SQL, whose parameters are bound and not rendered.
[[nodiscard]] bool is_sql(const Source* source);
[[nodiscard]] SqlDialect dialect_of(const Source& source);

/// A query in SQL, called `subject`: its parameters are written `:name` and are among `known`, and
/// nothing is spliced in.
void check_sql(const std::string& subject, Mark mark, const std::string& sql, SqlDialect dialect,
               const std::vector<std::string>& known, Findings& findings);

// The parts of validate(), each in a file of its name. README.md lists their rules.
void validate_ids(const Plan& plan, Findings& findings);
void validate_names(const Plan& plan, Findings& findings);
void validate_references(const Plan& plan, Findings& findings);
void validate_limits(const Plan& plan, Findings& findings);
void validate_limit_sense(const Plan& plan, Findings& findings);
void validate_limit_bounds(const Plan& plan, Findings& findings);
void validate_overtaken(const Plan& plan, Findings& findings);
void validate_windows(const Plan& plan, Findings& findings);
void validate_metrics(const Plan& plan, Findings& findings);
void validate_queries(const Plan& plan, Findings& findings);
void validate_promql(const Plan& plan, Findings& findings);
void validate_volumes(const Plan& plan, Findings& findings);
void validate_tracks(const Plan& plan, Findings& findings);
void validate_enough(const Plan& plan, Findings& findings);
void validate_holds(const Plan& plan, Findings& findings);
void validate_phases(const Plan& plan, Findings& findings);
void validate_rollback(const Plan& plan, Findings& findings);
void validate_scopes(const Plan& plan, Findings& findings);
void validate_checks(const Plan& plan, Findings& findings);
void validate_reconcile(const Plan& plan, Findings& findings);
void validate_otherwise(const Plan& plan, Findings& findings);
void validate_start(const Plan& plan, Findings& findings);
void validate_templates(const Plan& plan, Findings& findings);
void validate_channels(const Plan& plan, Findings& findings);
void validate_observation(const Plan& plan, Findings& findings);

} // namespace relctl::plan
