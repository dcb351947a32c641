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
