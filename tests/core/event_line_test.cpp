// SPDX-License-Identifier: Apache-2.0
#include "core/event_json.hpp"
#include "core/event_line.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

namespace {

core::Recorded a_note() {
  return {7, 3, Instant{1'795'348'800'000}, "qa@host", core::NoteAdded{"good\nnight", "qa"}};
}

} // namespace

TEST_CASE("an event is one line of JSON that names its schema and reads back") {
  const std::string line = core::encode_event_line("shop-1.1.0", a_note());
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.find(R"("schema":"relctl.event/1")") != std::string::npos);
  CHECK(line.find(R"("at":"2026-11-22T12:00:00Z")") != std::string::npos);
  const auto read = core::decode_event_line(line);
  REQUIRE(read);
  CHECK(read->release == "shop-1.1.0");
  CHECK(read->recorded.position == 7);
  CHECK(read->recorded.version == 3);
  CHECK(read->recorded.actor == "qa@host");
  CHECK(core::encode_event(read->recorded.event) == core::encode_event(a_note().event));
}

TEST_CASE("a line nested without end is refused, a large position is none") {
  std::string line = core::encode_event_line("r", a_note());
  line.replace(line.find("\"position\":7"), 12, "\"position\":18446744073709551615");
  REQUIRE(core::decode_event_line(line));
  CHECK(core::decode_event_line(line)->recorded.position == 0);
  const std::string deep = std::string(400'000, '[') + std::string(400'000, ']');
  line.replace(line.find("\"qa\""), 4, deep);
  const auto read = core::decode_event_line(line);
  REQUIRE_FALSE(read);
  CHECK(read.error().message.find("nested deeper than 100 levels") != std::string::npos);
}

TEST_CASE("a line that is no event is refused") {
  const std::string line = core::encode_event_line("r", a_note());
  CHECK_FALSE(core::decode_event_line(""));
  CHECK_FALSE(core::decode_event_line("{}"));
  CHECK_FALSE(core::decode_event_line("[1]"));
  CHECK_FALSE(core::decode_event_line(line.substr(0, line.size() - 2)));
  std::string other = line;
  other.replace(other.find("NoteAdded"), 9, "NoteAteIt");
  CHECK_FALSE(core::decode_event_line(other));
}

TEST_CASE("a line that no log took says which head it continues") {
  const core::Recorded recorded{3, 2, {5}, "qa", core::NoteAdded{}};
  const auto read = core::decode_event_line(core::encode_event_line("r", recorded, "2:abc"));
  REQUIRE(read);
  CHECK(read->after == "2:abc");
  CHECK(read->recorded.position == 3);
  const auto line = core::encode_event_line("r", recorded);
  CHECK(line.find("after") == std::string::npos);
  CHECK(core::decode_event_line(line)->after.empty());
}
