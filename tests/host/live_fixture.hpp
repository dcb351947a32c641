// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "effects/protocol.hpp"
#include "host/fake_measurement_protocol.hpp"
#include "host/live_world.hpp"
#include "host/recording_lock.hpp"

#include <memory>
#include <string>

namespace relctl::testing {

/// A live world with the real effects, a fake metric protocol and a lock that remembers.
struct LiveFixture {
  std::unique_ptr<ports::EffectProtocol> effects =
      effects::make_effect_protocol({{"PATH", "/usr/bin:/bin"}}, "relctl-reader");
  FakeMeasurementProtocol measurements;
  RecordingLock lock;
  host::LiveWorldOptions options;
  std::unique_ptr<ports::World> world;

  LiveFixture() {
    options.effects = effects.get();
    options.measurements = &measurements;
    options.lock = &lock;
    options.grace = milliseconds(300);
  }

  /// Made at first use, so that a test can set options before.
  ports::World& live() {
    if (!world)
      world = std::move(host::make_live_world(options).value());
    return *world;
  }

  core::Inputs wait(Duration longest = seconds(10)) { return live().wait(live().now() + longest); }

  /// Waits until something ended, for at most ten seconds.
  core::EffectEnded end() {
    const Instant until = live().now() + seconds(10);
    while (live().now() < until)
      if (core::Inputs inputs = live().wait(until); !inputs.ended.empty())
        return inputs.ended.front();
    return {};
  }

  core::EffectEnded run(const core::EffectRequest& effect) {
    live().begin(effect);
    return end();
  }

  static core::EffectRequest shell(const std::string& script, const std::string& id = "e1",
                                   Duration timeout = seconds(10)) {
    core::CommandCall call;
    call.argv = {"sh", "-c", script};
    call.directory = std::string("/");
    return {id, "key-1", call, timeout};
  }

  static core::EffectRequest http(const std::string& method, const std::string& url,
                                  Duration timeout = seconds(5)) {
    core::HttpCall call;
    call.method = method;
    call.url = url;
    return {"h1", "key-1", call, timeout};
  }
};

} // namespace relctl::testing
