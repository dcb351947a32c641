// SPDX-License-Identifier: Apache-2.0
#include "tidy/sizes.hpp"

#include "base/text.hpp"
#include "tidy/code_text.hpp"
#include "tidy/functions.hpp"

namespace relctl::tidy {

namespace {

std::size_t max_lines(const std::string& path) {
  if (path.rfind("tests/", 0) == 0) {
    return k_max_test_lines;
  }
  return is_header(path) ? k_max_header_lines : k_max_source_lines;
}

bool has_columns(const std::string& path) {
  return is_cpp(path) || path.ends_with("CMakeLists.txt") || path.ends_with(".sh") ||
         path.ends_with(".py") || path == ".ci/run";
}

/// Canned answers in tests stand as they came over the wire: in raw strings, of any width.
std::set<std::size_t> lines_of_any_width(const SourceFile& file) {
  const bool is_test = file.path.rfind("tests/", 0) == 0 && is_cpp(file.path);
  return is_test ? raw_string_lines(file.text) : std::set<std::size_t>{};
}

std::string too_long(const std::string& what, std::size_t size, std::size_t limit) {
  return what + " has " + std::to_string(size) + " lines, at most " + std::to_string(limit) +
         "; split it by question";
}

} // namespace

Findings file_sizes(const SourceFile& file) {
  const std::size_t size = is_cpp(file.path) ? lines_of(file.text).size() : 0;
  const std::size_t limit = max_lines(file.path);
  return size <= limit ? Findings{} : Findings{finding(file, size, too_long("file", size, limit))};
}

Findings function_sizes(const SourceFile& file) {
  Findings found;
  if (!is_cpp(file.path)) {
    return found;
  }
  for (const FunctionBody& body : function_bodies(file.text)) {
    if (body.lines > k_max_function_lines) {
      const std::string what = "function " + body.name;
      found.push_back(finding(file, body.line, too_long(what, body.lines, k_max_function_lines)));
    }
  }
  return found;
}

Findings line_widths(const SourceFile& file) {
  Findings found;
  if (!has_columns(file.path)) {
    return found;
  }
  const std::set<std::size_t> any_width = lines_of_any_width(file);
  const std::vector<std::string_view> lines = lines_of(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const int width = display_width(lines[i]);
    if (width > k_max_columns && !any_width.contains(i + 1)) {
      found.push_back(finding(file, i + 1, std::to_string(width) + " columns, at most 100"));
    }
  }
  return found;
}

} // namespace relctl::tidy
