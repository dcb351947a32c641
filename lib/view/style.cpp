// SPDX-License-Identifier: Apache-2.0
#include "view/style.hpp"

namespace relctl::view {
namespace {

/// Parameters of the ECMA-48 sequence "select graphic rendition"; the 16 basic colours only, so
/// that they follow the terminal's theme.
std::string_view rendition(Tone tone) {
  switch (tone) {
  case Tone::plain:
    return "";
  case Tone::strong:
    return "1";
  case Tone::dim:
    return "2";
  case Tone::good:
    return "32";
  case Tone::bad:
    return "31";
  case Tone::warn:
    return "33";
  }
  return "";
}

} // namespace

std::string paint(const Style& style, Tone tone, std::string_view text) {
  const std::string_view code = rendition(tone);
  if (!style.colour || code.empty() || text.empty())
    return std::string(text);
  std::string painted = "\x1b[";
  painted.append(code).append("m").append(text).append("\x1b[0m");
  return painted;
}

std::string_view mark_text(Mark mark) {
  switch (mark) {
  case Mark::good:
    return "✔";
  case Mark::bad:
    return "✖";
  case Mark::unknown:
    return "?";
  case Mark::active:
    return "◌";
  case Mark::idle:
    return "•";
  }
  return "?";
}

Tone tone_of(Mark mark) {
  switch (mark) {
  case Mark::good:
    return Tone::good;
  case Mark::bad:
    return Tone::bad;
  case Mark::unknown:
    return Tone::warn;
  case Mark::active:
    return Tone::strong;
  case Mark::idle:
    return Tone::dim;
  }
  return Tone::plain;
}

} // namespace relctl::view
