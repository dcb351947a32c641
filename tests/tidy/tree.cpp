// SPDX-License-Identifier: Apache-2.0
#include "tidy/tree.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace relctl::tidy {

namespace {

bool is_left_out(const std::string& name) {
  return name == ".git" || name == ".cache" || name.rfind("build", 0) == 0;
}

bool is_binary(const std::string& text) {
  return text.find('\0') != std::string::npos;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

} // namespace

std::string finding(const SourceFile& file, std::size_t line, const std::string& message) {
  return file.path + ":" + std::to_string(line) + ": " + message;
}

std::string report(const Findings& findings) {
  std::string text;
  for (const std::string& found : findings) {
    text += "\n" + found;
  }
  return text;
}

std::vector<SourceFile> read_tree(const std::filesystem::path& root) {
  std::vector<SourceFile> files;
  auto entries = std::filesystem::recursive_directory_iterator(root);
  for (auto entry = begin(entries); entry != end(entries); ++entry) {
    const std::string name = entry->path().filename().string();
    if (entry->is_directory() && entry.depth() == 0 && is_left_out(name)) {
      entry.disable_recursion_pending();
    } else if (entry->is_regular_file()) {
      std::string text = read_file(entry->path());
      if (!is_binary(text)) {
        files.push_back({std::filesystem::relative(entry->path(), root).generic_string(), text});
      }
    }
  }
  std::sort(files.begin(), files.end(),
            [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
  return files;
}

const std::vector<SourceFile>& project_tree() {
  static const std::vector<SourceFile> files = read_tree(RELCTL_SOURCE_DIR);
  return files;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    lines.push_back(text.substr(0, end));
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  }
  return lines;
}

std::vector<std::string> parts_of(const std::string& path) {
  std::vector<std::string> parts;
  for (const auto& part : std::filesystem::path(path)) {
    parts.push_back(part.string());
  }
  return parts;
}

std::string module_of(const std::string& path) {
  const std::vector<std::string> parts = parts_of(path);
  if (parts.size() >= 3 && parts[0] == "lib") {
    return parts[1];
  }
  return parts.size() >= 2 && parts[0] == "cli" ? "cli" : "";
}

bool is_header(const std::string& path) {
  return path.ends_with(".hpp");
}

bool is_cpp(const std::string& path) {
  return path.ends_with(".cpp") || is_header(path);
}

} // namespace relctl::tidy
