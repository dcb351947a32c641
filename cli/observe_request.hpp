// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/start_request.hpp"
#include "core/event_observation.hpp"

#include <optional>
#include <string>
#include <vector>

namespace relctl::cli {

/// An observation that somebody wants to make or to go on with.
struct ObserveRequest {
  PlanInput input;
  std::map<std::string, std::string> urls; ///< Of --url, by source.
  std::optional<int> samples;
  std::optional<Duration> every;
  std::string version; ///< Canonical; empty when none was given.
  std::string on_miss; ///< Empty when none was given, as `record`.
  std::string record;
  std::string stop; ///< Why it is to end now; empty: it is not.
  std::vector<core::FindingNoted> findings;
  std::string signs; ///< Who signs at the end; empty: nobody.
  std::string out;
  std::optional<Duration> timeout;
};

/// Reads the flags and the plan, as read_start_request() does.
[[nodiscard]] Result<ObserveRequest> read_observe_request(Session& session,
                                                          const Arguments& arguments);

/// pin_values(); what a start would wait for, an observation needs at once.
[[nodiscard]] Result<void> pin_all_values(Session& session, const Arguments& arguments,
                                          PlanInput& input);

/// The event that opens the observation at `now`: samples and interval from the flags, else from
/// the plan; versions from the release that it is about, if any.
[[nodiscard]] Result<core::ObservationOpened> opening_of(const ObserveRequest& request,
                                                         const core::State* release, Instant now);

/// A finding as `--finding` gives it: `high: text`, or the text alone, which is of medium impact.
[[nodiscard]] core::FindingNoted read_finding(const std::string& text, const std::string& advice,
                                              const std::string& as);

} // namespace relctl::cli
