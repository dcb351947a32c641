// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/redactor.hpp"
#include "base/result.hpp"
#include "ports/audit_log.hpp"
#include "ports/transport.hpp"
#include "ports/world.hpp"

#include <functional>
#include <memory>

namespace relctl::host {

struct LiveWorldOptions {
  const ports::EffectProtocol* effects = nullptr;           ///< Outlives the world.
  const ports::MeasurementProtocol* measurements = nullptr; ///< Outlives the world.
  ports::Lock* lock =
      nullptr; ///< Where running process groups are recorded; may be null (no commands run then).
  Redactor redactor;
  std::function<bool()> log_moved; ///< Asked about twice a second while waiting; may be empty.
  std::function<void(Instant)>
      tick; ///< Called about four times a second while waiting, for a progress line; may be empty.
  Duration grace = seconds(5); ///< Between TERM and KILL.
};

/// The real world: system clock, processes, sockets, curl. Takes SIGINT, SIGTERM and SIGHUP over
/// while it lives; the first is reported through wait(), a second SIGINT kills what runs. Kills its
/// processes when destroyed.
[[nodiscard]] Result<std::unique_ptr<ports::World>> make_live_world(LiveWorldOptions options);

/// The clock of the live world, for commands that only need the time.
[[nodiscard]] Instant system_now();

/// Whether the process that began at `process_start` (field 22 of /proc/PID/stat) still lives.
[[nodiscard]] bool is_alive(std::int64_t pid, std::uint64_t process_start);

/// Field 22 of /proc/PID/stat; 0 when there is no such process.
[[nodiscard]] std::uint64_t process_start_of(std::int64_t pid);

} // namespace relctl::host
