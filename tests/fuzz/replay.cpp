// SPDX-License-Identifier: Apache-2.0
// Every kept input once more, and inputs made of them: fuzz_replay [--mutations N] [--seed S]
// [TARGET FILE...]. Prints a table; 1 when something was found.
#include "fuzz/hostile.hpp"
#include "fuzz/mutation.hpp"
#include "fuzz/target.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

namespace fs = std::filesystem;

namespace relctl::fuzz {
namespace {

// The bounds are the shipped program's; sanitizers make everything several times slower and larger.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool k_sanitized = true;
#else
constexpr bool k_sanitized = false;
#endif
constexpr double k_most_ms = k_sanitized ? 1000 : 50;
constexpr long k_most_mib = 64;

struct Options {
  std::size_t mutations = 1500; ///< Of each target.
  std::uint64_t seed = 20'261'128;
  std::string target;
  std::vector<std::string> files;
};

struct Row {
  std::string name;
  std::size_t inputs = 0;
  std::size_t mutated = 0;
  double slowest_ms = 0;
  std::string slowest = {};
  int findings = 0;
};

/// What is being tried, for the case that it ends the process.
std::string g_trying;

/// Of this thread: what other processes do does not count.
double cpu_ms() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return double(time.tv_sec) * 1e3 + double(time.tv_nsec) * 1e-6;
}

/// The most memory that this process has had.
long peak_mib() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss / 1024;
}

std::string read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

void say_finding(Row& row, const std::string& what, const std::string& input) {
  ++row.findings;
  std::fprintf(stderr, "%s: %s\n", g_trying.c_str(), what.c_str());
  if (input.size() <= 2000)
    std::fprintf(stderr, "--- input\n%s\n---\n", input.c_str());
}

void time_it(Row& row, const std::string& input, const std::function<void()>& run) {
  // A second try: the first may have paid for what is made once (tables, time zones).
  double least_ms = 0;
  for (const bool again : {false, true}) {
    const double begun_ms = cpu_ms();
    run();
    const double ms = cpu_ms() - begun_ms;
    least_ms = again ? std::min(least_ms, ms) : ms;
    if (least_ms <= k_most_ms)
      break;
  }
  if (least_ms > row.slowest_ms) {
    row.slowest_ms = least_ms;
    row.slowest = g_trying;
  }
  if (least_ms > k_most_ms)
    say_finding(row, fmt::format("took {:.0f} ms, at most {:.0f} are due", least_ms, k_most_ms),
                input);
}

void try_input(Row& row, const Target& target, const std::string& name, const std::string& input) {
  g_trying = std::string(target.name) + ": " + name;
  try {
    time_it(row, input, [&] { target.run(input); });
  } catch (const std::exception& exception) {
    say_finding(row, exception.what(), input);
  }
}

std::vector<fs::path> files_in(const fs::path& folder, const std::string& extension) {
  std::vector<fs::path> files;
  if (fs::is_directory(folder))
    for (const auto& entry : fs::directory_iterator(folder))
      if (entry.is_regular_file() && (extension.empty() || entry.path().extension() == extension))
        files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

/// Real files that the target reads, which are in the tree anyway.
std::vector<fs::path> shipped_files(const std::string& target) {
  const fs::path plans = fs::path(RELCTL_SOURCE_DIR) / "plans";
  std::vector<fs::path> files;
  if (target == "scenario_yaml")
    return files_in(plans / "scenarios", ".yaml");
  if (target == "plan_yaml")
    for (const fs::path& folder : {plans, plans / "templates"})
      for (fs::path& file : files_in(folder, ".yaml"))
        files.push_back(std::move(file));
  return files;
}

Row replay(const Target& target, const Options& options) {
  Row row{target.name};
  const fs::path corpus = fs::path(RELCTL_SOURCE_DIR) / "tests/fuzz/corpus" / target.name;
  std::vector<std::string> inputs;
  for (const fs::path& file : files_in(corpus, ""))
    inputs.push_back(read_file(file));
  if (inputs.empty())
    throw Finding(fmt::format("{} has no seeds in {}", target.name, corpus.string()));
  for (std::size_t i = 0; i < inputs.size(); ++i)
    try_input(row, target, files_in(corpus, "")[i].filename().string(), inputs[i]);
  for (const fs::path& file : shipped_files(target.name)) {
    try_input(row, target, file.filename().string(), read_file(file));
    ++row.inputs;
  }
  row.inputs += inputs.size();
  Mutation mutation(options.seed);
  for (; row.mutated < options.mutations && row.findings < 5; ++row.mutated)
    try_input(row, target, fmt::format("mutation {}", row.mutated), mutation.next(inputs));
  return row;
}

Row replay_hostile() {
  Row row{"hostile"};
  for (const Hostile& hostile : hostile_texts()) {
    const std::string text = hostile.text();
    g_trying = hostile.name;
    bool is_refused = false;
    const long before_mib = peak_mib();
    time_it(row, text, [&] { is_refused = hostile.is_refused(text); });
    if (!is_refused)
      say_finding(row, "is not refused", text);
    if (!k_sanitized && peak_mib() > std::max(before_mib, k_most_mib))
      say_finding(row, fmt::format("took {} MiB, at most {} are due", peak_mib(), k_most_mib),
                  text);
    ++row.inputs;
  }
  return row;
}

int print(const std::vector<Row>& rows) {
  int findings = 0;
  fmt::print("| target | inputs | mutated | slowest, ms | which | findings |\n");
  for (const Row& row : rows) {
    fmt::print("| {} | {} | {} | {:.1f} | {} | {} |\n", row.name, row.inputs, row.mutated,
               row.slowest_ms, row.slowest, row.findings);
    findings += row.findings;
  }
  fmt::print("at most {} MiB\n", peak_mib());
  return findings > 0 ? 1 : 0;
}

Options options_of(const std::vector<std::string>& words) {
  Options options;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (words[i] == "--mutations" && i + 1 < words.size())
      options.mutations = std::stoul(words[++i]);
    else if (words[i] == "--seed" && i + 1 < words.size())
      options.seed = std::stoull(words[++i]);
    else if (options.target.empty())
      options.target = words[i];
    else
      options.files.push_back(words[i]);
  }
  return options;
}

int run(const Options& options) {
  std::vector<Row> rows;
  for (const Target& target : targets()) {
    if (!options.target.empty() && options.target != target.name)
      continue;
    if (options.files.empty()) {
      rows.push_back(replay(target, options));
      continue;
    }
    Row row{target.name, options.files.size()};
    for (const std::string& file : options.files)
      try_input(row, target, file, read_file(file));
    rows.push_back(row);
  }
  if (options.target.empty())
    rows.push_back(replay_hostile());
  return print(rows);
}

} // namespace
} // namespace relctl::fuzz

// A failed RELCTL_CHECK ends with _Exit; the linker sends the call here (--wrap), so that it can be
// said which input it was.
extern "C" [[noreturn]] void __wrap__Exit(int) {
  std::fprintf(stderr, "%s: ends the process\n", relctl::fuzz::g_trying.c_str());
  std::abort();
}

int main(int count, char** words) {
  return relctl::fuzz::run(relctl::fuzz::options_of({words + 1, words + count}));
}
