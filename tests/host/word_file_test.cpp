// SPDX-License-Identifier: Apache-2.0
#include "host/word_file.hpp"

#include <catch2/catch.hpp>

#include <array>
#include <numeric>
#include <vector>

using namespace relctl;

TEST_CASE("words come back from where they were put") {
  const auto file = *host::open_word_file("/tmp");
  const std::array<double, 3> first{1.5, -2, 0};
  const std::array<double, 2> second{4, 5};
  CHECK(file->append(first) == 0);
  CHECK(file->append(second) == 3);
  std::array<double, 3> read{};
  file->read(1, read);
  CHECK(read == std::array<double, 3>{-2, 0, 4});
}

TEST_CASE("words beyond what is kept in memory come back too, and those on both sides of the end") {
  const auto file = *host::open_word_file("/tmp");
  std::vector<double> words(250'003);
  for (std::int64_t round = 0; round < 5; ++round) {
    std::iota(words.begin(), words.end(), static_cast<double>(round) * 250'003.0);
    REQUIRE(file->append(words) == round * 250'003);
  }
  std::vector<double> read(words.size());
  for (const std::int64_t from : {0, 250'000, 900'000, 1'000'012}) {
    std::iota(words.begin(), words.end(), static_cast<double>(from));
    file->read(from, read);
    CHECK(read == words);
  }
}

TEST_CASE("a folder that cannot keep words is told, with what to do") {
  const auto file = host::open_word_file("/nowhere/at/all");
  REQUIRE_FALSE(file);
  CHECK(file.error().message.find("point TMPDIR elsewhere") != std::string::npos);
}
