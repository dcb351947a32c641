// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace relctl::test {

/// How a program ended and what it wrote.
struct Ran {
  int code = -1;   ///< Its exit code; 128 + N when signal N ended it.
  std::string out; ///< Standard output.
  std::string err; ///< Standard error.
};

/// How a program is started. Its standard input is /dev/null, or a terminal.
struct Launch {
  std::vector<std::string> argv;                  ///< argv[0] is a path.
  std::map<std::string, std::string> environment; ///< The whole of it, besides PATH.
  std::string directory;                          ///< Empty: that of the test.
  std::string output_path; ///< Where standard output goes instead; `-` closes it.
  /// All three streams are one terminal of 120 columns, on which this is typed; Ran::out is what
  /// it shows.
  std::optional<std::string> typed = std::nullopt;
};

/// A program that has been started. Killed when it still runs at the end.
class Program {
public:
  explicit Program(const Launch& launch);
  ~Program();
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;

  [[nodiscard]] pid_t pid() const { return m_pid; }
  void signal(int number) const;
  [[nodiscard]] bool is_running();
  /// Waits for its end; kills it, with a failed test, when that takes longer than `limit`.
  Ran wait(std::chrono::seconds limit = std::chrono::seconds(20));

private:
  void start_on_terminal(const Launch& launch);
  void start_on_pipes(const Launch& launch);

  pid_t m_pid = -1;
  int m_out = -1;
  int m_err = -1;
  bool m_reaped = false;
  int m_status = 0;
};

/// Starts it and waits for its end.
[[nodiscard]] Ran run_program(const Launch& launch);

/// Polls until the condition holds; false when it does not within `limit`.
template <class Condition>
[[nodiscard]] bool eventually(Condition condition,
                              std::chrono::milliseconds limit = std::chrono::seconds(10));

} // namespace relctl::test

#include <thread>

template <class Condition>
bool relctl::test::eventually(Condition condition, std::chrono::milliseconds limit) {
  const auto end = std::chrono::steady_clock::now() + limit;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end)
      return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return true;
}
