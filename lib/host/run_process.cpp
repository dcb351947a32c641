// SPDX-License-Identifier: Apache-2.0
#include "host/run_process.hpp"

#include "host/clock.hpp"
#include "host/measuring_processes.hpp"

#include <algorithm>
#include <climits>

namespace relctl::host {

ports::ProcessReply run_process(const ports::ProcessRequest& request) {
  std::optional<ports::ProcessReply> ended;
  MeasuringProcesses processes(milliseconds(100));
  processes.begin(request, [&](const ports::ProcessReply& reply) { ended = reply; });
  for (processes.advance(); !ended; processes.advance()) {
    Watch watch;
    processes.watch(watch);
    const std::int64_t left = std::clamp<std::int64_t>(watch.wake_ms - boot_ms(), 0, INT_MAX);
    // Interrupted or not, advance() looks at what there is.
    (void)::poll(watch.descriptors.data(), watch.descriptors.size(), static_cast<int>(left));
  }
  return *ended;
}

} // namespace relctl::host
