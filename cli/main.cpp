// SPDX-License-Identifier: Apache-2.0
#include "cli/dispatch.hpp"
#include "cli/streams.hpp"
#include "cli/surroundings.hpp"

#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <utility>

namespace relctl::cli {
namespace {

using Clock = std::chrono::steady_clock;

/// How long a command that has done its work waits for somebody to read of it.
constexpr std::chrono::seconds k_patience(5);

/// What a person would have read, as far as it is known to be done.
std::string last_words(const Finish& finish) {
  if (finish.on_record != OnRecord::everything)
    return finish.ended_as.empty() ? "" : "; " + finish.ended_as;
  return "; what was done is on record" +
         (finish.ended_as.empty() ? ", see `relctl status`" : ": " + finish.ended_as);
}

/// An answer that could not be written is an error, whatever was done stays done; a reader that
/// went away has read enough. A code that says more than "ok" stands.
ExitCode after_last_words(Finish finish, const DescriptorBuffer& answer, std::ostream& message) {
  if (answer.error() == 0 || answer.error() == EPIPE)
    return finish.code;
  message << "relctl: standard output cannot be written"
          << (answer.error() == ENOSPC      ? " (no space left)"
              : answer.error() == ETIMEDOUT ? " (nobody reads it)"
                                            : "")
          << last_words(finish) << "\n";
  return finish.code == ExitCode::ok ? ExitCode::error : finish.code;
}

Readers readers_of(DescriptorBuffer& answer, DescriptorBuffer& message) {
  Readers readers;
  readers.never_wait = [&] {
    answer.never_wait();
    message.never_wait();
  };
  readers.keep_up = [&] {
    const bool has_answer = answer.keep_up();
    return message.keep_up() && has_answer;
  };
  // Counted from when they are waited for first.
  readers.wait = [&, until = std::make_shared<std::optional<Clock::time_point>>()] {
    *until = until->value_or(Clock::now() + k_patience);
    const bool has_answer = answer.wait_for_reader(**until);
    return message.wait_for_reader(**until) && has_answer;
  };
  return readers;
}

int relctl_main(const std::vector<std::string>& words) {
  // A closed pipe must not kill a release on its way.
  (void)std::signal(SIGPIPE, SIG_IGN);
  // Ignored, as whoever started this may have left it, the system would not say how a step ended.
  (void)std::signal(SIGCHLD, SIG_DFL);
  occupy_standard_descriptors();
  DescriptorBuffer answer_buffer(STDOUT_FILENO);
  DescriptorBuffer message_buffer(STDERR_FILENO);
  std::ostream answer(&answer_buffer);
  std::ostream message(&message_buffer);
  message << std::unitbuf;
  Surroundings surroundings = real_surroundings(answer, message, words);
  surroundings.readers = readers_of(answer_buffer, message_buffer);
  const Readers readers = surroundings.readers;
  const Finish finish = dispatch(std::move(surroundings), words);
  answer.flush();
  (void)readers.wait();
  const ExitCode code = after_last_words(finish, answer_buffer, message);
  (void)readers.wait();
  return static_cast<int>(code);
}

} // namespace
} // namespace relctl::cli

int main(int argc, char** argv) {
  return relctl::cli::relctl_main({argv + (argc > 0 ? 1 : 0), argv + argc});
}
