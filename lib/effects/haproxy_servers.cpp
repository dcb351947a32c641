// SPDX-License-Identifier: Apache-2.0
#include "effects/haproxy_servers.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace relctl::effects {
namespace {

using Words = std::vector<std::string_view>;

Words split(std::string_view text, char separator) {
  Words parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end > 0)
      parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::optional<int> whole_number(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size())
    return std::nullopt;
  return number;
}

/// The columns this reader needs, by their place in the header.
struct Columns {
  std::size_t name = 0;
  std::size_t weight = 0;
  std::size_t operation = 0;
  std::size_t administration = 0;
};

Result<std::size_t> column(const Words& header, std::string_view name) {
  const auto found = std::find(header.begin(), header.end(), name);
  if (found == header.end())
    return fail(
        ErrorKind::failed,
        fmt::format("the table of HAProxy has no column {}; relctl reads format version 1", name));
  // The header's first word is the `#` that the rows do not have.
  return static_cast<std::size_t>(found - header.begin()) - 1;
}

Result<Columns> columns_of(const Words& header) {
  Columns columns;
  RELCTL_TRY_ASSIGN(columns.name, column(header, "srv_name"));
  RELCTL_TRY_ASSIGN(columns.weight, column(header, "srv_uweight"));
  RELCTL_TRY_ASSIGN(columns.operation, column(header, "srv_op_state"));
  RELCTL_TRY_ASSIGN(columns.administration, column(header, "srv_admin_state"));
  return columns;
}

/// The bits and states are those of the management guide: maintenance is forced, inherited or for
/// want of an address; drain is forced or inherited; operation 0 is stopped, 3 is stopping.
std::string why_no_traffic(int operation, int administration) {
  constexpr int k_maintenance = 0x01 | 0x02 | 0x20;
  constexpr int k_drain = 0x08 | 0x10;
  if ((administration & k_maintenance) != 0)
    return "in maintenance";
  if ((administration & k_drain) != 0)
    return "draining";
  if (operation == 0)
    return "down";
  return operation == 3 ? "stopping" : "";
}

Result<HaproxyServer> server_of(std::string_view line, const Columns& columns) {
  const Words words = split(line, ' ');
  const std::size_t last =
      std::max({columns.name, columns.weight, columns.operation, columns.administration});
  if (last < words.size()) {
    const auto weight = whole_number(words[columns.weight]);
    const auto operation = whole_number(words[columns.operation]);
    const auto administration = whole_number(words[columns.administration]);
    if (weight && operation && administration)
      return HaproxyServer{std::string(words[columns.name]), *weight,
                           why_no_traffic(*operation, *administration)};
  }
  return fail(ErrorKind::failed,
              fmt::format("the table of HAProxy has a line that cannot be read: '{}'",
                          one_line(line, 120)));
}

} // namespace

Result<HaproxyAnswer> parse_haproxy_answer(std::string_view text) {
  HaproxyAnswer answer;
  std::vector<std::string> complaints;
  std::optional<Columns> columns;
  std::string_view before;
  for (const std::string_view raw : split(text, '\n')) {
    const std::string_view line = trim(raw);
    if (columns && !line.empty()) {
      RELCTL_TRY_ASSIGN(HaproxyServer server, server_of(line, *columns));
      answer.servers.push_back(std::move(server));
    } else if (line.starts_with("# ") && before == "1") {
      complaints.pop_back(); // The format version is no complaint.
      RELCTL_TRY_ASSIGN(columns, columns_of(split(line, ' ')));
    } else if (!line.empty()) {
      complaints.emplace_back(line);
    }
    before = line;
  }
  answer.complaint = join(complaints, " ");
  return answer;
}

} // namespace relctl::effects
