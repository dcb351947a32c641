// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/result.hpp"
#include "plan/plan.hpp"
#include "plan/scenario.hpp"
#include "ports/audit_log.hpp"
#include "sim/injection.hpp"
#include "sim/past.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace relctl::sim {

/// One release that was run through the past.
struct PastRelease {
  enum class End {
    complete,
    rolled_back, ///< By a threshold.
    held,        ///< On a limit; a person would have to see to it.
    blind,       ///< Held because the data could not be trusted, until somebody would have to act.
    unfinished   ///< The past was over first.
  };
  End end = End::complete;
  Instant started;
  Instant ended;
  Instant stopped_at; ///< Of rolled back and held: the grid time of the deciding reading.
  std::string phase;  ///< In which it ended.
  std::vector<std::string> subjects; ///< Thresholds and series that stopped it.
  std::string why;                   ///< The same in words.
  /// How long a phase was prolonged although its observation was over, by the cause that came
  /// first: `target of p95`, `nodata of error_rate`.
  std::map<std::string, Duration> delays;
  /// The shares of traffic that were reached, from when on.
  std::vector<std::pair<Instant, double>> exposure;
};
[[nodiscard]] bool is_alarm(const PastRelease& release);

/// Share of traffic times time, from `since` until the release was stopped; where it was not, until
/// it ended or, before that, what it was exposed to was over.
[[nodiscard]] Duration exposed_time(const PastRelease& release, Instant since,
                                    Instant over = k_never);

/// Runs releases of one plan through the past: the engine, the rules and the log of a live release.
class Backtest {
public:
  struct Setting {
    const plan::Plan& plan;
    const Past& past;
    plan::Values vars;
    plan::Scenario scenario; ///< Versions and components; the rest as it comes.
    Instant from;
    Instant to;
    std::function<std::unique_ptr<ports::AuditLog>()> open_log; ///< A new one in memory.
    bool looks_seldom = true; ///< False: at every grid time, which costs more and ends the same.
  };
  explicit Backtest(Setting setting);

  /// One release that begins at `start`, with the faults put into what it measures.
  [[nodiscard]] Result<PastRelease> run(Instant start, const std::vector<Injection>& faults) const;

  /// One release after the other: the next begins when the one before is complete, or `rest` after
  /// it was stopped; with `every`, one at each such time whatever became of the others. Nothing
  /// begins after the past is over, nor where it is empty().
  struct Pace {
    std::optional<Duration> every;
    Duration rest = hours(1);
  };
  [[nodiscard]] Result<std::vector<PastRelease>>
  run_all(const Pace& pace, const std::vector<Injection>& faults) const;

  /// Where there is not one reading for longer than a source may be silent.
  [[nodiscard]] const std::vector<Period>& empty() const { return m_empty; }

private:
  [[nodiscard]] Instant next_start(Instant wanted, const Pace& pace) const;

  Setting m_setting;
  plan::Plan m_plan;
  std::vector<Period> m_empty;
};

} // namespace relctl::sim
