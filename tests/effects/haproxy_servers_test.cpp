// SPDX-License-Identifier: Apache-2.0
#include "effects/haproxy_servers.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using effects::parse_haproxy_answer;

namespace {

const std::string k_header = "1\n# be_id be_name srv_id srv_name srv_addr srv_op_state "
                             "srv_admin_state srv_uweight srv_iweight\n";

std::string why(int operation, int administration) {
  const auto answer =
      parse_haproxy_answer(k_header + "2 app 1 canary 127.0.0.1 " + std::to_string(operation) +
                           " " + std::to_string(administration) + " 10 0\n");
  REQUIRE(answer);
  REQUIRE(answer->servers.size() == 1);
  return answer->servers.front().no_traffic;
}

} // namespace

TEST_CASE("the table of HAProxy 2.6 is read by column name behind the answers to two sets") {
  const auto answer = parse_haproxy_answer("\n\n" + k_header +
                                           "2 app 1 stable 127.0.0.1 2 0 90 100\n"
                                           "2 app 2 canary 127.0.0.1 2 0 10 0\n\n");
  REQUIRE(answer);
  CHECK(answer->complaint.empty());
  REQUIRE(answer->servers.size() == 2);
  CHECK(answer->servers[0].name == "stable");
  CHECK(answer->servers[0].weight == 90);
  CHECK(answer->servers[1].name == "canary");
  CHECK(answer->servers[1].weight == 10);
  CHECK(answer->servers[1].no_traffic.empty());
}

TEST_CASE("columns in another order are still found") {
  const auto answer =
      parse_haproxy_answer("1\n# srv_uweight srv_admin_state srv_op_state srv_name\n"
                           "42 0 2 canary\n");
  REQUIRE(answer);
  REQUIRE(answer->servers.size() == 1);
  CHECK(answer->servers[0].name == "canary");
  CHECK(answer->servers[0].weight == 42);
}

TEST_CASE("text before the table is a complaint") {
  const auto answer = parse_haproxy_answer("No such server.\n\n\n" + k_header);
  REQUIRE(answer);
  CHECK(answer->complaint == "No such server.");
  const auto only = parse_haproxy_answer("\nCan't find backend.\n\n");
  REQUIRE(only);
  CHECK(only->complaint == "Can't find backend.");
  CHECK(only->servers.empty());
}

TEST_CASE("a server that takes no traffic says why") {
  CHECK(why(2, 0).empty());
  CHECK(why(1, 0).empty());
  CHECK(why(0, 0) == "down");
  CHECK(why(3, 0) == "stopping");
  CHECK(why(0, 1) == "in maintenance");
  CHECK(why(0, 0x20) == "in maintenance");
  CHECK(why(2, 8) == "draining");
  CHECK(why(2, 0x10) == "draining");
  // 4 remains after a server that the configuration disabled was made ready; 64 is a changed name.
  CHECK(why(2, 0x04).empty());
  CHECK(why(2, 0x40).empty());
}

TEST_CASE("a table that cannot be read is an error, never a weight") {
  CHECK_FALSE(parse_haproxy_answer("1\n# be_name srv_name\napp canary\n"));
  CHECK_FALSE(parse_haproxy_answer(k_header + "2 app 1 canary\n"));
  CHECK_FALSE(parse_haproxy_answer(k_header + "2 app 1 canary 127.0.0.1 2 0 10% 0\n"));
  CHECK_FALSE(parse_haproxy_answer(k_header + "2 app 1 canary 127.0.0.1 2 0 99999999999 0\n"));
}
