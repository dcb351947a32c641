// SPDX-License-Identifier: Apache-2.0
#include "effects/protocol.hpp"

#include "base/check.hpp"
#include "effects/command.hpp"
#include "effects/haproxy.hpp"
#include "effects/http.hpp"
#include "effects/reader.hpp"

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

/// What to send for each kind of call.
struct Ask {
  const core::EffectRequest& effect;
  const std::map<std::string, std::string>& allowed;
  const std::map<std::string, std::string>& for_libpq;
  const std::string& reader;

  ports::EffectTransport operator()(const core::CommandCall& call) const {
    return command_request(effect, call, allowed);
  }
  ports::EffectTransport operator()(const core::HttpCall& call) const {
    return http_request(effect, call);
  }
  ports::EffectTransport operator()(const core::HaproxyCall& call) const {
    return haproxy_request(effect, call);
  }
  ports::EffectTransport operator()(const core::SuiteCall& call) const {
    return suite_request(effect, call, reader, allowed);
  }
  ports::EffectTransport operator()(const core::ArtifactCall& call) const {
    return artifact_request(effect, call, reader, allowed);
  }
  ports::EffectTransport operator()(const core::ReconcileCall& call) const {
    return reconcile_request(effect, call, reader, allowed, for_libpq);
  }
};

/// What the reply to each kind of call means.
struct Interpret {
  const core::EffectRequest& effect;
  const ports::EffectReply& reply;

  core::EffectEnded operator()(const core::CommandCall&) const {
    return command_ended(effect, expected<ports::ProcessReply>(reply));
  }
  core::EffectEnded operator()(const core::HttpCall& call) const {
    return http_ended(effect, call, expected<ports::HttpReply>(reply));
  }
  core::EffectEnded operator()(const core::HaproxyCall& call) const {
    return haproxy_ended(effect, call, expected<ports::SocketReply>(reply));
  }
  template <class ReaderCall>
  core::EffectEnded operator()(const ReaderCall&) const {
    return reader_ended(effect, expected<ports::ProcessReply>(reply));
  }
};

class Protocol : public ports::EffectProtocol {
public:
  Protocol(const std::map<std::string, std::string>& environment, std::string reader)
      : m_allowed(allowed_environment(environment)), m_for_libpq(reader_environment(environment)),
        m_reader(std::move(reader)) {}

  [[nodiscard]] ports::EffectTransport transport(const core::EffectRequest& effect) const override {
    return std::visit(Ask{effect, m_allowed, m_for_libpq, m_reader}, effect.call);
  }

  [[nodiscard]] core::EffectEnded interpret(const core::EffectRequest& effect,
                                            const ports::EffectReply& reply) const override {
    return std::visit(Interpret{effect, reply}, effect.call);
  }

private:
  std::map<std::string, std::string> m_allowed;
  std::map<std::string, std::string> m_for_libpq;
  std::string m_reader;
};

} // namespace

std::unique_ptr<ports::EffectProtocol>
make_effect_protocol(std::map<std::string, std::string> environment, std::string reader) {
  return std::make_unique<Protocol>(environment, std::move(reader));
}

} // namespace relctl::effects
