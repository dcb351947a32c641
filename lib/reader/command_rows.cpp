// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "host/clock.hpp"
#include "host/fd.hpp"
#include "host/kept_output.hpp"
#include "reader/limits.hpp"
#include "reader/row_source.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fstream>
#include <iterator>
#include <optional>

namespace relctl::reader {
namespace {

constexpr std::size_t k_output_max = std::size_t{32} << 20U;

struct Pipe {
  host::Fd read;
  host::Fd write;
};

Pipe make_pipe() {
  std::array<int, 2> ends{-1, -1};
  static_cast<void>(pipe2(ends.data(), O_CLOEXEC));
  return {host::Fd(ends[0]), host::Fd(ends[1])};
}

std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// In this process's own group, so that relctl ends both together; its memory is not bounded, as
/// that of no command of a plan is.
int start(RowCommand command, const Pipe& output, const Pipe& errors, pid_t& pid) {
  posix_spawn_file_actions_t files;
  posix_spawn_file_actions_init(&files);
  posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&files, output.write.number(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&files, errors.write.number(), STDERR_FILENO);
  posix_spawn_file_actions_addchdir_np(&files, command.directory.c_str());
  const auto argv = pointers_to(command.argv);
  const auto environment = pointers_to(command.environment);
  const LimitsLifted lifted;
  const int error = posix_spawnp(&pid, command.argv.front().c_str(), &files, nullptr, argv.data(),
                                 environment.data());
  posix_spawn_file_actions_destroy(&files);
  return error;
}

/// The processes that this one has begun, or has taken over from one that ended.
std::vector<pid_t> children() {
  std::ifstream list("/proc/thread-self/children");
  return {std::istream_iterator<pid_t>(list), std::istream_iterator<pid_t>()};
}

/// What the command has begun is taken over when it ends, whatever group or session it is in, and
/// is ended like it.
void end_all(pid_t command) {
  kill(command, SIGKILL);
  waitpid(command, nullptr, 0);
  for (auto left = children(); !left.empty(); left = children())
    for (const pid_t pid : left) {
      kill(pid, SIGKILL);
      waitpid(pid, nullptr, 0);
    }
}

/// Whether it has ended by the deadline; one may close what it prints to and live on.
bool has_ended(pid_t command, int& status, std::int64_t deadline) {
  constexpr std::int64_t k_look_ms = 10;
  while (waitpid(command, &status, WNOHANG) == 0) {
    if (host::boot_ms() >= deadline)
      return false;
    poll(nullptr, 0, static_cast<int>(k_look_ms));
  }
  return true;
}

/// What there is to read; nothing at the end.
std::optional<std::string> take(const host::Fd& pipe) {
  std::string chunk(64 * 1024, '\0');
  const ssize_t count = read(pipe.number(), chunk.data(), chunk.size());
  if (count == 0 || (count < 0 && errno != EINTR))
    return std::nullopt;
  chunk.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
  return chunk;
}

struct Output {
  std::string printed;
  std::string complained;
  bool is_late = false;
  bool is_long = false;
};

Output output_of(const host::Fd& output, const host::Fd& errors, std::int64_t deadline) {
  Output result;
  host::KeptOutput complaints;
  std::array<pollfd, 2> watched{pollfd{output.number(), POLLIN, 0},
                                pollfd{errors.number(), POLLIN, 0}};
  while (watched[0].fd >= 0 || watched[1].fd >= 0) {
    const std::int64_t left = deadline - host::boot_ms();
    result.is_late = left <= 0;
    result.is_long = result.printed.size() > k_output_max;
    if (result.is_late || result.is_long)
      break;
    poll(watched.data(), watched.size(), static_cast<int>(left));
    const auto printed = watched[0].revents != 0 ? take(output) : std::optional<std::string>("");
    const auto complained = watched[1].revents != 0 ? take(errors) : std::optional<std::string>("");
    result.printed += printed.value_or("");
    complaints.add(complained.value_or(""));
    watched[0].fd = printed ? watched[0].fd : -1;
    watched[1].fd = complained ? watched[1].fd : -1;
  }
  result.complained = complaints.text();
  return result;
}

/// The last line of what it complained, where it did.
std::string complaint(const Output& output) {
  const std::string_view text = trim(output.complained);
  const std::size_t line = text.rfind('\n');
  const auto last = line == std::string_view::npos ? text : text.substr(line + 1);
  return last.empty() ? "" : ": " + one_line(last, 200);
}

} // namespace

Result<RowSet> read_command_rows(const RowCommand& command, Duration timeout) {
  Pipe output = make_pipe();
  Pipe errors = make_pipe();
  const std::int64_t deadline = host::boot_ms() + timeout.ms;
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  pid_t pid = -1;
  if (const int error = start(command, output, errors, pid); error != 0)
    return fail(ErrorKind::failed,
                fmt::format("cannot run '{}': {}", one_line(command.argv.front(), 120),
                            std::strerror(error)));
  output.write.reset();
  errors.write.reset();
  Output came = output_of(output.read, errors.read, deadline);
  int status = 0;
  came.is_late |= !came.is_long && !has_ended(pid, status, deadline);
  if (came.is_late || came.is_long)
    end_all(pid);
  if (came.is_late)
    return fail(ErrorKind::failed, fmt::format("timeout: the command did not end within {}{}",
                                               format_duration(timeout), complaint(came)));
  if (came.is_long)
    return fail(ErrorKind::refused,
                fmt::format("the command printed more than {} MiB; ask for fewer rows or columns",
                            k_output_max >> 20U));
  if (WIFSIGNALED(status))
    return fail(ErrorKind::failed, fmt::format("the command was ended by signal {}{}",
                                               WTERMSIG(status), complaint(came)));
  if (WEXITSTATUS(status) != 0)
    return fail(ErrorKind::failed, fmt::format("the command ended with exit code {}{}",
                                               WEXITSTATUS(status), complaint(came)));
  return rows_of_json(came.printed, false);
}

} // namespace relctl::reader
