// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace relctl::core {

/// A version that a release was opened for, or that one could go back to.
struct VersionKnown {
  static constexpr std::string_view kind = "VersionKnown";
  static constexpr bool in_ledger = true;
  std::string plan;
  std::string version;
  std::string release;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("plan", self.plan);
    visit("version", self.version);
    visit("release", self.release);
  }
};

/// The version that runs and that the next release goes back to.
struct VersionStable {
  static constexpr std::string_view kind = "VersionStable";
  static constexpr bool in_ledger = true;
  std::string plan;
  std::string version;
  std::string release;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("plan", self.plan);
    visit("version", self.version);
    visit("release", self.release);
  }
};

/// A version that was rolled back; it comes back only by a person's override.
struct VersionRefused {
  static constexpr std::string_view kind = "VersionRefused";
  static constexpr bool in_ledger = true;
  std::string plan;
  std::string version;
  std::string release;
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("plan", self.plan);
    visit("version", self.version);
    visit("release", self.release);
    visit("reason", self.reason);
  }
};

/// A person lets a refused version come back.
struct VersionReadmitted {
  static constexpr std::string_view kind = "VersionReadmitted";
  static constexpr bool in_ledger = true;
  std::string plan;
  std::string version;
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("plan", self.plan);
    visit("version", self.version);
    visit("reason", self.reason);
  }
};

/// After a rollback: no release of the plan starts until its readmission checks have passed, or a
/// person says so.
struct PlanFrozen {
  static constexpr std::string_view kind = "PlanFrozen";
  static constexpr bool in_ledger = true;
  std::string plan;
  std::string release; ///< That was rolled back.
  std::string reason;
  std::vector<std::string> checks; ///< That must pass; none: only a person can lift it.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("plan", self.plan);
    visit("release", self.release);
    visit("reason", self.reason);
    visit("checks", self.checks);
  }
};

/// Releases of the plan may start again.
struct PlanReadmitted {
  static constexpr std::string_view kind = "PlanReadmitted";
  static constexpr bool in_ledger = true;
  std::string plan;
  std::string release; ///< At whose start.
  std::string reason;  ///< Of a person; or which checks have passed.
  std::string as;      ///< Empty: relctl, since the checks have passed.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("plan", self.plan);
    visit("release", self.release);
    visit("reason", self.reason);
    visit("as", self.as);
  }
};

} // namespace relctl::core
