// SPDX-License-Identifier: Apache-2.0
#include "tidy/includes.hpp"

#include "base/text.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <sstream>

namespace relctl::tidy {

namespace {

/// The library a header belongs to, by the longest matching beginning.
const std::map<std::string, std::string>& header_owners() {
  static const std::map<std::string, std::string> owners = {
      {"fmt/", "fmt"},
      {"tl/expected.hpp", "expected"},
      {"utf8proc.h", "utf8proc"},
      {"date/", "date"},
      {"kainjow/", "mustache"},
      {"nlohmann/", "nlohmann"},
      {"yaml-cpp/", "yaml-cpp"},
      {"simdjson.h", "simdjson"},
      {"jq.h", "jq"},
      {"jv.h", "jq"},
      {"pqxx/", "pqxx"},
      {"SQLiteCpp/", "sqlite"},
      {"libpq-fe.h", "pqxx"},
      {"sqlite3.h", "sqlite"},
      {"openssl/", "crypto"},
      {"nettle/", "nettle"},
      {"curl/", "curl"},
      {"zip.h", "zip"},
      {"CLI/", "cli11"},
  };
  return owners;
}

struct Include {
  std::string path;
  bool quoted = false;
};

std::optional<Include> include_of(std::string_view line) {
  static const std::regex pattern(R"(^\s*#\s*include\s*([<"])([^>"]+)[>"])");
  const std::string text(line);
  std::smatch match;
  if (!std::regex_search(text, match, pattern)) {
    return std::nullopt;
  }
  return Include{match[2], match[1] == "\""};
}

std::string owner_of(const std::string& header) {
  for (const auto& [beginning, owner] : header_owners()) {
    if (header.rfind(beginning, 0) == 0) {
      return owner;
    }
  }
  return "";
}

std::string objection_to_project(const ModuleRow& row, const std::string& path) {
  const std::size_t slash = path.find('/');
  if (slash == std::string::npos || path.find("..") != std::string::npos) {
    return "\"" + path + "\" is not rooted at lib; write \"module/file.hpp\"";
  }
  const std::string module = path.substr(0, slash);
  if (module == row.name || row.modules.contains(module)) {
    return "";
  }
  return row.name + " may not include " + module + " (" + path + ")";
}

std::string objection_to_library(const ModuleRow& row, const std::string& header, bool in_header) {
  const std::string owner = owner_of(header);
  if (owner == "fmt" || owner == "expected") {
    return "";
  }
  if (owner.empty()) {
    if (!header.ends_with(".h")) {
      return header.find('/') == std::string::npos ? "" : "unknown library header " + header;
    }
    return row.may_call_system ? "" : row.name + " may not call the system (" + header + ")";
  }
  if (in_header) {
    return "third-party header " + header + " in a header; keep it in the .cpp";
  }
  return row.third_party.contains(owner) ? "" : row.name + " may not use " + owner;
}

const std::vector<std::string>& keywords() {
  static const std::vector<std::string> words = {"SOURCES", "LINK", "THIRD_PARTY"};
  return words;
}

std::set<std::string> linked_modules(const std::string& cmake) {
  static const std::regex call(R"(relctl_module\(([^)]*)\))");
  std::smatch match;
  std::set<std::string> modules;
  if (!std::regex_search(cmake, match, call)) {
    return modules;
  }
  std::istringstream words(match[1].str());
  bool in_link = false;
  for (std::string word; words >> word;) {
    if (std::find(keywords().begin(), keywords().end(), word) != keywords().end()) {
      in_link = word == "LINK";
    } else if (in_link) {
      modules.insert(word);
    }
  }
  return modules;
}

std::string list_of(const std::set<std::string>& words) {
  return join({words.begin(), words.end()}, " ");
}

} // namespace

const std::vector<ModuleRow>& include_table() {
  static const std::vector<ModuleRow> table = {
      {"base", {}, {"utf8proc", "nettle"}, false},
      {"plan", {"base"}, {"date", "mustache"}, false},
      {"core", {"base", "plan"}, {"nlohmann"}, false},
      {"ports", {"base", "plan", "core"}, {}, false},
      {"planfile", {"base", "plan"}, {"yaml-cpp"}, true},
      {"metrics", {"base", "plan", "core", "ports"}, {"simdjson", "nlohmann"}, false},
      {"reader",
       {"base", "plan", "core", "ports", "host"},
       {"jq", "pqxx", "sqlite", "nlohmann", "zip", "crypto"},
       true},
      {"effects", {"base", "plan", "core", "ports"}, {"nlohmann"}, false},
      {"audit", {"base", "ports"}, {"sqlite"}, true},
      {"host", {"base", "plan", "core", "ports"}, {"curl"}, true},
      {"engine", {"base", "plan", "core", "ports"}, {}, false},
      {"sim", {"base", "plan", "core", "ports", "engine"}, {}, false},
      {"view", {"base", "plan", "core"}, {"nlohmann"}, false},
      {"cli",
       {"base", "plan", "core", "ports", "planfile", "metrics", "effects", "audit", "host",
        "engine", "sim", "view"},
       {"cli11"},
       true},
  };
  return table;
}

const ModuleRow* row_of(const std::string& module) {
  for (const ModuleRow& row : include_table()) {
    if (row.name == module) {
      return &row;
    }
  }
  return nullptr;
}

Findings foreign_includes(const SourceFile& file) {
  const std::string module = module_of(file.path);
  if (module.empty() || !is_cpp(file.path)) {
    return {};
  }
  const ModuleRow* row = row_of(module);
  if (row == nullptr) {
    return {finding(file, 1, "module " + module + " is not in the include table")};
  }
  Findings found;
  const std::vector<std::string_view> lines = lines_of(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (const auto include = include_of(lines[i])) {
      const std::string objection =
          include->quoted ? objection_to_project(*row, include->path)
                          : objection_to_library(*row, include->path, is_header(file.path));
      if (!objection.empty()) {
        found.push_back(finding(file, i + 1, objection));
      }
    }
  }
  return found;
}

Findings foreign_links(const SourceFile& file) {
  const ModuleRow* row = row_of(module_of(file.path));
  if (row == nullptr || file.path != "lib/" + row->name + "/CMakeLists.txt") {
    return {};
  }
  const std::set<std::string> linked = linked_modules(file.text);
  if (linked == row->modules) {
    return {};
  }
  return {finding(file, 1,
                  "LINK is '" + list_of(linked) + "', the include table says '" +
                      list_of(row->modules) + "'")};
}

} // namespace relctl::tidy
