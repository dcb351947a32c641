// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"

#include <map>
#include <optional>
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
  std::map<std::string, std::string> vars;            ///< Pinned values.
  std::map<std::string, std::string> components = {}; ///< Canonical versions.
  std::string train = {};
  std::optional<Instant> departs_at = {}; ///< Of the train: no phase is entered before.
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
    visit("components", self.components);
    visit("train", self.train);
    visit("departs_at_ms", self.departs_at);
  }
};

/// What the start lacked has been handed in later: values and versions that are added to the
/// pinned ones.
struct ManifestFilled {
  static constexpr std::string_view kind = "ManifestFilled";
  std::map<std::string, std::string> vars;
  std::map<std::string, std::string> components;
  std::string as;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("vars", self.vars);
    visit("components", self.components);
    visit("as", self.as);
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
  std::string as = {}; ///< Who closed it; empty: relctl.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("reason", self.reason);
    visit("as", self.as);
  }
};

} // namespace relctl::core
