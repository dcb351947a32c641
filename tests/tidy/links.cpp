// SPDX-License-Identifier: Apache-2.0
#include "tidy/links.hpp"

#include <cctype>
#include <filesystem>
#include <map>
#include <regex>

namespace relctl::tidy {

namespace {

struct MarkdownLine {
  std::size_t number = 0;
  std::string text;
};

/// The lines outside fenced code blocks.
std::vector<MarkdownLine> prose_of(std::string_view markdown) {
  std::vector<MarkdownLine> prose;
  const std::vector<std::string_view> lines = lines_of(markdown);
  bool in_fence = false;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string line(lines[i]);
    const std::size_t first = line.find_first_not_of(' ');
    const bool fence = first != std::string::npos && line.compare(first, 3, "```") == 0;
    if (!in_fence && !fence) {
      prose.push_back({i + 1, line});
    }
    in_fence = in_fence != fence;
  }
  return prose;
}

std::string slug_of(const std::string& heading) {
  std::string slug;
  for (const char c : heading) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 || std::isalnum(byte) != 0 || c == '-' || c == '_') {
      slug += static_cast<char>(byte < 0x80 ? std::tolower(byte) : byte);
    } else if (c == ' ') {
      slug += '-';
    }
  }
  return slug;
}

/// A heading without emphasis and with links reduced to their text.
std::string plain(const std::string& heading) {
  static const std::regex link(R"(\[([^\]]*)\]\([^)]*\))");
  return std::regex_replace(heading, link, "$1");
}

std::vector<std::string> targets_in(const std::string& line) {
  static const std::regex code(R"(`[^`]*`)");
  static const std::regex inline_link(R"(\]\(<?([^)\s>]+)>?(\s+"[^"]*")?\))");
  static const std::regex reference(R"(^\s*\[[^\]]+\]:\s*<?([^\s>]+)>?)");
  const std::string text = std::regex_replace(line, code, "");
  std::vector<std::string> targets;
  for (const std::regex& pattern : {inline_link, reference}) {
    for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end;
         ++match) {
      targets.push_back((*match)[1]);
    }
  }
  return targets;
}

bool has_scheme(const std::string& target) {
  static const std::regex scheme(R"(^[A-Za-z][A-Za-z0-9+.-]*:)");
  return std::regex_search(target, scheme);
}

/// Files, and the folders that hold them, with the anchors of the Markdown ones.
class Targets {
public:
  explicit Targets(const std::vector<SourceFile>& tree) {
    for (const SourceFile& file : tree) {
      m_paths.insert(file.path);
      for (auto folder = std::filesystem::path(file.path); folder.has_parent_path();) {
        folder = folder.parent_path();
        m_paths.insert(folder.generic_string());
      }
      if (file.path.ends_with(".md")) {
        m_anchors[file.path] = anchors_of(file.text);
      }
    }
  }

  /// Why the target leads nowhere; empty when it leads somewhere.
  [[nodiscard]] std::string objection(const std::string& from, const std::string& target) const {
    const std::size_t hash = target.find('#');
    const std::string path = resolve(from, target.substr(0, hash));
    if (!m_paths.contains(path)) {
      return "no file " + path + " (link to " + target + ")";
    }
    const auto anchors = m_anchors.find(path);
    if (hash == std::string::npos || anchors == m_anchors.end() ||
        anchors->second.contains(target.substr(hash + 1))) {
      return "";
    }
    return "no heading for " + target.substr(hash) + " in " + path;
  }

private:
  static std::string resolve(const std::string& from, const std::string& relative) {
    if (relative.empty()) {
      return from;
    }
    const auto joined = (std::filesystem::path(from).parent_path() / relative).lexically_normal();
    std::string path = joined.generic_string();
    return path.ends_with('/') ? path.substr(0, path.size() - 1) : path;
  }

  std::set<std::string> m_paths = {"."};
  std::map<std::string, std::set<std::string>> m_anchors;
};

} // namespace

std::set<std::string> anchors_of(std::string_view markdown) {
  static const std::regex heading(R"(^#{1,6}\s+(.*?)\s*#*\s*$)");
  static const std::regex named(R"re(<a\s+(?:id|name)="([^"]+)")re");
  std::set<std::string> anchors;
  for (const MarkdownLine& line : prose_of(markdown)) {
    std::smatch match;
    if (std::regex_search(line.text, match, named)) {
      anchors.insert(match[1]);
    }
    if (!std::regex_match(line.text, match, heading)) {
      continue;
    }
    const std::string slug = slug_of(plain(match[1]));
    std::string anchor = slug;
    for (int repeat = 1; !anchors.insert(anchor).second; ++repeat) {
      anchor = slug + "-" + std::to_string(repeat);
    }
  }
  return anchors;
}

Findings broken_links(const std::vector<SourceFile>& tree) {
  const Targets targets(tree);
  Findings found;
  for (const SourceFile& file : tree) {
    if (!file.path.ends_with(".md")) {
      continue;
    }
    for (const MarkdownLine& line : prose_of(file.text)) {
      for (const std::string& target : targets_in(line.text)) {
        const std::string objection =
            has_scheme(target) ? "" : targets.objection(file.path, target);
        if (!objection.empty()) {
          found.push_back(finding(file, line.number, objection));
        }
      }
    }
  }
  return found;
}

} // namespace relctl::tidy
