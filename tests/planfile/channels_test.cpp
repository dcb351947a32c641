// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace relctl;
using namespace relctl::planfile;

namespace {

const std::string k_comms = "comms:\n  rolled_back: \"{{title}} {{version}}\"\n";

/// The sound plan with these channels, and a message to `room`.
std::string with_channels(const std::string& channels, const std::string& to = "[room]") {
  return sound_plan_with(k_comms, "channels:\n" + channels +
                                      "comms:\n  rolled_back: { text: \"{{title}}\", to: " + to +
                                      " }\n");
}

const std::string k_room = "  room: { http: { url: \"http://chat.example.com/a\", body: "
                           "'{\"text\":\"{{message}}\"}' } }\n";

/// `rule: message; remedy` of each, in order.
std::vector<std::string> complaints(const std::string& text,
                                    std::map<std::string, std::string> environment = {}) {
  std::vector<std::string> all;
  for (const auto& found : load_plan(text, environment_of(std::move(environment))).diagnostics)
    all.push_back(found.rule + ": " + found.message + "; " + found.remedy);
  return all;
}

} // namespace

TEST_CASE("a text alone goes to no channel, one with channels to each of them") {
  const auto plan = load_plan(with_channels(k_room), environment_of({}));
  CHECK(plan.diagnostics.empty());
  CHECK(plan.plan.comms.at("rolled_back").text == "{{title}}");
  CHECK(plan::channels_of(plan.plan.comms.at("rolled_back")) == std::vector<std::string>{"room"});
  CHECK(load_plan(sound_plan(), environment_of({})).plan.comms.at("rolled_back").to.empty());
}

TEST_CASE("a channel has five seconds, four further attempts and a pause of five seconds") {
  const auto channel = load_plan(with_channels(k_room), environment_of({})).plan.channels.at(0);
  CHECK(channel.timeout == seconds(5));
  CHECK(channel.retries == 4);
  CHECK(channel.backoff == seconds(5));
  CHECK(std::get<plan::HttpAction>(channel.action).method == "POST");
}

TEST_CASE("a channel's address may be a secret of the environment") {
  std::string text = with_channels(k_room);
  text.replace(text.find("http://chat.example.com/a"), 25, "${ROOM}");
  const auto plan = load_plan(text, environment_of({{"ROOM", "https://chat.example.com/T0/B0"}}));
  CHECK(plan.diagnostics.empty());
  CHECK(std::get<plan::HttpAction>(plan.plan.channels.at(0).action).url.text ==
        "https://chat.example.com/T0/B0");
  CHECK(std::count(plan.secrets.begin(), plan.secrets.end(), "https://chat.example.com/T0/B0") ==
        1);
  CHECK(
      complaints(text).at(0) ==
      "environment-unset: 'url' of 'http' of channel 'room': the environment variable ROOM is not "
      "set; set it, or write ${ROOM:-default}");
  CHECK(complaints(text, {{"ROOM", "chat.example.com"}}).size() == 1);
  CHECK(complaints(text, {{"ROOM", "http://a/{{version}}"}}).at(0).starts_with("bad-url"));
}

TEST_CASE("what is wrong with a channel is said with the remedy") {
  const auto first = [](const std::string& channels, const std::string& to = "[room]") {
    const auto all = complaints(with_channels(channels, to));
    return all.empty() ? std::string() : all.front();
  };
  CHECK(complaints(with_channels(k_room, "[rom]")).back() ==
        "unknown-channel: message 'rolled_back' goes to channel 'rom', which does not exist; write "
        "'room'");
  CHECK(first(k_room, "[room, room]").starts_with("same-channel: "));
  CHECK(first(k_room, "[]").starts_with("empty-value: "));
  CHECK(first("  room: { run: [./page] }\n  pager: { run: [./page] }\n") ==
        "channel-unused: no message goes to channel 'pager'; add to a message of comms: to: "
        "[pager]");
  CHECK(first("  room: { timeout: 5s }\n").starts_with("missing-key: channel 'room'"));
  CHECK(first("  room: { haproxy: { socket: a } }\n").starts_with("missing-key: "));
  CHECK(first("  room: { run: \"curl x\" }\n").starts_with("command-not-a-list: "));
  CHECK(first("  room: { run: [./page], timeout: 2m }\n")
            .starts_with("long-timeout: 'timeout' of channel 'room' is more than a minute"));
  CHECK(first("  room: { http: { url: \"http://a/\" } }\n")
            .starts_with("missing-key: 'http' of channel 'room' has no 'body'"));
  CHECK(first("  room: { http: { url: \"http://a/\", body: \"x\" } }\n")
            .starts_with("channel-without-message: "));
  CHECK(first("  room: { http: { url: \"http://a/\", body: '{\"t\": {{message}} }' } }\n")
            .starts_with("channel-message-unquoted: "));
  CHECK(first("  room: { http: { url: \"http://a/\", body: '{\"t\":\"\\\"{{message}}\"}' } }\n") ==
        "");
  CHECK(first("  room: { run: [./page, \"{{mesage}}\"] }\n").starts_with("unknown-variable: "));
  CHECK(first("  room: { http: { url: \"http://a/${X}/{{version}}\", body: \"{{message}}\" } }\n")
            .starts_with("mixed-url: "));
}

TEST_CASE("a message of a channel is no variable of other templates") {
  CHECK(mistake_of("{{title}} {{version}}", "{{message}}").find("unknown-variable") !=
        std::string::npos);
}
