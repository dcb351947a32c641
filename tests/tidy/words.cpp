// SPDX-License-Identifier: Apache-2.0
#include "tidy/words.hpp"

#include "tidy/code_text.hpp"

#include <regex>
#include <set>

namespace relctl::tidy {

namespace {

struct WordRule {
  std::regex pattern;
  std::set<std::string> allowed_in; ///< Modules.
  std::string remedy;
};

/// Rules for every module of lib and for cli.
const std::vector<WordRule>& outer_rules() {
  static const std::vector<WordRule> rules = {
      {std::regex(R"(\b(system_clock|high_resolution_clock|clock_gettime)\b)"),
       {"host", "cli"},
       "time comes from the world"},
      {std::regex(R"(\b(steady_clock)\b)"),
       // audit bounds how long it waits for a busy file, reader how long a query runs
       {"host", "cli", "audit", "reader"},
       "waiting is the world's"},
      {std::regex(R"(\b(cout|cerr|clog)\b)"), {"cli"}, "give the text back to the caller"},
      {std::regex(R"(\b(getenv|secure_getenv)\b)"),
       {"host", "cli"},
       "take the environment as a parameter"},
  };
  return rules;
}

/// Rules for the modules that decide: pure functions over values.
const std::vector<WordRule>& inner_rules() {
  static const std::vector<WordRule> rules = {
      {std::regex(R"(\b(time|localtime|localtime_r|sleep|usleep|nanosleep)\s*\()"),
       {},
       "time is a value handed in"},
      {std::regex(R"(\b(sleep_for|sleep_until|jthread|thread|async)\b)"),
       {},
       "decisions neither wait nor run in threads"},
      {std::regex(R"(\b(ifstream|ofstream|fstream|fopen|printf|puts)\b)"),
       {},
       "decisions do no input or output"},
      {std::regex(R"(\b(s?rand\s*\(|random_device\b|mt19937))"), {}, "decisions are repeatable"},
  };
  return rules;
}

void apply(const std::vector<WordRule>& rules, const SourceFile& file, Findings& found) {
  const std::string module = module_of(file.path);
  const std::string code = code_text(file.text);
  const std::vector<std::string_view> lines = lines_of(code);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string line(lines[i]);
    for (const WordRule& rule : rules) {
      std::smatch match;
      if (!rule.allowed_in.contains(module) && std::regex_search(line, match, rule.pattern)) {
        found.push_back(finding(
            file, i + 1, "'" + match.str(1) + "' is not for " + module + "; " + rule.remedy));
      }
    }
  }
}

} // namespace

Findings forbidden_words(const SourceFile& file) {
  Findings found;
  const std::string module = module_of(file.path);
  if (module.empty() || !is_cpp(file.path)) {
    return found;
  }
  apply(outer_rules(), file, found);
  if (module == "core" || module == "plan") {
    apply(inner_rules(), file, found);
  }
  return found;
}

Findings unfinished_work(const SourceFile& file) {
  // The pattern is spelled so that this file does not match it.
  static const std::regex pattern("\\b(TO"
                                  "DO|FIX"
                                  "ME|XX"
                                  "X|HA"
                                  "CK)\\b");
  Findings found;
  const std::vector<std::string_view> lines = lines_of(file.text);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::string line(lines[i]);
    std::smatch match;
    if (std::regex_search(line, match, pattern)) {
      found.push_back(finding(file, i + 1, match.str() + ": finish it or file an issue"));
    }
  }
  return found;
}

} // namespace relctl::tidy
