// SPDX-License-Identifier: Apache-2.0
#include "core/deliveries.hpp"
#include "core/given.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::test;
using core::Outcome;
using Kinds = std::vector<std::string>;

namespace {

plan::Step a_channel(const std::string& id, plan::Action action) {
  plan::Step channel;
  channel.id = id;
  channel.action = std::move(action);
  channel.timeout = seconds(5);
  channel.retries = 2;
  channel.backoff = seconds(10);
  return channel;
}

plan::HttpAction a_webhook() {
  plan::HttpAction http;
  http.method = "POST";
  http.url = {"http://chat.example.com/{{version}}?by={{comms}}", {}};
  http.headers = {{"X-Title", {"{{title}} {{message}}", {}}}};
  http.body = {R"({"text":"{{message}}","phase":"{{phase}}"})", {}};
  return http;
}

plan::Plan plan_with_channels() {
  plan::Plan plan = short_plan();
  plan.channels = {a_channel("room", a_webhook()),
                   a_channel("pager", plan::CommandAction{{{"./page", {}}, {"{{message}}", {}}}})};
  return plan;
}

core::MessagePrepared a_message(const std::string& id, const std::vector<std::string>& to,
                                const std::string& text = "text") {
  return {"held", text, "main", "p5", "", to, id};
}

/// What is to be done at noon + `after`; `live` are the deliveries under way.
core::DeliveryTurn turn(Given& given, Duration after, std::vector<core::EffectEnded> ended = {},
                        std::set<std::string> live = {}) {
  return core::decide_deliveries(given.plan, given.state, {std::move(ended), std::move(live)},
                                 k_noon + after);
}

/// Begins what is due and gives the ids of its effects.
std::vector<std::string> begin(Given& given, Duration after) {
  std::vector<std::string> ids;
  for (const core::Event& event : turn(given, after).events) {
    given.event(event, after);
    if (const auto* started = std::get_if<core::DeliveryStarted>(&event))
      ids.push_back(core::delivery_effect(given.plan, given.state, *started).id);
  }
  return ids;
}

core::EffectEnded ended(const std::string& id, Outcome outcome, const std::string& detail) {
  core::EffectEnded end;
  end.id = id;
  end.outcome = outcome;
  end.detail = detail;
  return end;
}

} // namespace

TEST_CASE("a message that names no channel is printed and nothing more") {
  Given given(plan_with_channels());
  given.event(core::MessagePrepared{"held", "text", "main", "p5"});
  CHECK(given.state.outbox.empty());
  CHECK(turn(given, {}).events.empty());
}

TEST_CASE("a message goes to each of its channels, each with a key of its own") {
  Given given(plan_with_channels());
  given.event(a_message("m1", {"room", "pager"}));
  const core::DeliveryTurn first = turn(given, {});
  REQUIRE(kinds(first.events) == Kinds{"DeliveryStarted", "DeliveryStarted"});
  const auto& room = std::get<core::DeliveryStarted>(first.events[0]);
  const auto& pager = std::get<core::DeliveryStarted>(first.events[1]);
  CHECK(room.attempt == 1);
  CHECK(room.operation_key.size() == 32);
  CHECK(room.operation_key != pager.operation_key);
}

TEST_CASE("a message that stands on record twice is sent once, and given up once") {
  Given given(plan_with_channels());
  given.event(a_message("m1", {"room"})).event(a_message("m1", {"room"}));
  CHECK(given.state.outbox.size() == 1);
  CHECK(begin(given, {}).size() == 1);
}

TEST_CASE("what every channel has taken leaves the outbox") {
  Given given(plan_with_channels());
  given.event(a_message("m1", {"room", "pager"}));
  const auto ids = begin(given, {});
  REQUIRE(ids.size() == 2);
  const core::DeliveryTurn half =
      turn(given, seconds(1), {ended(ids[0], Outcome::succeeded, "HTTP 200")}, {ids[1]});
  REQUIRE(kinds(half.events) == Kinds{"DeliveryEnded"});
  CHECK(half.is_sending);
  given.event(half.events[0], seconds(1));
  CHECK(core::undelivered_text(given.state.outbox) ==
        "held of p5 to pager: sent at 12:00:00Z, no answer on record");
  given.event(
      turn(given, seconds(2), {ended(ids[1], Outcome::succeeded, "exit code 0")}).events[0]);
  CHECK(given.state.outbox.empty());
}

TEST_CASE("a failed delivery is tried again with a pause that doubles, and at last given up") {
  Given given(plan_with_channels());
  given.event(a_message("m1", {"room"}));
  Duration now;
  for (const Duration pause : {seconds(10), seconds(20)}) {
    const auto ids = begin(given, now);
    REQUIRE(ids.size() == 1);
    given.event(
        turn(given, now, {ended(ids[0], Outcome::failed, "HTTP 500, wanted 2xx")}).events[0], now);
    CHECK(turn(given, now).events.empty());
    CHECK(turn(given, now).wake == k_noon + now + pause);
    now = now + pause;
  }
  const auto ids = begin(given, now);
  REQUIRE(ids.size() == 1);
  given.event(turn(given, now, {ended(ids[0], Outcome::timed_out, "no answer")}).events[0], now);
  CHECK(turn(given, now + minutes(60)).events.empty());
  CHECK(turn(given, now).wake == k_never);
  CHECK(core::undelivered_text(given.state.outbox) ==
        "held of p5 to room: given up after attempt 3: no answer");
  CHECK(kinds(core::send_again(given.plan, given.state)) == Kinds{"DeliveryStarted"});
}

TEST_CASE("a delivery that relctl did not see the end of is lost, and sent again with its key") {
  Given given(plan_with_channels());
  given.event(a_message("m1", {"room"}));
  const auto first = std::get<core::DeliveryStarted>(turn(given, {}).events[0]);
  begin(given, {});
  const core::DeliveryTurn later = turn(given, minutes(1));
  REQUIRE(kinds(later.events) == Kinds{"DeliveryEnded"});
  const auto& lost = std::get<core::DeliveryEnded>(later.events[0]);
  CHECK(lost.outcome == Outcome::lost);
  CHECK(lost.detail.find("whether it was delivered is not known") != std::string::npos);
  given.event(later.events[0], minutes(1));
  const auto again = turn(given, minutes(2));
  REQUIRE(kinds(again.events) == Kinds{"DeliveryStarted"});
  CHECK(std::get<core::DeliveryStarted>(again.events[0]).operation_key == first.operation_key);
  CHECK(std::get<core::DeliveryStarted>(again.events[0]).attempt == 2);
}

TEST_CASE("what an earlier relctl left running is waited for, and stopped when it is long over") {
  Given given(plan_with_channels());
  given.event(a_message("m1", {"pager"}));
  const auto ids = begin(given, {});
  const auto waits = turn(given, seconds(10), {}, {ids[0]});
  CHECK(waits.events.empty());
  CHECK(waits.stop.empty());
  CHECK(waits.wake == k_noon + seconds(15));
  CHECK(turn(given, seconds(15), {}, {ids[0]}).stop == ids);
}

TEST_CASE("a channel gets one message at a time, and one that pauses holds up no other") {
  Given given(plan_with_channels());
  given.event(a_message("m1", {"room"})).event(a_message("m2", {"room"}));
  const auto first = begin(given, {});
  REQUIRE(first.size() == 1);
  CHECK(turn(given, {}, {}, {first[0]}).events.empty());
  const core::DeliveryTurn next =
      turn(given, seconds(1), {ended(first[0], Outcome::failed, "HTTP 500")});
  REQUIRE(kinds(next.events) == Kinds{"DeliveryEnded", "DeliveryStarted"});
  CHECK(std::get<core::DeliveryStarted>(next.events[1]).message == "m2");
}

TEST_CASE("a message that arrives behind a newer one says of when it is") {
  Given given(plan_with_channels());
  given.event(a_message("m1", {"room", "pager"}, "old"))
      .event(a_message("m2", {"room"}, "new"), seconds(1));
  const auto first = begin(given, seconds(1));
  REQUIRE(first.size() == 2);
  const auto record = [&](Duration at, const std::string& id, Outcome outcome) {
    for (const core::Event& event : turn(given, at, {ended(id, outcome, "")}, {first[1]}).events)
      given.event(event, at);
  };
  const auto text_of = [&](const std::string& id, const std::string& channel) {
    const auto message = std::ranges::find(given.state.outbox, id, &core::OutgoingMessage::id);
    REQUIRE(message != given.state.outbox.end());
    return core::text_for(channel, *message);
  };
  record(seconds(2), first[0], Outcome::failed);
  CHECK(text_of("m1", "room") == "old");
  CHECK(text_of("m2", "room") == "new");
  record(seconds(3), "shop-1.1.0/@delivery/m2/room#1", Outcome::succeeded);
  CHECK(text_of("m1", "room") == "[late, of 2026-11-22T12:00:00Z] old");
  CHECK(text_of("m1", "pager") == "old");

  for (const core::Event& event : turn(given, minutes(1), {}, {first[1]}).events) {
    given.event(event, minutes(1));
    const auto effect =
        core::delivery_effect(given.plan, given.state, std::get<core::DeliveryStarted>(event));
    CHECK(std::get<core::HttpCall>(effect.call).body ==
          R"({"text":"[late, of 2026-11-22T12:00:00Z] old","phase":"p5"})");
  }
}

TEST_CASE("a hostile text is data in the URL, in headers, in JSON and for a command") {
  Given given(plan_with_channels());
  given.ready().started("p5");
  const std::string text = "one \"two\"\\\n{{version}} & $(rm)";
  given.event(a_message("m1", {"room", "pager"}, text));
  const auto events = turn(given, {}).events;
  REQUIRE(events.size() == 2);
  for (const core::Event& event : events)
    given.event(event);
  const auto effect = [&](std::size_t at) {
    return core::delivery_effect(given.plan, given.state,
                                 std::get<core::DeliveryStarted>(events[at]));
  };
  const auto http = std::get<core::HttpCall>(effect(0).call);
  CHECK(http.method == "POST");
  const std::string wanted =
      R"json({"text":"one \"two\"\\\n{{version}} & $(rm)","phase":"p5"})json";
  CHECK(http.body == wanted);
  CHECK(http.url.find("?by=held") != std::string::npos);
  CHECK(http.headers[0].second.find('\n') == std::string::npos);
  const auto command = std::get<core::CommandCall>(effect(1).call);
  CHECK(command.input == text);
  CHECK(command.argv == std::vector<std::string>{"./page", text});
  CHECK(command.variables.at("RELCTL_COMMS") == "held");
  CHECK(command.variables.at("RELCTL_CHANNEL") == "pager");
  CHECK_FALSE(command.variables.contains("RELCTL_MESSAGE"));
  CHECK(effect(1).grace < seconds(1));
}

TEST_CASE("values in a form are percent-encoded, in other text they stay as they are") {
  plan::Plan plan = plan_with_channels();
  auto& http = std::get<plan::HttpAction>(plan.channels[0].action);
  http.body = {"text={{message}}", {}};
  const bool is_form = GENERATE(true, false);
  if (is_form)
    http.headers = {{"content-type", {"application/x-www-form-urlencoded", {}}}};
  Given given(plan);
  given.event(a_message("m1", {"room"}, "a&b c"));
  const auto events = turn(given, {}).events;
  given.event(events[0]);
  const auto call = std::get<core::HttpCall>(
      core::delivery_effect(given.plan, given.state, std::get<core::DeliveryStarted>(events[0]))
          .call);
  CHECK(call.body == (is_form ? "text=a%26b%20c" : "text=a&b c"));
}

TEST_CASE("no decision sees a delivery: the same is decided with and without") {
  Given with(plan_with_channels());
  Given without(plan_with_channels());
  for (Given* given : {&with, &without})
    given->ready().started("p5").readings({}, minutes(10), 0.0);
  with.event(a_message("m1", {"room", "pager"}));
  begin(with, {});
  const auto decided = with.decide_at(minutes(10));
  const auto wanted = without.decide_at(minutes(10));
  CHECK(kinds(decided.events) == kinds(wanted.events));
  CHECK(decided.wake == wanted.wake);
  CHECK(decided.busy == wanted.busy);
}
