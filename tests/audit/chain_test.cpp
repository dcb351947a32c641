// SPDX-License-Identifier: Apache-2.0
#include "audit/chain.hpp"
#include "audit/fixture.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::audit;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

// Both vectors were computed outside relctl, with the script of lib/audit/README.md.
constexpr const char* k_first_hash =
    "906599550e8d82459af97c018919101cb36b1777c9175ecd7cc96d0334332c7f";
constexpr const char* k_second_hash =
    "d5fc06f4ad9887af4a64596363afed42f7186ccea375fe81b6300cdb3ae3bbe1";

const std::string k_zeros(32, '\0');

Link first_link() {
  return {
      1,      "onedish-1.4.0", 1, "main", 1'763'776'288'123, "ann", "ReleaseStarted", R"({"a":1})",
      k_zeros};
}

} // namespace

TEST_CASE("the bytes under an event's hash are those of the documented format") {
  const Link link{1, "s", 2, "", -1, "a", "K", "\0b"sv, k_zeros};
  const std::string number = "\0\0\0\0\0\0\0\x08"s;
  const std::string expected = "\0\0\0\0\0\0\0\x0e"s + "relctl.event/1"      // domain
                               + number + "\0\0\0\0\0\0\0\x01"s              // position
                               + "\0\0\0\0\0\0\0\x01s"s                      // stream
                               + number + "\0\0\0\0\0\0\0\x02"s              // version
                               + "\0\0\0\0\0\0\0\0"s                         // track
                               + number + "\xff\xff\xff\xff\xff\xff\xff\xff" // at_ms
                               + "\0\0\0\0\0\0\0\x01"
                                 "a"s                             // actor
                               + "\0\0\0\0\0\0\0\x01K"s           // kind
                               + "\0\0\0\0\0\0\0\x02\0b"s         // body
                               + "\0\0\0\0\0\0\0\x20"s + k_zeros; // previous
  // Compared as a truth: a failing report would print bytes that are no text.
  CHECK((link_bytes(link) == expected));
}

TEST_CASE("an event's hash equals the vectors computed by hand") {
  const Digest first = link_hash(first_link());
  CHECK(hex_of(as_bytes(first)) == k_first_hash);
  const Digest second =
      link_hash({2, "ledger", 1, "", -1, "发布", "Noted", "\0\xff"sv, as_bytes(first)});
  CHECK(hex_of(as_bytes(second)) == k_second_hash);
}

TEST_CASE("every field is under the hash") {
  const Digest hash = link_hash(first_link());
  Link link = first_link();
  SECTION("position") {
    link.position = 2;
  }
  SECTION("stream") {
    link.stream = "onedish-1.4.1";
  }
  SECTION("version") {
    link.version = 2;
  }
  SECTION("track") {
    link.track = "mai";
  }
  SECTION("time") {
    link.at_ms += 1;
  }
  SECTION("actor") {
    link.actor = "bob";
  }
  SECTION("kind") {
    link.kind = "ReleaseStarte";
  }
  SECTION("body") {
    link.body = R"({"a":2})";
  }
  SECTION("previous") {
    link.previous = "01234567890123456789012345678901";
  }
  CHECK(link_hash(link) != hash);
}

TEST_CASE("a byte cannot move from one field into the next") {
  Link moved = first_link();
  moved.actor = "annR";
  moved.kind = "eleaseStarted";
  CHECK(link_hash(moved) != link_hash(first_link()));
}

TEST_CASE("the stored log carries the hashes of the format") {
  const auto log = open_memory_log();
  ports::AppendRequest append = request("onedish-1.4.0", {}, {"ReleaseStarted"});
  append.records[0].at = Instant{1'763'776'288'123};
  append.records[0].body = R"({"a":1})";
  append.records.push_back({"ledger", "", "Noted", "\0\xff"s});
  const auto records = log->append(append);
  REQUIRE(records);
  CHECK(records->at(0).hash == k_first_hash);
  CHECK(log->at(2)->body == "\0\xff"s);
}
