// SPDX-License-Identifier: Apache-2.0
#include "core/event.hpp"

namespace relctl::core {

std::string_view kind_of(const Event& event) {
  return std::visit([](const auto& e) { return std::decay_t<decltype(e)>::kind; }, event);
}

bool is_ledger_event(const Event& event) {
  return std::visit(
      [](const auto& e) {
        return requires {
          std::decay_t<decltype(e)>::in_ledger;
        };
      },
      event);
}

bool is_of_exposure(const Event& event) {
  return std::visit(
      []<class E>(const E&) {
        return (std::is_same_v<E, RollbackRequested> || std::is_same_v<E, RollbackResumed> ||
                std::is_same_v<E, ReleaseAborted> || std::is_same_v<E, ReleaseClosed> ||
                std::is_same_v<E, ApprovalGiven> || std::is_same_v<E, IncidentOpened> ||
                std::is_same_v<E, Paused> || std::is_same_v<E, DrillStarted>);
      },
      event);
}

std::string track_of(const Event& event) {
  return std::visit(
      [](const auto& e) -> std::string {
        if constexpr (requires { e.track; })
          return e.track;
        else if constexpr (requires { e.address.track; })
          return e.address.track;
        else
          return {};
      },
      event);
}

} // namespace relctl::core
