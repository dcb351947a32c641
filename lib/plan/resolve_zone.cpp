// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "plan/zone.hpp"

#include <date/tz.h>

namespace relctl::plan {
namespace {

using std::chrono::milliseconds;

constexpr date::sys_seconds k_first = date::sys_days{date::year{2000} / 1 / 1};
constexpr date::sys_seconds k_last = date::sys_days{date::year{2100} / 1 / 1};

std::vector<ZoneOffset> offsets_of(const date::time_zone& zone) {
  std::vector<ZoneOffset> offsets;
  for (date::sys_seconds at = k_first; at < k_last;) {
    const date::sys_info info = zone.get_info(at);
    const auto since = std::max(info.begin, k_first);
    offsets.push_back(
        {{milliseconds(since.time_since_epoch()).count()}, {milliseconds(info.offset).count()}});
    if (info.end <= at)
      break;
    at = info.end;
  }
  return offsets;
}

} // namespace

Result<Zone> resolve_zone(const std::string& name) {
  try {
    return Zone{name, offsets_of(*date::locate_zone(name))};
  } catch (const std::exception&) {
    return fail(ErrorKind::usage, "'" + one_line(name, 60) +
                                      "' is no time zone of this machine's tzdata; write for "
                                      "instance Asia/Shanghai, Europe/Berlin or UTC");
  }
}

} // namespace relctl::plan
