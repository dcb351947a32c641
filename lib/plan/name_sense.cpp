// SPDX-License-Identifier: Apache-2.0
#include "plan/name_sense.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <string_view>
#include <vector>

namespace relctl::plan {
namespace {

/// The lower-case words of a text: `swap-Success_rate` has `swap`, `success` and `rate`.
std::vector<std::string> words_of(const std::string& id) {
  std::vector<std::string> words(1);
  for (const char c : id) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_border = byte < 0x80U && std::isalnum(byte) == 0;
    if (is_border)
      words.emplace_back();
    else
      words.back() += static_cast<char>(std::tolower(byte));
  }
  return words;
}

bool begins_with_any(const std::string& word, const std::vector<std::string>& beginnings) {
  return std::any_of(beginnings.begin(), beginnings.end(),
                     [&](const std::string& beginning) { return word.rfind(beginning, 0) == 0; });
}

/// `errands` are none.
bool is_err(const std::string& word) {
  return word == "err" || word == "errs";
}

bool turns_round(const std::string& word) {
  constexpr std::array<std::string_view, 6> k_words{"budget", "left", "remaining",
                                                    "free",   "no",   "without"};
  return std::find(k_words.begin(), k_words.end(), word) != k_words.end();
}

} // namespace

GoodSide good_side(const std::string& name) {
  bool low = false;
  bool high = false;
  for (const std::string& word : words_of(name)) {
    low = low || is_err(word) ||
          begins_with_any(word, {"error", "fail", "latenc", "p95", "p99", "duration", "5xx",
                                 "timeout", "backlog"});
    high = high || word == "hit" || word == "hits" ||
           begins_with_any(word, {"success", "availability", "score"});
    if (turns_round(word))
      return GoodSide::unclear;
  }
  if (low == high)
    return GoodSide::unclear;
  return low ? GoodSide::low : GoodSide::high;
}

bool is_share_of_events(const std::string& name) {
  const std::vector<std::string> words = words_of(name);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return is_err(word) || begins_with_any(word, {"error", "fail", "5xx", "timeout", "success",
                                                  "availability", "coverage"});
  });
}

} // namespace relctl::plan
