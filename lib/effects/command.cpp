// SPDX-License-Identifier: Apache-2.0
#include "effects/command.hpp"

#include "effects/items.hpp"

#include <fmt/format.h>

#include <array>
#include <csignal>
#include <set>
#include <string_view>

namespace relctl::effects {
namespace {

constexpr std::string_view k_plain_path =
    "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/// README.md documents this list.
const std::set<std::string, std::less<>> k_allowed_names = {"HOME",
                                                            "KUBECONFIG",
                                                            "LANG",
                                                            "LANGUAGE",
                                                            "LOGNAME",
                                                            "PATH",
                                                            "SHELL",
                                                            "SSH_AUTH_SOCK",
                                                            "TERM",
                                                            "TMPDIR",
                                                            "TZ",
                                                            "USER",
                                                            "XDG_CACHE_HOME",
                                                            "XDG_CONFIG_HOME",
                                                            "XDG_DATA_HOME",
                                                            "XDG_RUNTIME_DIR",
                                                            "XDG_STATE_HOME"};

bool is_allowed(std::string_view name) {
  return name.starts_with("LC_") || k_allowed_names.contains(name);
}

std::string_view signal_name(int signal) {
  struct Name {
    int signal;
    std::string_view name;
  };
  static constexpr std::array k_names = {
      Name{SIGHUP, "SIGHUP"},   Name{SIGINT, "SIGINT"},   Name{SIGQUIT, "SIGQUIT"},
      Name{SIGILL, "SIGILL"},   Name{SIGTRAP, "SIGTRAP"}, Name{SIGABRT, "SIGABRT"},
      Name{SIGBUS, "SIGBUS"},   Name{SIGFPE, "SIGFPE"},   Name{SIGKILL, "SIGKILL"},
      Name{SIGUSR1, "SIGUSR1"}, Name{SIGSEGV, "SIGSEGV"}, Name{SIGUSR2, "SIGUSR2"},
      Name{SIGPIPE, "SIGPIPE"}, Name{SIGALRM, "SIGALRM"}, Name{SIGTERM, "SIGTERM"},
      Name{SIGXCPU, "SIGXCPU"}, Name{SIGXFSZ, "SIGXFSZ"}, Name{SIGSYS, "SIGSYS"}};
  for (const Name& known : k_names)
    if (known.signal == signal)
      return known.name;
  return "unnamed";
}

std::string how_it_ended(const ports::ProcessReply& reply) {
  if (reply.signal != 0)
    return fmt::format("killed by signal {} ({})", reply.signal, signal_name(reply.signal));
  return fmt::format("exit code {}", reply.exit_code);
}

core::Outcome outcome_of(const ports::ProcessReply& reply) {
  if (reply.cancelled)
    return core::Outcome::cancelled;
  if (reply.timed_out)
    return core::Outcome::timed_out;
  return reply.started && reply.exit_code == 0 ? core::Outcome::succeeded : core::Outcome::failed;
}

std::string detail_of(const core::EffectRequest& effect, const ports::ProcessReply& reply) {
  const std::string end = reply.failure_text.empty() ? how_it_ended(reply) : reply.failure_text;
  if (!reply.started)
    return end;
  if (reply.cancelled)
    return "stopped by relctl; " + end;
  if (reply.timed_out)
    return fmt::format("not done within {}; {}", format_duration(effect.timeout), end);
  return end;
}

} // namespace

std::map<std::string, std::string>
allowed_environment(const std::map<std::string, std::string>& own) {
  std::map<std::string, std::string> allowed{{"PATH", std::string(k_plain_path)}};
  for (const auto& [name, value] : own)
    if (is_allowed(name))
      allowed[name] = value;
  return allowed;
}

std::map<std::string, std::string>
reader_environment(const std::map<std::string, std::string>& own) {
  auto environment = allowed_environment(own);
  for (const auto& [name, value] : own)
    if (name.starts_with("PG"))
      environment[name] = value;
  return environment;
}

std::string program_path(const std::string& name, const std::string& directory) {
  const bool is_relative = name.find('/') != std::string::npos && !name.starts_with('/');
  return is_relative ? directory + "/" + name : name;
}

ports::ProcessRequest command_request(const core::EffectRequest& effect,
                                      const core::CommandCall& call,
                                      const std::map<std::string, std::string>& allowed) {
  std::map<std::string, std::string> environment = allowed;
  for (const auto& [name, value] : call.variables)
    environment[name] = value;
  environment["RELCTL_OP_KEY"] = effect.operation_key;

  ports::ProcessRequest request;
  request.argv = call.argv;
  request.directory = call.directory;
  request.timeout = effect.timeout;
  request.grace = effect.grace;
  request.input = call.input;
  for (const auto& [name, value] : environment)
    request.environment.push_back(name + "=" + value);
  if (!request.argv.empty())
    request.argv.front() = program_path(request.argv.front(), call.directory);
  return request;
}

core::EffectEnded command_ended(const core::EffectRequest& effect,
                                const ports::ProcessReply& reply) {
  core::EffectEnded ended;
  ended.id = effect.id;
  ended.outcome = outcome_of(reply);
  ended.detail = detail_of(effect, reply);
  ended.output = reply.output;
  if (reply.started && reply.signal == 0 && reply.exit_code >= 0)
    ended.exit_code = reply.exit_code;
  if (effect.reports_items)
    return with_items(std::move(ended), reply.output, reply.is_output_cut);
  return ended;
}

} // namespace relctl::effects
