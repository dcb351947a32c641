// SPDX-License-Identifier: Apache-2.0
#include "core/deliveries.hpp"
#include "core/event_json.hpp"
#include "engine/rehearsed.hpp"
#include "engine/sender.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>

using namespace relctl;
using namespace relctl::test;
using core::Outcome;
using Words = std::vector<std::string>;

namespace {

plan::Plan a_plan_that_tells() {
  plan::Plan plan = a_short_plan();
  plan::Step channel;
  channel.id = "room";
  channel.action = plan::CommandAction{{{"./tell", {}}}};
  channel.timeout = seconds(40);
  channel.retries = 2;
  channel.backoff = seconds(7);
  plan.channels = {channel};
  for (const char* name : {"started", "promoted", "held", "rolled_back"})
    plan.comms[name] = {{fmt::format("{} {{{{version}}}} {{{{phase}}}} {{{{now}}}}", name), {}},
                        {{"room", {}}}};
  return plan;
}

bool is_of_delivery(const ports::Record& record) {
  return record.kind == "DeliveryStarted" || record.kind == "DeliveryEnded";
}

std::vector<ports::Record> records_of(const Rehearsed& release) {
  auto records = release.log->read({Rehearsed::k_release, 0, ports::Slice::all, 0});
  REQUIRE(records.has_value());
  return *records;
}

/// All that was decided and read, with its times, less what holds the log's positions.
Words decisions_of(const Rehearsed& release) {
  Words lines;
  for (const ports::Record& record : records_of(release)) {
    if (is_of_delivery(record))
      continue;
    auto event = core::decode_event(record.kind, record.body);
    REQUIRE(event.has_value());
    if (auto* started = std::get_if<core::StepStarted>(&*event))
      started->operation_key.clear(); // Of a way back: it holds the position of the request.
    if (auto* verdict = std::get_if<core::VerdictReached>(&*event))
      verdict->readings_position = 0;
    lines.push_back(fmt::format("{} {} {}", record.at.ms, record.kind, core::encode_event(*event)));
  }
  return lines;
}

/// A release that holds, goes on, and is taken back, with channels that answer so.
std::unique_ptr<Rehearsed> a_release_told_over(const sim::EffectScript& channel) {
  auto release = std::make_unique<Rehearsed>(a_plan_that_tells());
  const Instant began = release->world->now();
  const auto good = release->value;
  release->value = [good, began](const core::MeasurementRequest& request, Instant at) {
    core::Reading reading = good(request, at);
    const Duration age = at - began;
    if (age > minutes(2) && age < minutes(4)) {
      reading.value.reset();
      reading.cause = plan::Cause::nodata;
    }
    if (age > minutes(14))
      reading.value = 0.5;
    return reading;
  };
  release->outcome = [channel](const core::EffectRequest& effect) {
    return core::is_delivery(effect.id) ? channel
                                        : sim::EffectScript{seconds(2), Outcome::succeeded, ""};
  };
  release->run(k_run_goal);
  return release;
}

std::map<std::string, int> count_kinds(const Rehearsed& release) {
  std::map<std::string, int> count;
  for (const ports::Record& record : records_of(release))
    ++count[record.kind];
  return count;
}

} // namespace

TEST_CASE("channels that are dead, slow or hanging change no decision and no moment of one") {
  const auto healthy = a_release_told_over({{}, Outcome::succeeded, "HTTP 200"});
  const Words wanted = decisions_of(*healthy);
  REQUIRE(healthy->state().rollback);
  REQUIRE(count_kinds(*healthy)["DeliveryEnded"] >= 3);
  const sim::EffectScript channel =
      GENERATE(sim::EffectScript{{}, Outcome::failed, "connection refused"},
               sim::EffectScript{milliseconds(1), Outcome::lost, "HTTP 500"},
               sim::EffectScript{seconds(9), Outcome::succeeded, "slow"},
               sim::EffectScript{minutes(5), Outcome::succeeded, "hangs until its timeout"});
  INFO(channel.detail);
  const auto told = a_release_told_over(channel);
  CHECK(decisions_of(*told) == wanted);
  CHECK(count_kinds(*told)["DeliveryStarted"] >= 3);
}

TEST_CASE("a message is on record before it is sent, and sent before its end is") {
  const auto release = a_release_told_over({seconds(1), Outcome::failed, "HTTP 500"});
  std::map<std::string, int> begun;
  Words prepared;
  for (const ports::Record& record : records_of(*release)) {
    auto event = core::decode_event(record.kind, record.body);
    REQUIRE(event.has_value());
    if (const auto* message = std::get_if<core::MessagePrepared>(&*event))
      prepared.push_back(message->id.value_or(""));
    if (const auto* started = std::get_if<core::DeliveryStarted>(&*event)) {
      CHECK(std::count(prepared.begin(), prepared.end(), started->message) == 1);
      CHECK(started->attempt == ++begun[started->message]);
    }
  }
  for (const auto& [message, attempts] : begun)
    CHECK(attempts <= 3);
  CHECK(begun.size() >= 3);
}

TEST_CASE("a command that ends waits for its messages two seconds at most, and leaves the rest") {
  Rehearsed release(a_plan_that_tells());
  const bool hangs = GENERATE(true, false);
  release.outcome = [hangs](const core::EffectRequest& effect) {
    const bool is_late = hangs && core::is_delivery(effect.id);
    return sim::EffectScript{is_late ? minutes(1) : seconds(1), Outcome::succeeded, ""};
  };
  engine::Engine engine(release.plan, *release.log, *release.world, "tester");
  engine::ReleaseView view;
  view.release = Rehearsed::k_release;
  REQUIRE(engine.run(view, {engine::Until::settled, 1, {}, true, true}));
  const Instant done = release.world->now();
  REQUIRE(engine.send_messages(view));
  CHECK(release.world->now() - done == (hangs ? engine::k_farewell : seconds(1)));
  CHECK(view.state.outbox.empty() != hangs);
}

TEST_CASE("a delivery that ends together with what a command waited for is on record as it ended") {
  Rehearsed release(a_plan_that_tells());
  release.outcome = [](const core::EffectRequest&) {
    return sim::EffectScript{seconds(1), Outcome::succeeded, ""};
  };
  engine::ReleaseView view;
  view.release = Rehearsed::k_release;
  {
    engine::Engine engine(release.plan, *release.log, *release.world, "tester");
    REQUIRE(engine.run(view, {engine::Until::settled, 1, {}, true, true}));
  }
  engine::Sender sender(release.plan, *release.log, *release.world, "tester");
  const Instant since = release.world->now();
  core::Inputs inputs = release.world->wait(since);
  sender.take(inputs, {});
  REQUIRE(sender.turn(view));
  REQUIRE(view.state.outbox.size() == 1);
  while (release.world->now() < since + seconds(1)) {
    inputs = release.world->wait(since + seconds(1));
    sender.take(inputs, {});
  }
  const auto appended = sender.last_turn(view);
  REQUIRE(appended);
  CHECK(appended->size() == 1);
  CHECK(view.state.outbox.empty());
}

TEST_CASE("what a relctl that died has sent is sent again by the next one") {
  Rehearsed release(a_plan_that_tells());
  bool is_dead = true;
  release.outcome = [&](const core::EffectRequest& effect) {
    return sim::EffectScript{is_dead && core::is_delivery(effect.id) ? seconds(30) : seconds(1),
                             Outcome::succeeded, ""};
  };
  {
    engine::Engine engine(release.plan, *release.log, *release.world, "tester");
    engine::ReleaseView view;
    view.release = Rehearsed::k_release;
    REQUIRE(engine.run(view, {engine::Until::settled, 1, {}, true, true}));
    REQUIRE(engine.send_messages(view));
    REQUIRE(view.state.outbox.size() == 1);
  }
  release.world->lose_everything();
  is_dead = false;
  release.run(k_wait_goal);
  const auto count = count_kinds(release);
  CHECK(count.at("DeliveryStarted") >= 2);
  CHECK(release.state().outbox.size() <= 1); // The last one, which nobody has waited for.
}
