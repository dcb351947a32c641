// SPDX-License-Identifier: Apache-2.0
// Text from outside on its way to a terminal, to JSON, to a URL; behind a line `%%` a secret.
#include "base/text.hpp"

#include "base/base64.hpp"
#include "base/percent_encode.hpp"
#include "base/redactor.hpp"
#include "fuzz/claims.hpp"
#include "fuzz/target.hpp"

#include <algorithm>
#include <string>

namespace relctl::fuzz {
namespace {

constexpr std::size_t k_secret_least = 8;

void check_printable(std::string_view text) {
  const std::string safe = printable(text);
  must(!find_invalid_utf8(safe), "what is printed is UTF-8");
  must(std::none_of(
           safe.begin(), safe.end(),
           [](char c) { return (c >= 0 && c < ' ' && c != '\n' && c != '\t') || c == 127; }),
       "what is printed holds no control characters");
  must(printable(safe) == safe, "what is safe stays as it is");
  for (const std::size_t most : {std::size_t{8}, std::size_t{400}}) {
    const std::string line = one_line(text, most);
    must(line.size() <= most && line.find_first_of("\n\t") == line.npos && printable(line) == line,
         "one line is one safe line within its bounds");
  }
}

void check_width(std::string_view text) {
  const std::string safe = one_line(text);
  must(display_width(safe) >= 0, "a width is no less than nothing");
  for (const int columns : {1, 10}) {
    must(display_width(fit(safe, columns)) <= columns, "what is fitted fits");
    must(!find_invalid_utf8(fit(safe, columns)), "and is cut on whole characters");
    must(display_width(pad(safe, columns)) >= columns, "what is padded is wide enough");
  }
}

void check_codes(std::string_view text) {
  must(from_base64(base64(text)) == text, "base64 reads back");
  if (const auto bytes = from_base64(text))
    must(base64(*bytes) == text, "base64 has one text for the same bytes");
  const std::string encoded = percent_encode(text);
  must(std::all_of(encoded.begin(), encoded.end(), [](char c) { return c > ' ' && c < 127; }),
       "what is percent-encoded is plain");
}

void check_mask(std::string_view text, std::string_view secret) {
  Redactor redactor;
  redactor.add(secret);
  const std::string masked = redactor.mask(text);
  if (secret.size() >= k_secret_least)
    must(masked.find(secret) == masked.npos, "no secret is left");
  else
    must(masked == text, "what is too short to be a secret masks nothing");
}

} // namespace

RELCTL_FUZZ_TARGET(text) {
  const auto [text, secret] = two_parts(input);
  check_printable(text);
  check_width(text);
  check_codes(text);
  check_mask(text, secret);
  if (const auto found = nearest(text.substr(0, 64), {"error_rate", "p95", "swap"}))
    must(!found->empty(), "the nearest word is one of those given");
}

} // namespace relctl::fuzz
