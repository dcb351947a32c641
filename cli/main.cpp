// SPDX-License-Identifier: Apache-2.0
#include "cli/dispatch.hpp"
#include "cli/streams.hpp"
#include "cli/surroundings.hpp"

#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <ostream>

namespace relctl::cli {
namespace {

/// An answer that could not be written is an error, whatever was done stays done; a reader that
/// went away has read enough. A code that says more than "ok" stands.
ExitCode after_last_words(Finish finish, const DescriptorBuffer& answer, std::ostream& message) {
  if (answer.error() == 0 || answer.error() == EPIPE)
    return finish.code;
  message << "relctl: standard output cannot be written"
          << (answer.error() == ENOSPC ? " (no space left)" : "")
          << (finish.on_record == OnRecord::everything
                  ? "; what was done is on record, see `relctl status`"
                  : "")
          << "\n";
  return finish.code == ExitCode::ok ? ExitCode::error : finish.code;
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
  const Finish finish = dispatch(real_surroundings(answer, message, words), words);
  answer.flush();
  return static_cast<int>(after_last_words(finish, answer_buffer, message));
}

} // namespace
} // namespace relctl::cli

int main(int argc, char** argv) {
  return relctl::cli::relctl_main({argv + (argc > 0 ? 1 : 0), argv + argc});
}
