// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/fields.hpp"

#include <string>
#include <string_view>

namespace relctl::core {

/// An incident of a severity and scope, declared by a person or an alert.
struct IncidentOpened {
  static constexpr std::string_view kind = "IncidentOpened";
  std::string incident; ///< Id, unique in the release.
  std::string severity; ///< P0, P1 or P2.
  std::string scope;
  std::string summary;
  std::string as;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("incident", self.incident);
    visit("severity", self.severity);
    visit("scope", self.scope);
    visit("summary", self.summary);
    visit("as", self.as);
  }
};

/// Somebody has the incident.
struct IncidentAcknowledged {
  static constexpr std::string_view kind = "IncidentAcknowledged";
  std::string incident;
  std::string as;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("incident", self.incident);
    visit("as", self.as);
  }
};

/// Nobody has acknowledged the incident within its response time.
struct IncidentOverdue {
  static constexpr std::string_view kind = "IncidentOverdue";
  std::string incident;
  std::string severity;
  Duration respond; ///< The response time that has passed.
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("incident", self.incident);
    visit("severity", self.severity);
    visit("respond_ms", self.respond);
  }
};

/// The incident is over.
struct IncidentClosed {
  static constexpr std::string_view kind = "IncidentClosed";
  std::string incident;
  std::string as;
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("incident", self.incident);
    visit("as", self.as);
    visit("reason", self.reason);
  }
};

} // namespace relctl::core
