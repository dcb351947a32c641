// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace relctl::core {

/// A difference that a check found. It blocks until a person closes it.
struct ItemOpened {
  static constexpr std::string_view kind = "ItemOpened";
  std::string phase; ///< `before` for a precondition.
  std::string check;
  std::string item; ///< Id, unique in the check.
  std::string what;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("phase", self.phase);
    visit("check", self.check);
    visit("item", self.item);
    visit("what", self.what);
  }
};

/// A person has dealt with the difference.
struct ItemClosed {
  static constexpr std::string_view kind = "ItemClosed";
  std::string phase;
  std::string check;
  std::string item;
  std::string as;
  std::string reason;
  template <class Self, class Visit>
  static void fields(Self& self, Visit&& visit) {
    visit("phase", self.phase);
    visit("check", self.check);
    visit("item", self.item);
    visit("as", self.as);
    visit("reason", self.reason);
  }
};

} // namespace relctl::core
