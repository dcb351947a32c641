// SPDX-License-Identifier: Apache-2.0
#include "effects/haproxy.hpp"

#include "base/text.hpp"
#include "effects/haproxy_servers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>

namespace relctl::effects {
namespace {

constexpr int k_max_weight = 256;

/// HAProxy's own alphabet for names; anything else could end the command and begin another.
bool is_name(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](unsigned char c) {
    return c < 0x80 && (std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.' || c == ':');
  });
}

Result<void> check_names(const core::HaproxyCall& call) {
  for (const std::string& name : {call.backend, call.canary, call.stable})
    if (!is_name(name))
      return fail(ErrorKind::refused,
                  fmt::format("'{}' is not a name of HAProxy; use letters, digits, - _ . :",
                              one_line(name, 80)));
  if (call.canary == call.stable)
    return fail(ErrorKind::refused,
                fmt::format("canary and stable are both '{}'; name two servers", call.canary));
  return {};
}

/// The line to send, or why there is none.
Result<std::string> command_line(const core::HaproxyCall& call) {
  RELCTL_TRY(check_names(call));
  std::string line;
  if (call.share) {
    RELCTL_TRY_ASSIGN(const Weights weights, weights_for(*call.share));
    line = fmt::format("set weight {0}/{1} {2}; set weight {0}/{3} {4}; ", call.backend,
                       call.canary, weights.canary, call.stable, weights.stable);
  }
  return line + "show servers state " + call.backend + "\n";
}

const HaproxyServer* find_server(const HaproxyAnswer& answer, const std::string& name) {
  const auto named = [&](const HaproxyServer& server) { return server.name == name; };
  const auto found = std::find_if(answer.servers.begin(), answer.servers.end(), named);
  return found == answer.servers.end() ? nullptr : &*found;
}

Result<HaproxyServer> server_of(const HaproxyAnswer& answer, const core::HaproxyCall& call,
                                const std::string& name) {
  if (const HaproxyServer* server = find_server(answer, name))
    return *server;
  std::vector<std::string> names;
  for (const HaproxyServer& server : answer.servers)
    names.push_back(server.name);
  return fail(ErrorKind::failed, fmt::format("backend {} has no server {}; it has: {}",
                                             call.backend, name, join(names, ", ")));
}

struct Pair {
  HaproxyServer canary;
  HaproxyServer stable;
  std::string others; ///< Servers besides the two that have a weight, for a person.
};

Result<Pair> pair_of(const HaproxyAnswer& answer, const core::HaproxyCall& call) {
  Pair pair;
  RELCTL_TRY_ASSIGN(pair.canary, server_of(answer, call, call.canary));
  RELCTL_TRY_ASSIGN(pair.stable, server_of(answer, call, call.stable));
  for (const HaproxyServer& server : answer.servers)
    if (server.name != call.canary && server.name != call.stable && server.weight > 0)
      pair.others += fmt::format("; beside them {} has weight {}", server.name, server.weight);
  return pair;
}

/// What is wrong with the weights that were read back; empty when nothing is.
std::string mismatch(const Pair& pair, const Weights& wanted) {
  const auto wrong = [](const HaproxyServer& server, int weight) {
    if (server.weight != weight)
      return fmt::format("{} has weight {}, wanted {}", server.name, server.weight, weight);
    if (weight > 0 && !server.no_traffic.empty())
      return fmt::format("{} should get traffic (weight {}) but is {}", server.name, weight,
                         server.no_traffic);
    return std::string();
  };
  const std::string canary = wrong(pair.canary, wanted.canary);
  const std::string stable = wrong(pair.stable, wanted.stable);
  return canary + (canary.empty() || stable.empty() ? "" : "; ") + stable;
}

std::string standing(const Pair& pair) {
  const auto one = [](const HaproxyServer& server) {
    return fmt::format("{} has weight {}{}", server.name, server.weight,
                       server.no_traffic.empty() ? "" : " and is " + server.no_traffic);
  };
  return one(pair.canary) + ", " + one(pair.stable) + pair.others;
}

core::EffectEnded judged(core::EffectEnded ended, const core::HaproxyCall& call,
                         const HaproxyAnswer& answer) {
  const Result<Pair> pair = pair_of(answer, call);
  std::string wrong = answer.complaint.empty() ? "" : "HAProxy says: " + answer.complaint;
  if (!pair) {
    if (answer.servers.empty() && wrong.empty())
      wrong = "HAProxy answered without a table of servers; is this its stats socket?";
    ended.detail = wrong.empty() ? pair.error().message : wrong;
    return ended;
  }
  const int total = pair->canary.weight + pair->stable.weight;
  if (total > 0)
    ended.share = static_cast<double>(pair->canary.weight) / total;
  else if (wrong.empty())
    wrong =
        fmt::format("{} and {} both have weight 0: no share can be told", call.canary, call.stable);
  if (call.share && wrong.empty())
    wrong = mismatch(*pair, weights_for(*call.share).value());
  ended.outcome = wrong.empty() ? core::Outcome::succeeded : core::Outcome::failed;
  ended.detail = wrong.empty() ? standing(*pair) : wrong + pair->others;
  return ended;
}

} // namespace

Result<Weights> weights_for(double share) {
  if (!(share >= 0.0 && share <= 1.0))
    return fail(ErrorKind::refused,
                fmt::format("a traffic share of {} is not between 0 and 100%", share));
  Weights best;
  double best_error = 2.0;
  for (int total = 100; total <= k_max_weight; ++total) {
    const int canary = static_cast<int>(std::lround(share * total));
    const double error = std::abs(static_cast<double>(canary) / total - share);
    if (error + 1e-9 < best_error) {
      best = {canary, total - canary};
      best_error = error;
    }
  }
  // Rounding a small share to none, or to twice as much, is no rounding.
  if (best_error > 0.005 || best_error > std::min(share, 1.0 - share) / 2 + 1e-9)
    return fail(ErrorKind::refused,
                fmt::format("HAProxy weights (0 to 256) cannot express a traffic share of {:.3g}%; "
                            "use 0, 100% or something from 0.3% to 99.7%",
                            share * 100));
  return best;
}

ports::SocketRequest haproxy_request(const core::EffectRequest& effect,
                                     const core::HaproxyCall& call) {
  ports::SocketRequest request;
  request.timeout = effect.timeout;
  if (Result<std::string> line = command_line(call)) {
    request.address = call.socket;
    request.text = std::move(*line);
  }
  return request;
}

core::EffectEnded haproxy_ended(const core::EffectRequest& effect, const core::HaproxyCall& call,
                                const ports::SocketReply& reply) {
  core::EffectEnded ended;
  ended.id = effect.id;
  ended.outcome = core::Outcome::failed;
  ended.output = reply.body;
  if (const Result<std::string> line = command_line(call); !line) {
    ended.detail = line.error().message;
    return ended;
  }
  if (reply.failure != ports::TransportFailure::none) {
    if (reply.failure == ports::TransportFailure::timeout)
      ended.outcome = core::Outcome::timed_out;
    ended.detail = reply.failure_text;
    return ended;
  }
  const Result<HaproxyAnswer> answer = parse_haproxy_answer(reply.body);
  if (!answer) {
    ended.detail = answer.error().message;
    return ended;
  }
  return judged(std::move(ended), call, *answer);
}

} // namespace relctl::effects
