// SPDX-License-Identifier: Apache-2.0
#include "tidy/layout.hpp"

#include <regex>
#include <set>

namespace relctl::tidy {

namespace {

using Set = std::set<std::string>;

bool belongs_to_top(const std::string& entry) {
  static const Set entries = {"CMakeLists.txt", "cli",       "lib",
                              "plans",          "examples",  "tests",
                              "LICENSE",        "README.md", "compile_commands.json"};
  return entry.front() == '.' || entries.contains(entry);
}

Set paths_of(const std::vector<SourceFile>& tree) {
  Set paths;
  for (const SourceFile& file : tree) {
    paths.insert(file.path);
  }
  return paths;
}

std::string stem_of(const std::string& path) {
  return path.substr(0, path.rfind('.'));
}

/// Every `"module/file.hpp"` that a file includes.
Set headers_in(const SourceFile& file) {
  static const std::regex pattern(R"re(#include "([^"]+)")re");
  Set headers;
  const std::string& text = file.text;
  for (std::sregex_iterator match(text.begin(), text.end(), pattern), end; match != end; ++match) {
    headers.insert((*match)[1]);
  }
  return headers;
}

/// The headers included by the tests, and those that a module takes from another.
struct Inclusions {
  Set by_tests;
  Set by_other_modules;
};

Inclusions inclusions_of(const std::vector<SourceFile>& tree) {
  Inclusions inclusions;
  for (const SourceFile& file : tree) {
    const bool is_test = parts_of(file.path).front() == "tests";
    const std::string module = module_of(file.path);
    for (const std::string& header : is_cpp(file.path) ? headers_in(file) : Set{}) {
      if (is_test) {
        inclusions.by_tests.insert(header);
      } else if (parts_of(header).front() != module) {
        inclusions.by_other_modules.insert(header);
      }
    }
  }
  return inclusions;
}

} // namespace

Findings file_manners(const SourceFile& file) {
  static const std::regex empty_name(
      R"((^|[/_])(utils?|helpers?|managers?|misc|common|stuff)([/_.]|$))");
  Findings found;
  if (!is_cpp(file.path)) {
    return found;
  }
  if (file.text.rfind("// SPDX-License-Identifier: Apache-2.0\n", 0) != 0) {
    found.push_back(finding(file, 1, "the first line is not the SPDX licence line"));
  }
  if (is_header(file.path) && file.text.find("\n#pragma once\n") == std::string::npos) {
    found.push_back(finding(file, 2, "a header without #pragma once"));
  }
  if (std::regex_search(file.path, empty_name)) {
    found.push_back(finding(file, 1, "the file's name says nothing; name it after what it holds"));
  }
  return found;
}

Findings stray_entries(const std::vector<SourceFile>& tree) {
  Set strays;
  for (const SourceFile& file : tree) {
    const std::string top = parts_of(file.path).front();
    if (!belongs_to_top(top)) {
      strays.insert(top + ": does not belong to the top level");
    }
  }
  return {strays.begin(), strays.end()};
}

Findings unexplained_modules(const std::vector<SourceFile>& tree) {
  const Set paths = paths_of(tree);
  Set found;
  for (const SourceFile& file : tree) {
    const std::vector<std::string> parts = parts_of(file.path);
    const bool in_module = parts.size() >= 3 && parts[0] == "lib";
    if (in_module && !paths.contains("lib/" + parts[1] + "/README.md")) {
      found.insert("lib/" + parts[1] + ": no README.md says what it is and what it is not");
    }
  }
  return {found.begin(), found.end()};
}

Findings untested_sources(const std::vector<SourceFile>& tree) {
  const Set paths = paths_of(tree);
  const Inclusions inclusions = inclusions_of(tree);
  Findings found;
  for (const std::string& header : inclusions.by_other_modules) {
    const bool has_source = paths.contains("lib/" + stem_of(header) + ".cpp");
    if (has_source && !inclusions.by_tests.contains(header)) {
      found.push_back("lib/" + header + ": other modules use it, no test includes it");
    }
  }
  return found;
}

Findings untested_modules(const std::vector<SourceFile>& tree) {
  Set with_sources;
  Set with_tests;
  for (const SourceFile& file : tree) {
    const std::vector<std::string> parts = parts_of(file.path);
    if (parts.size() >= 3 && parts[0] == "lib" && file.path.ends_with(".cpp")) {
      with_sources.insert(parts[1]);
    } else if (parts.size() >= 3 && parts[0] == "tests" && file.path.ends_with("_test.cpp")) {
      with_tests.insert(parts[1]);
    }
  }
  Findings found;
  for (const std::string& module : with_sources) {
    if (!with_tests.contains(module)) {
      found.push_back("lib/" + module + ": no *_test.cpp in tests/" + module);
    }
  }
  return found;
}

} // namespace relctl::tidy
