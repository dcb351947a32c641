// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/instant.hpp"
#include "plan/threshold.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace relctl::core {

// Every event says its persisted fields once, in a static `fields(self, visit)` that calls
// visit(name, member); the encoder, the decoder and the tests walk it. Names are a contract:
// additions only.

/// Ordered from best to worst; the verdict over several is the worst.
enum class Verdict { promote, hold, rollback };

/// Where one threshold stands on one series, from best to worst.
enum class Status { pass, pending, unknown, breach };

/// One reason of a verdict. Its identity is (cause, subject).
struct Reason {
  plan::Cause cause = plan::Cause::observing;
  std::string subject; ///< Threshold, check, role, step or metric; with its series as `p95[swap]`.
  std::string text;    ///< Worded for a person, with the numbers.
  Instant since;       ///< When this reason came up and has stood ever since.
  bool blocks = true;  ///< False: reported (a warning), but no hold.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("cause", self.cause);
    visit("subject", self.subject);
    visit("text", self.text);
    visit("since_ms", self.since);
    visit("blocks", self.blocks);
  }
};

/// One threshold on one series with the numbers behind its status.
struct Finding {
  std::string threshold;
  std::string series;
  Status status = Status::unknown;
  std::optional<plan::Cause> cause; ///< Of an unknown.
  std::optional<double> value;      ///< Of the deciding reading, canonical unit.
  std::optional<double> limit;      ///< What the value was compared with, canonical unit.
  std::optional<double> baseline;
  std::string baseline_id;            ///< Of a recorded baseline; empty for any other.
  std::optional<Instant> baseline_at; ///< When a recorded or pinned baseline was measured.
  std::optional<double> volume;
  std::optional<Instant> at;    ///< Grid time of the deciding reading.
  std::optional<Instant> since; ///< First reading of the run beyond the limit.
  bool target_met = true;       ///< By the newest reading; true without a target.
  std::string text;             ///< `0.08% > 1% since 01:51:30Z (3 of 20 readings)`.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("threshold", self.threshold);
    visit("series", self.series);
    visit("status", self.status);
    visit("cause", self.cause);
    visit("value", self.value);
    visit("limit", self.limit);
    visit("baseline", self.baseline);
    visit("baseline_id", self.baseline_id);
    visit("baseline_at_ms", self.baseline_at);
    visit("volume", self.volume);
    visit("at_ms", self.at);
    visit("since_ms", self.since);
    visit("target_met", self.target_met);
    visit("text", self.text);
  }
};

} // namespace relctl::core
