// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace relctl::core {

/// A person's finding, with what it means and what to do.
struct FindingNoted {
  static constexpr std::string_view kind = "FindingNoted";
  std::string text;
  std::string impact; ///< low, medium or high.
  std::string advice;
  std::string as;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("text", self.text);
    visit("impact", self.impact);
    visit("advice", self.advice);
    visit("as", self.as);
  }
};

/// The observation is over.
struct ObservationEnded {
  static constexpr std::string_view kind = "ObservationEnded";
  std::string conclusion; ///< passed, conditional or failed.
  std::vector<std::string> reasons;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("conclusion", self.conclusion);
    visit("reasons", self.reasons);
  }
};

/// A person stands for the conclusion.
struct ObservationSigned {
  static constexpr std::string_view kind = "ObservationSigned";
  std::string as;
  std::string conclusion; ///< As it stood when it was signed.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("as", self.as);
    visit("conclusion", self.conclusion);
  }
};

/// What an observation measured of one series, to be the baseline of later releases.
struct BaselineRecorded {
  static constexpr std::string_view kind = "BaselineRecorded";
  static constexpr bool in_ledger = true;
  std::string name;
  std::string id; ///< The observation's; a later record of the same name and series replaces it.
  std::string plan;
  std::string metric;
  std::string series;
  double mean = 0.0; ///< Canonical unit, as are the others.
  double min = 0.0;
  double max = 0.0;
  int samples = 0;     ///< Good ones.
  Instant measured_at; ///< Grid time of the last of them.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("name", self.name);
    visit("id", self.id);
    visit("plan", self.plan);
    visit("metric", self.metric);
    visit("series", self.series);
    visit("mean", self.mean);
    visit("min", self.min);
    visit("max", self.max);
    visit("samples", self.samples);
    visit("measured_at_ms", self.measured_at);
  }
};

} // namespace relctl::core
