// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "host/child.hpp"
#include "ports/audit_log.hpp"

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

namespace relctl::host {

/// The commands that run now, and the orphans of an earlier relctl. Keeps the record beside the
/// lock: a command does nothing before its group stands there.
class Commands {
public:
  using Done = std::function<void(const ports::ProcessReply&)>;

  /// `lock` outlives this; null where no commands may run. Takes over the orphans among
  /// left_behind() whose first process still lives.
  Commands(ports::Lock* lock, Duration grace);

  /// Its end comes from advance(), also when it could not start.
  void begin(const std::string& effect_id, const ports::ProcessRequest& request, Done done);
  /// False when no such command or orphan lives.
  bool stop(const std::string& effect_id);
  /// KILL for everything this process began.
  void kill_now();
  /// TERM for everything this process began.
  void cancel_all();

  /// Does what can be done without waiting; true when an orphan has died.
  bool advance();
  void watch(Watch& watch) const;
  /// Whether this process runs it; an orphan is not its own.
  [[nodiscard]] bool has_begun(const std::string& effect_id) const;
  [[nodiscard]] bool idle() const { return m_running.empty(); }
  void add_live(std::set<std::string>& ids) const;

private:
  struct Running {
    std::string effect_id;
    std::unique_ptr<Child> child; ///< Null when it could not start.
    ports::ProcessReply not_started;
    Done done;
  };
  struct Orphan {
    ports::RunningGroup group;
    std::int64_t kill_ms = 0; ///< Zero until it is being stopped.
    bool stopping = false;
  };

  [[nodiscard]] Result<std::unique_ptr<Child>> start(const std::string& effect_id,
                                                     const ports::ProcessRequest& request);
  [[nodiscard]] Result<void> record(const Child* next, const std::string& next_id) const;
  void record_ends() const;
  void stop_orphan(Orphan& orphan) const;
  [[nodiscard]] bool advance_orphans();

  ports::Lock* m_lock;
  Duration m_grace;
  std::vector<Running> m_running;
  std::vector<Orphan> m_orphans;
  std::int64_t m_next_orphan_ms = 0;
};

} // namespace relctl::host
