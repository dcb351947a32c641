// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::core {

/// One version begins to go through one plan. The plan's text is kept whole, so that a rollback
/// needs no file.
struct ReleaseOpened {
  static constexpr std::string_view kind = "ReleaseOpened";
  std::string plan;
  std::string title;
  std::string version;     ///< Canonical SemVer, without v.
  std::string stable;      ///< The version to go back to; empty when none is known.
  std::string plan_digest; ///< SHA-256 of plan_text, hexadecimal.
  std::string plan_path;   ///< As given, for people.
  std::string directory;   ///< Absolute folder of the plan; commands run there.
  std::string plan_text;
  std::map<std::string, std::string> vars; ///< Pinned values.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("plan", self.plan);
    visit("title", self.title);
    visit("version", self.version);
    visit("stable", self.stable);
    visit("plan_digest", self.plan_digest);
    visit("plan_path", self.plan_path);
    visit("directory", self.directory);
    visit("plan_text", self.plan_text);
    visit("vars", self.vars);
  }
};

/// Go or no-go, with every reason for a no-go. A later one replaces it.
struct StartDecided {
  static constexpr std::string_view kind = "StartDecided";
  bool go = false;
  std::vector<Reason> reasons;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("go", self.go);
    visit("reasons", self.reasons);
  }
};

/// The last phase has passed.
struct ReleaseCompleted {
  static constexpr std::string_view kind = "ReleaseCompleted";
  std::string version;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("version", self.version);
  }
};

/// Given up before any exposure.
struct ReleaseAborted {
  static constexpr std::string_view kind = "ReleaseAborted";
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("reason", self.reason);
  }
};

/// After a rollback every hard metric stayed within its target for the observation.
struct ReleaseRecovered {
  static constexpr std::string_view kind = "ReleaseRecovered";
  Duration took; ///< From the request of the rollback.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("took_ms", self.took);
  }
};

/// Nothing more will happen to this release.
struct ReleaseClosed {
  static constexpr std::string_view kind = "ReleaseClosed";
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("reason", self.reason);
  }
};

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

} // namespace relctl::core
