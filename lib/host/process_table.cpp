// SPDX-License-Identifier: Apache-2.0
#include "host/process_table.hpp"

#include "host/fd.hpp"
#include "host/live_world.hpp"

#include <dirent.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdlib>
#include <memory>

namespace relctl::host {
namespace {

constexpr std::size_t k_max_environment_bytes = 4U << 20U;

/// Files of /proc have no size to ask for; empty when the process is gone or not ours to read.
std::string read_proc(pid_t pid, const char* name) {
  const std::string path = "/proc/" + std::to_string(pid) + "/" + name;
  const Fd file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  std::array<char, 4096> chunk{};
  while (file && text.size() < k_max_environment_bytes) {
    const ssize_t count = read(file.number(), chunk.data(), chunk.size());
    if (count <= 0)
      break;
    text.append(chunk.data(), static_cast<std::size_t>(count));
  }
  return text;
}

template <class Number>
bool read_number(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size();
}

bool carries(pid_t pid, const std::string& mark) {
  const std::string environment = '\0' + read_proc(pid, "environ");
  return environment.find('\0' + mark + '\0') != std::string::npos;
}

bool is_zombie(const ProcessLine& line) {
  return line.state == 'Z' || line.state == 'X';
}

std::vector<pid_t> all_processes() {
  std::vector<pid_t> pids;
  const std::unique_ptr<DIR, int (*)(DIR*)> folder(opendir("/proc"), closedir);
  while (const dirent* entry = folder ? readdir(folder.get()) : nullptr) {
    pid_t pid = 0;
    if (read_number(std::string_view(entry->d_name), pid))
      pids.push_back(pid);
  }
  return pids;
}

} // namespace

std::optional<ProcessLine> parse_process_line(std::string_view text) {
  const std::size_t name_end = text.rfind(')');
  if (name_end == std::string_view::npos || name_end + 2 >= text.size())
    return std::nullopt;
  text.remove_prefix(name_end + 2); // Field 3, the state, comes next.
  ProcessLine line;
  line.state = text.front();
  constexpr int k_group_field = 5;
  constexpr int k_start_field = 22;
  for (int field = 3; field <= k_start_field; ++field) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (field == k_group_field && !read_number(text.substr(0, end), line.group))
      return std::nullopt;
    if (field == k_start_field && !read_number(text.substr(0, end), line.start))
      return std::nullopt;
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return line;
}

std::optional<ProcessLine> process_line(pid_t pid) {
  return parse_process_line(read_proc(pid, "stat"));
}

std::string effect_mark(const std::string& effect_id, pid_t group) {
  return fmt::format("RELCTL_EFFECT_ID={}@{:010}", effect_id, group);
}

std::vector<pid_t> survivors(pid_t group, const std::string& mark) {
  std::vector<pid_t> found;
  for (const pid_t pid : all_processes()) {
    const std::optional<ProcessLine> line = pid == getpid() ? std::nullopt : process_line(pid);
    if (line && !is_zombie(*line) && (line->group == group || carries(pid, mark)))
      found.push_back(pid);
  }
  return found;
}

bool is_alive(std::int64_t pid, std::uint64_t process_start) {
  const std::optional<ProcessLine> line = process_line(static_cast<pid_t>(pid));
  return line && line->start == process_start && !is_zombie(*line);
}

std::uint64_t process_start_of(std::int64_t pid) {
  const std::optional<ProcessLine> line = process_line(static_cast<pid_t>(pid));
  return line ? line->start : 0;
}

} // namespace relctl::host
