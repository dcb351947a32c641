// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::core {

/// A person's yes or no.
struct CheckAnswered {
  static constexpr std::string_view kind = "CheckAnswered";
  std::string phase; ///< `before` for a precondition.
  std::string check;
  bool ok = false;
  std::string as;
  std::string note;
  std::map<std::string, std::string> values = {}; ///< Handed over; a number under `value`.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("phase", self.phase);
    visit("check", self.check);
    visit("ok", self.ok);
    visit("as", self.as);
    visit("note", self.note);
    visit("values", self.values);
  }
};

/// A person lets the release leave a phase, start (`start`), enter phases outside the change
/// windows (`window`), or pass a point of no return (`rollback/STEP`).
struct ApprovalGiven {
  static constexpr std::string_view kind = "ApprovalGiven";
  std::string subject;
  std::string role;
  std::string as;
  std::string reason;
  std::optional<Instant> until = {}; ///< Of `window`: when it is over.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("subject", self.subject);
    visit("role", self.role);
    visit("as", self.as);
    visit("reason", self.reason);
    visit("until_ms", self.until);
  }
};

/// This release enters no further phase. Never blocks a rollback.
struct Paused {
  static constexpr std::string_view kind = "Paused";
  std::string reason;
  std::string as;
  std::optional<Instant> until;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("reason", self.reason);
    visit("as", self.as);
    visit("until_ms", self.until);
  }
};

/// The pause is over.
struct Resumed {
  static constexpr std::string_view kind = "Resumed";
  std::string reason;
  std::string as;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("reason", self.reason);
    visit("as", self.as);
  }
};

/// No release enters a phase. Never blocks a rollback.
struct Frozen {
  static constexpr std::string_view kind = "Frozen";
  static constexpr bool in_ledger = true;
  std::string reason;
  std::string as;
  std::optional<Instant> until;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("reason", self.reason);
    visit("as", self.as);
    visit("until_ms", self.until);
  }
};

/// The freeze is over.
struct Unfrozen {
  static constexpr std::string_view kind = "Unfrozen";
  static constexpr bool in_ledger = true;
  std::string reason;
  std::string as;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("reason", self.reason);
    visit("as", self.as);
  }
};

/// What `subject` is about blocks nothing until then. Never hides a breach that rolls back.
struct Waived {
  static constexpr std::string_view kind = "Waived";
  std::string subject; ///< A threshold, a check, or a reason's subject such as `p95[swap]`.
  std::string reason;
  Instant until;
  std::string role; ///< In which role; empty where nobody is asked for one.
  std::string as;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("subject", self.subject);
    visit("reason", self.reason);
    visit("until_ms", self.until);
    visit("role", self.role);
    visit("as", self.as);
  }
};

/// A person's remark.
struct NoteAdded {
  static constexpr std::string_view kind = "NoteAdded";
  std::string text;
  std::string as;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("text", self.text);
    visit("as", self.as);
  }
};

/// A file kept as evidence.
struct FileAttached {
  static constexpr std::string_view kind = "FileAttached";
  std::string name;   ///< As it was called.
  std::string title;  ///< What it shows.
  std::string sha256; ///< Of its bytes, hexadecimal.
  std::int64_t size = 0;
  std::string path;  ///< Absolute, of the copy that was kept, or of the file itself without one.
  bool kept = false; ///< A copy lies beside the log.
  std::string as;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("name", self.name);
    visit("title", self.title);
    visit("sha256", self.sha256);
    visit("size", self.size);
    visit("path", self.path);
    visit("kept", self.kept);
    visit("as", self.as);
  }
};

/// A notification as rendered; what is printed is what was recorded.
struct MessagePrepared {
  static constexpr std::string_view kind = "MessagePrepared";
  std::string comms; ///< Id of the template.
  std::string text;
  std::string track = {};
  std::string phase = {};   ///< What it is about; empty before the first, and in old logs.
  std::string subject = {}; ///< The incident it is about; empty: the phase.
  /// The channels that it goes to, and what it is called there; none where it is only printed.
  std::optional<std::vector<std::string>> to = {};
  std::optional<std::string> id = {};
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("comms", self.comms);
    visit("text", self.text);
    visit("track", self.track);
    visit("phase", self.phase);
    visit("subject", self.subject);
    visit("to", self.to);
    visit("id", self.id);
  }
};

} // namespace relctl::core
