// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/event.hpp"

#include <optional>

namespace relctl::core {

// What people and checks have said of a release, as it stands on record.

/// A person's answer to a check.
struct AnswerState {
  CheckAnswered answered;
  Instant at;
};

/// A difference that a check found.
struct ItemState {
  ItemOpened opened;
  Instant at;
  std::optional<ItemClosed> closed;
};

/// An incident, and what became of it.
struct IncidentState {
  IncidentOpened opened;
  Instant at;
  std::optional<IncidentAcknowledged> acknowledged;
  std::optional<IncidentClosed> closed;
  bool overdue = false; ///< Not acknowledged within its response time, and said so.
};

/// A file of evidence, and when it was attached.
struct AttachmentState {
  FileAttached file;
  Instant at;
};

} // namespace relctl::core
