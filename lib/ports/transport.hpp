// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/duration.hpp"
#include "core/effect.hpp"
#include "core/measurement.hpp"
#include "plan/source.hpp"

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace relctl::ports {

/// One HTTP exchange. http and https only; at most `redirects` redirects, to the same two schemes.
struct HttpRequest {
  std::string method = "GET";
  std::string url;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  plan::Credentials credentials;
  Duration timeout;
  std::size_t body_max = 1 << 20; ///< Bytes; a longer answer is a failure, never a cut.
  int redirects = 0;
  bool operator==(const HttpRequest&) const = default;
};

enum class TransportFailure { none, timeout, refused, tls, too_big, malformed, other };

struct HttpReply {
  TransportFailure failure = TransportFailure::none;
  std::string failure_text; ///< One line for a person, masked; empty without a failure.
  int status = 0;
  std::string content_type;
  std::string body;
};

/// Text to a unix socket (absolute path) or host:port, then everything until the peer closes.
struct SocketRequest {
  std::string address;
  std::string text;
  Duration timeout;
  std::size_t body_max = 1 << 20;
};

struct SocketReply {
  TransportFailure failure = TransportFailure::none;
  std::string failure_text;
  std::string body;
};

struct ProcessRequest {
  std::vector<std::string> argv;
  std::vector<std::string> environment; ///< `NAME=value`, complete.
  std::string directory;
  Duration timeout;
  std::optional<Duration> grace = {}; ///< See core::EffectRequest::grace.
  std::string input;                  ///< What it reads from stdin; empty stands for /dev/null.
  bool errors_apart = false;          ///< Stderr goes to ProcessReply::errors, not into the output.
  std::size_t output_max = 64 * 1024; ///< Bytes kept of each; see ProcessReply::output.
};

struct ProcessReply {
  bool started = false; ///< False: could not be executed; failure_text says why.
  bool timed_out = false;
  bool cancelled = false;
  int exit_code = -1; ///< When it exited by itself.
  int signal = 0;     ///< When a signal ended it.
  std::string failure_text;
  std::string output;           ///< Head and tail of stdout and stderr together.
  std::size_t output_bytes = 0; ///< All that it printed.
  bool is_output_cut = false;   ///< Some of it is not in `output`.
  std::string errors;           ///< Head and tail of stderr, where it was asked for apart.
};

using EffectTransport = std::variant<ProcessRequest, HttpRequest, SocketRequest>;
using EffectReply = std::variant<ProcessReply, HttpReply, SocketReply>;

/// What to send for an effect and what counts as done: pure, implemented by lib/effects.
class EffectProtocol {
public:
  virtual ~EffectProtocol() = default;
  [[nodiscard]] virtual EffectTransport transport(const core::EffectRequest& effect) const = 0;
  /// The end of the effect; the reply is of the kind that transport() asked for.
  [[nodiscard]] virtual core::EffectEnded interpret(const core::EffectRequest& effect,
                                                    const EffectReply& reply) const = 0;
};

using MeasurementTransport = std::variant<HttpRequest, ProcessRequest>;
using MeasurementReply = std::variant<HttpReply, ProcessReply>;

/// What to ask a source and what its answers mean: pure, implemented by lib/metrics.
class MeasurementProtocol {
public:
  virtual ~MeasurementProtocol() = default;
  [[nodiscard]] virtual std::vector<MeasurementTransport>
  transport(const core::MeasurementRequest& request) const = 0;
  /// What to ask next, given the replies to everything asked so far in the order of asking; nothing
  /// when they suffice.
  [[nodiscard]] virtual std::vector<MeasurementTransport>
  follow_up(const core::MeasurementRequest& request,
            const std::vector<MeasurementReply>& replies) const = 0;
  /// One reading per grid time asked for, given all replies in the order of asking, each of the
  /// kind that was asked for, and the time at which the last of them came in.
  [[nodiscard]] virtual std::vector<core::Reading>
  interpret(const core::MeasurementRequest& request, const std::vector<MeasurementReply>& replies,
            Instant received_at) const = 0;
};

} // namespace relctl::ports
