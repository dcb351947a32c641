// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "ports/world.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace relctl::sim {

/// How a scripted effect goes.
struct EffectScript {
  Duration takes;
  core::Outcome outcome = core::Outcome::succeeded;
  std::string detail;
  std::string output = {}; ///< What it prints.
};

/// What the virtual world answers. Both are asked once for each request, in order.
struct Script {
  /// Puts the readings of all grid times of the request into the inputs; causes for none.
  std::function<void(const core::MeasurementRequest& request, core::Inputs& inputs)> measure;
  std::function<EffectScript(const core::EffectRequest& effect)> effect;
  Duration answer_takes; ///< How long a source takes.
};

/// Script::measure, one grid time after the other.
[[nodiscard]] std::function<void(const core::MeasurementRequest&, core::Inputs&)> at_each_time(
    std::function<core::Reading(const core::MeasurementRequest& request, Instant at)> reading);

/// The other World: a clock that jumps to whatever comes next, scripted sources and recorded
/// effects. HAProxy weights are kept, so that what was set is what is read back.
class VirtualWorld : public ports::World {
public:
  VirtualWorld(Instant start, Script script);

  [[nodiscard]] Instant now() override { return m_now; }
  void begin(const core::EffectRequest& effect) override;
  void stop(const std::string& effect_id) override;
  void measure(const std::vector<core::MeasurementRequest>& requests) override;
  [[nodiscard]] core::Inputs wait(Instant until) override;

  /// Something that happens outside at a time: a person's fact, a rival command.
  void schedule(Instant at, std::function<void()> happening);

  /// Whether anything is still scheduled.
  [[nodiscard]] bool has_happenings() const { return !m_happenings.empty(); }
  /// When the next of it happens; k_never when nothing does.
  [[nodiscard]] Instant next_happening() const {
    return m_happenings.empty() ? k_never : m_happenings.begin()->first;
  }

  /// Whoever waits for time alone may be woken as late as `latest(until)` says: as a poll by hand
  /// that comes seldom. What was missed meanwhile is asked for afterwards.
  void wake_late(std::function<Instant(Instant until)> latest) { m_latest = std::move(latest); }

  /// The process is gone, and with it what ran and what was asked; the clock goes on.
  void lose_everything();

  /// Every effect begun, read-only ones aside, in order.
  [[nodiscard]] const std::vector<core::EffectRequest>& effects() const { return m_effects; }
  /// The canary's share now, by backend.
  [[nodiscard]] double share(const std::string& backend) const;
  /// Somebody else sets the share: an earlier process, or a hand.
  void put_share(const std::string& backend, double share) { m_shares[backend] = share; }

private:
  struct Pending {
    core::EffectEnded ended;
    std::optional<core::HaproxyCall> haproxy;
  };

  void finish(Pending pending, core::Inputs& inputs);
  void answer(core::Inputs& inputs);

  Instant m_now;
  Script m_script;
  std::function<Instant(Instant)> m_latest;
  std::multimap<Instant, Pending> m_pending;
  std::multimap<Instant, core::MeasurementRequest> m_questions;
  std::multimap<Instant, std::function<void()>> m_happenings;
  std::vector<core::EffectRequest> m_effects;
  std::map<std::string, double> m_shares;
};

} // namespace relctl::sim
