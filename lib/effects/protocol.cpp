// SPDX-License-Identifier: Apache-2.0
#include "effects/protocol.hpp"

#include "base/check.hpp"
#include "effects/command.hpp"
#include "effects/haproxy.hpp"
#include "effects/http.hpp"

#include <utility>

namespace relctl::effects {
namespace {

/// The reply is of the kind that was asked for; another one is a bug of the world.
template <class Reply>
const Reply& expected(const ports::EffectReply& reply) {
  const Reply* right = std::get_if<Reply>(&reply);
  RELCTL_CHECK(right != nullptr);
  return *right;
}

class Protocol : public ports::EffectProtocol {
public:
  explicit Protocol(std::map<std::string, std::string> allowed) : m_allowed(std::move(allowed)) {}

  [[nodiscard]] ports::EffectTransport transport(const core::EffectRequest& effect) const override {
    if (const auto* command = std::get_if<core::CommandCall>(&effect.call))
      return command_request(effect, *command, m_allowed);
    if (const auto* http = std::get_if<core::HttpCall>(&effect.call))
      return http_request(effect, *http);
    return haproxy_request(effect, std::get<core::HaproxyCall>(effect.call));
  }

  [[nodiscard]] core::EffectEnded interpret(const core::EffectRequest& effect,
                                            const ports::EffectReply& reply) const override {
    if (std::holds_alternative<core::CommandCall>(effect.call))
      return command_ended(effect, expected<ports::ProcessReply>(reply));
    if (const auto* http = std::get_if<core::HttpCall>(&effect.call))
      return http_ended(effect, *http, expected<ports::HttpReply>(reply));
    return haproxy_ended(effect, std::get<core::HaproxyCall>(effect.call),
                         expected<ports::SocketReply>(reply));
  }

private:
  std::map<std::string, std::string> m_allowed;
};

} // namespace

std::unique_ptr<ports::EffectProtocol>
make_effect_protocol(std::map<std::string, std::string> environment) {
  return std::make_unique<Protocol>(allowed_environment(environment));
}

} // namespace relctl::effects
