// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tidy/tree.hpp"

#include <set>

namespace relctl::tidy {

/// A row of the include table.
struct ModuleRow {
  std::string name;
  std::set<std::string> modules;     ///< Modules it may include besides itself.
  std::set<std::string> third_party; ///< Libraries its .cpp files may include.
  bool may_call_system = false;      ///< May include POSIX headers (`<unistd.h>`).
};

/// The include table; `cli` is a row as well.
[[nodiscard]] const std::vector<ModuleRow>& include_table();

/// The row of a module; null when the table has none.
[[nodiscard]] const ModuleRow* row_of(const std::string& module);

/// Includes of a file of lib or cli that the table does not allow.
[[nodiscard]] Findings foreign_includes(const SourceFile& file);

/// Differences between the table and `LINK` in `lib/MODULE/CMakeLists.txt`.
[[nodiscard]] Findings foreign_links(const SourceFile& file);

} // namespace relctl::tidy
