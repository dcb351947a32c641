// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/deliveries.hpp"
#include "core/inputs.hpp"
#include "engine/release_log.hpp"
#include "plan/plan.hpp"
#include "ports/audit_log.hpp"
#include "ports/world.hpp"

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace relctl::engine {

/// Sends what stands in the outbox, beside the loop that decides and never in its way: it takes the
/// ends of deliveries out of what comes in before a decision could see them.
class Sender {
public:
  /// All references outlive it.
  Sender(const plan::Plan& plan, ports::AuditLog& log, ports::World& world, std::string actor)
      : m_plan(plan), m_log(log), m_world(world), m_actor(std::move(actor)) {}

  /// Keeps what belongs to deliveries. True unless they are all that the wait ended for;
  /// `live_before` are the effects, deliveries aside, that lived until now.
  bool take(core::Inputs& inputs, const std::set<std::string>& live_before);

  /// Records what has ended and begins what is due. What it has appended; a `conflict` when the log
  /// has moved, after which nothing is lost: call it again with a view that was refreshed.
  [[nodiscard]] Result<std::vector<core::Recorded>> turn(ReleaseView& view);
  /// The same without beginning anything, for who leaves: an end that came in is seen by nobody
  /// again, and the message would be sent twice.
  [[nodiscard]] Result<std::vector<core::Recorded>> last_turn(ReleaseView& view);
  /// Begins everything that is not delivered, whatever its time or number of attempts.
  [[nodiscard]] Result<std::vector<core::Recorded>> send_again(ReleaseView& view);

  /// When to take the next turn if nothing comes in.
  [[nodiscard]] Instant wake() const { return m_wake; }
  [[nodiscard]] bool is_sending() const { return m_is_sending; }

private:
  Result<std::vector<core::Recorded>> append_and_begin(ReleaseView& view,
                                                       std::vector<core::Event> events);

  const plan::Plan& m_plan;
  ports::AuditLog& m_log;
  ports::World& m_world;
  std::string m_actor;
  core::DeliveryNews m_news;
  Instant m_wake = k_never;
  bool m_is_sending = false;
};

} // namespace relctl::engine
