// SPDX-License-Identifier: Apache-2.0
#include "view/github.hpp"

#include <fmt/format.h>

namespace relctl::view {
namespace {

std::string escaped(const std::string& text, bool is_property) {
  std::string out;
  for (const char c : text) {
    const bool is_special =
        c == '%' || c == '\r' || c == '\n' || (is_property && (c == ':' || c == ','));
    out += is_special ? fmt::format("%{:02X}", static_cast<unsigned char>(c)) : std::string(1, c);
  }
  return out;
}

} // namespace

std::string github_command(const std::string& level, const std::string& file, plan::Mark mark,
                           const std::string& title, const std::string& text) {
  const std::string place =
      mark.line > 0 ? fmt::format(",line={},col={}", mark.line, mark.column) : std::string();
  return fmt::format("::{} file={}{},title={}::{}\n", level, escaped(file, true), place,
                     escaped(title, true), escaped(text, false));
}

} // namespace relctl::view
