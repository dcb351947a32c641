// SPDX-License-Identifier: Apache-2.0
#include "host/spawn.hpp"

#include "base/text.hpp"
#include "host/process_table.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <linux/close_range.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

namespace relctl::host {
namespace {

/// What the child reports before it gives up.
struct ChildFailure {
  enum Stage { directory, streams, program } stage = directory;
  int error = 0;
};

struct Pipe {
  Fd read;
  Fd write;
};

/// Descriptors 0 to 2 may be closed in this process; a pipe that took their place would be lost
/// when the child's own are put there.
Fd above_standard(Fd fd) {
  if (fd.number() > STDERR_FILENO)
    return fd;
  return Fd(fcntl(fd.number(), F_DUPFD_CLOEXEC, STDERR_FILENO + 1));
}

Result<Pipe> make_pipe() {
  std::array<int, 2> ends{};
  if (pipe2(ends.data(), O_CLOEXEC) == 0) {
    Pipe pipe{above_standard(Fd(ends[0])), above_standard(Fd(ends[1]))};
    if (pipe.read && pipe.write)
      return pipe;
  }
  return fail(ErrorKind::failed, fmt::format("cannot make a pipe: {}; close what is not needed",
                                             std::strerror(errno)));
}

/// A file in memory with the text, read from its start: unlike a pipe it takes all of it at once.
Result<Fd> input_of(const ports::ProcessRequest& request) {
  const std::string& text = request.input;
  Fd file = above_standard(Fd(text.empty() ? open("/dev/null", O_RDONLY | O_CLOEXEC)
                                           : memfd_create("input", MFD_CLOEXEC)));
  std::size_t at = 0;
  for (ssize_t count = 0; file && at < text.size() && (count >= 0 || errno == EINTR);) {
    count = write(file.number(), &text[at], text.size() - at);
    at += static_cast<std::size_t>(std::max<ssize_t>(count, 0));
  }
  if (!file || at < text.size())
    return fail(ErrorKind::failed, fmt::format("cannot keep the input of '{}': {}; free some "
                                               "memory or descriptors",
                                               request.argv.front(), std::strerror(errno)));
  lseek(file.number(), 0, SEEK_SET);
  return file;
}

bool is_program(const std::string& path) {
  struct stat file {};
  return stat(path.c_str(), &file) == 0 && S_ISREG(file.st_mode) && access(path.c_str(), X_OK) == 0;
}

std::string path_of(const std::vector<std::string>& environment) {
  for (const std::string& variable : environment)
    if (variable.starts_with("PATH="))
      return variable.substr(5);
  return "";
}

Result<std::string> find_program(const ports::ProcessRequest& request) {
  const std::string& name = request.argv.front();
  if (name.find('/') != std::string::npos)
    return name;
  const std::string path = path_of(request.environment);
  for (std::size_t begin = 0; begin <= path.size();) {
    const std::size_t end = std::min(path.find(':', begin), path.size());
    const std::string file = path.substr(begin, end - begin) + "/" + name;
    // An empty or relative entry would run whatever lies in the plan's folder.
    if (file.starts_with("/") && end > begin && is_program(file))
      return file;
    begin = end + 1;
  }
  return fail(ErrorKind::not_found,
              fmt::format("cannot find '{}' in PATH ({}); install it or write its path",
                          one_line(name, 120), path));
}

Result<void> check_request(const ports::ProcessRequest& request) {
  if (request.argv.empty() || request.argv.front().empty())
    return fail(ErrorKind::usage, "the command is empty; name a program");
  for (std::size_t i = 0; i < request.argv.size(); ++i)
    if (request.argv[i].find('\0') != std::string::npos)
      return fail(ErrorKind::usage,
                  fmt::format("argument {} of '{}' contains a NUL byte; take it out", i,
                              one_line(request.argv.front(), 120)));
  return {};
}

/// Pointers for execve; `texts` outlives them.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts)
    pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// Everything the child needs, made before the fork: afterwards it may not allocate.
struct ChildPlan {
  const char* program = nullptr;
  const char* directory = nullptr;
  char* const* argv = nullptr;
  char* const* environment = nullptr;
  char* group_end = nullptr; ///< Behind the last digit of the group in the mark.
  int input = -1;
  int output = -1;
  int errors = -1;
  int go = -1;
  int go_of_parent = -1;
  int failure = -1;
};

[[noreturn]] void give_up(const ChildPlan& plan, ChildFailure::Stage stage) {
  const ChildFailure failure{stage, errno};
  [[maybe_unused]] const ssize_t written = write(plan.failure, &failure, sizeof failure);
  _exit(127);
}

void default_signals() {
  struct sigaction action {};
  action.sa_handler = SIG_DFL;
  for (int signal = 1; signal < NSIG; ++signal)
    sigaction(signal, &action, nullptr);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
}

/// The child begins with every signal blocked: until its handlers are gone, a signal meant for it
/// would run this program's.
pid_t fork_quietly() {
  sigset_t all;
  sigset_t before;
  sigfillset(&all);
  pthread_sigmask(SIG_SETMASK, &all, &before);
  const pid_t pid = fork();
  if (pid != 0)
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  return pid;
}

/// Puts this process's id over the zeros of the mark, which ends at `end`.
void write_group(char* end) {
  for (pid_t rest = getpid(); rest > 0; rest /= 10)
    *--end = static_cast<char>('0' + rest % 10);
}

/// Runs in the child: async-signal-safe calls only.
[[noreturn]] void run_child(const ChildPlan& plan) {
  setpgid(0, 0);
  write_group(plan.group_end);
  default_signals();
  close(plan.go_of_parent); // Otherwise the pipe would not end with the parent.
  char go = 0;
  ssize_t count = 0;
  do
    count = read(plan.go, &go, 1);
  while (count < 0 && errno == EINTR);
  if (count != 1)
    _exit(127);
  if (chdir(plan.directory) != 0)
    give_up(plan, ChildFailure::directory);
  if (dup2(plan.input, STDIN_FILENO) < 0 || dup2(plan.output, STDOUT_FILENO) < 0 ||
      dup2(plan.errors, STDERR_FILENO) < 0)
    give_up(plan, ChildFailure::streams);
  close_range(STDERR_FILENO + 1, ~0U, CLOSE_RANGE_CLOEXEC);
  execve(plan.program, plan.argv, plan.environment);
  give_up(plan, ChildFailure::program);
}

void no_waiting(const Fd& fd) {
  fcntl(fd.number(), F_SETFL, O_NONBLOCK);
}

std::string remedy(const ChildFailure& failure, const std::string& program) {
  if (failure.stage == ChildFailure::directory)
    return "make the folder it runs in reachable";
  if (failure.stage == ChildFailure::streams)
    return "run this again";
  switch (failure.error) {
  case ENOENT:
    return access(program.c_str(), F_OK) == 0 ? "install the interpreter its first line names"
                                              : "check the path";
  case EACCES:
    return "make it executable (chmod +x) and its folder reachable";
  case ENOEXEC:
    return "give it a first line such as #!/bin/sh";
  case E2BIG:
    return "shorten its arguments";
  default:
    return "check the program";
  }
}

} // namespace

Result<Spawned> spawn(const ports::ProcessRequest& request, const std::string& effect_id) {
  RELCTL_TRY(check_request(request));
  Spawned spawned;
  RELCTL_TRY_ASSIGN(spawned.program, find_program(request));
  RELCTL_TRY_ASSIGN(Pipe output, make_pipe());
  Pipe errors;
  if (request.errors_apart) {
    RELCTL_TRY_ASSIGN(errors, make_pipe());
  }
  RELCTL_TRY_ASSIGN(Pipe go, make_pipe());
  RELCTL_TRY_ASSIGN(Pipe failure, make_pipe());
  RELCTL_TRY_ASSIGN(const Fd input, input_of(request));

  std::vector<std::string> arguments = request.argv;
  std::vector<std::string> environment = request.environment;
  environment.push_back(effect_mark(effect_id, 0));
  const std::vector<char*> argv = pointers_to(arguments);
  const std::vector<char*> variables = pointers_to(environment);
  const std::string directory = request.directory.empty() ? "/" : request.directory;
  char* const group_end = environment.back().data() + environment.back().size();
  const Fd& stderr_end = errors.write ? errors.write : output.write;
  const ChildPlan plan{spawned.program.c_str(),
                       directory.c_str(),
                       argv.data(),
                       variables.data(),
                       group_end,
                       input.number(),
                       output.write.number(),
                       stderr_end.number(),
                       go.read.number(),
                       go.write.number(),
                       failure.write.number()};
  spawned.pid = fork_quietly();
  if (spawned.pid == 0)
    run_child(plan);
  if (spawned.pid < 0)
    return fail(ErrorKind::failed,
                fmt::format("cannot start '{}': {}; free some memory or processes", spawned.program,
                            std::strerror(errno)));
  setpgid(spawned.pid, spawned.pid);
  if (const auto line = process_line(spawned.pid))
    spawned.process_start = line->start;
  spawned.mark = effect_mark(effect_id, spawned.pid);
  spawned.process = Fd(static_cast<int>(syscall(SYS_pidfd_open, spawned.pid, 0)));
  // A bigger pipe only saves wake-ups; the default does as well.
  fcntl(output.read.number(), F_SETPIPE_SZ, 1 << 20);
  no_waiting(output.read);
  no_waiting(failure.read);
  if (errors.read)
    no_waiting(errors.read);
  spawned.output = std::move(output.read);
  spawned.errors = std::move(errors.read);
  spawned.failure = std::move(failure.read);
  spawned.go = std::move(go.write);
  return spawned;
}

void release(Spawned& spawned) {
  const char go = 'g';
  [[maybe_unused]] const ssize_t written = write(spawned.go.number(), &go, 1);
  spawned.go.reset();
}

std::string exec_failure(const Spawned& spawned) {
  ChildFailure failure;
  if (read(spawned.failure.number(), &failure, sizeof failure) != sizeof failure)
    return "";
  return fmt::format("cannot run '{}': {}; {}", spawned.program, std::strerror(failure.error),
                     remedy(failure, spawned.program));
}

} // namespace relctl::host
