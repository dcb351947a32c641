// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace relctl::tidy {

/// A file of the tree. Rules are functions of these two values.
struct SourceFile {
  std::string path; ///< Relative to the top of the tree, with `/`.
  std::string text;
};

/// What a rule objects to: `path:line: message`.
using Findings = std::vector<std::string>;

[[nodiscard]] std::string finding(const SourceFile& file, std::size_t line,
                                  const std::string& message);

/// One finding a line, for a person; empty when there are none.
[[nodiscard]] std::string report(const Findings& findings);

/// Every file below `root` that belongs to the project, sorted by path; build folders, folders of
/// version control and binary files are left out.
[[nodiscard]] std::vector<SourceFile> read_tree(const std::filesystem::path& root);

/// The tree this test program was built from; read once.
[[nodiscard]] const std::vector<SourceFile>& project_tree();

[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

/// `lib/plan/limit.cpp` gives {"lib", "plan", "limit.cpp"}.
[[nodiscard]] std::vector<std::string> parts_of(const std::string& path);

/// The module a file belongs to: the folder below `lib`, or `cli`, or nothing.
[[nodiscard]] std::string module_of(const std::string& path);

[[nodiscard]] bool is_cpp(const std::string& path);    ///< `.cpp` or `.hpp`.
[[nodiscard]] bool is_header(const std::string& path); ///< `.hpp`.

/// Runs a rule of one file over the tree.
template <class Rule>
[[nodiscard]] Findings over_tree(Rule rule) {
  Findings all;
  for (const SourceFile& file : project_tree()) {
    const Findings found = rule(file);
    all.insert(all.end(), found.begin(), found.end());
  }
  return all;
}

} // namespace relctl::tidy
