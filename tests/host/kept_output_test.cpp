// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "host/kept_output.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using host::keep_ends;
using host::KeptOutput;

namespace {

/// Numbered lines of ten bytes each.
std::string lines(int first, int count) {
  std::string text;
  for (int i = first; i < first + count; ++i) {
    const std::string number = std::to_string(i);
    text += std::string(9 - number.size(), '0') + number + "\n";
  }
  return text;
}

} // namespace

TEST_CASE("output that fits is kept as it came") {
  KeptOutput output;
  output.add("one\n");
  output.add("two\n");
  CHECK(output.text() == "one\ntwo\n");
  CHECK(output.total_bytes() == 8);
}

TEST_CASE("of long output the first and the last lines stay, in order, within 64 KiB") {
  const std::size_t piece = GENERATE(7U, 4096U, 65536U, 1000000U);
  const std::string all = lines(0, 100000);
  KeptOutput output;
  for (std::size_t at = 0; at < all.size(); at += piece)
    output.add(std::string_view(all).substr(at, piece));
  const std::string text = output.text();
  CHECK(output.total_bytes() == all.size());
  CHECK(text.size() <= 64 * 1024);
  CHECK(text.size() > 63 * 1024);
  CHECK(text.starts_with(lines(0, 3000)));
  CHECK(text.ends_with(lines(97000, 3000)));
  CHECK(text.find("[… 934528 bytes left out …]") != std::string::npos);
}

TEST_CASE("text is cut on whole characters and says what is missing") {
  std::string text;
  while (text.size() < 9000)
    text += "灰度";
  const std::string cut = keep_ends(text, 4096, text.size());
  CHECK(cut.size() <= 4096);
  CHECK(cut.size() > 4000);
  CHECK_FALSE(find_invalid_utf8(cut));
  CHECK(cut.starts_with("灰度"));
  CHECK(cut.ends_with("灰度"));
  CHECK(cut.find("bytes left out") != std::string::npos);
}

TEST_CASE("the bytes that were dropped before are counted too") {
  const std::string text(5000, 'x');
  CHECK(keep_ends(text, 4096, 10'000'000).find("[… 9995968 bytes left out …]") !=
        std::string::npos);
  CHECK(keep_ends("short", 4096, 5) == "short");
}
