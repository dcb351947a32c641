// SPDX-License-Identifier: Apache-2.0
#include "audit/holder_record.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::audit;

namespace {

HolderRecord sample() {
  HolderRecord record;
  record.holder = {4711,  "web-1.example.com",        "relctl advance --wait",
                   "ann", Instant{1'763'776'288'123}, 987654321};
  record.groups = {{"main/p20/shift#1", 4712, 987654400}, {"smoke", 4713, 0}};
  return record;
}

bool same(const HolderRecord& a, const HolderRecord& b) {
  return format_holder(a) == format_holder(b);
}

} // namespace

TEST_CASE("a holder's record reads back as it was written") {
  const auto back = parse_holder(format_holder(sample()));
  REQUIRE(back);
  CHECK(back->holder.pid == 4711);
  CHECK(back->holder.host == "web-1.example.com");
  CHECK(back->holder.command == "relctl advance --wait");
  CHECK(back->holder.actor == "ann");
  CHECK(back->holder.since == Instant{1'763'776'288'123});
  CHECK(back->holder.process_start == 987654321);
  REQUIRE(back->groups.size() == 2);
  CHECK(back->groups[0].effect_id == "main/p20/shift#1");
  CHECK(back->groups[0].group == 4712);
  CHECK(back->groups[0].process_start == 987654400);
  CHECK(back->groups[1].process_start == 0);
}

TEST_CASE("values with line breaks, backslashes, blanks and nothing in them survive") {
  HolderRecord record = sample();
  record.holder.command = "relctl note 'a\nend\n\\n b\\'";
  record.holder.actor = "";
  record.groups[0].effect_id = " with blanks\nand lines ";
  const auto back = parse_holder(format_holder(record));
  REQUIRE(back);
  CHECK(same(*back, record));
  CHECK(back->holder.command == record.holder.command);
  CHECK(back->holder.actor.empty());
  CHECK(back->groups[0].effect_id == record.groups[0].effect_id);
}

TEST_CASE("a torn record is none, wherever it was torn") {
  const std::string whole = format_holder(sample());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    INFO("torn after " << length << " bytes");
    CHECK_FALSE(parse_holder(std::string_view(whole).substr(0, length)));
  }
}

TEST_CASE("a record with something else in it is none") {
  std::string text = format_holder(sample());
  SECTION("zeros, as a power cut leaves them") {
    text = std::string(200, '\0');
  }
  SECTION("another version") {
    text.replace(text.find("/1"), 2, "/2");
  }
  SECTION("a number that is none") {
    text.replace(text.find("4711"), 4, "47x1");
  }
  SECTION("a number that is too large") {
    text.replace(text.find("4711"), 4, std::string(30, '9'));
  }
  SECTION("a negative start") {
    text.replace(text.find("987654400"), 9, "-1");
  }
  SECTION("a line that is no group") {
    text.replace(text.find("group"), 5, "grope");
  }
  SECTION("something behind the end") {
    text += "x\n";
  }
  CHECK_FALSE(parse_holder(text));
}

TEST_CASE("a holder is described in one line that is safe to print") {
  ports::Holder holder = sample().holder;
  holder.command = "relctl\n\x1b[31m advance";
  CHECK(describe(holder) == "pid 4711 on web-1.example.com, since 2025-11-22T01:51:28.123Z: relctl "
                            "?[31m advance, by ann");
}
