// SPDX-License-Identifier: Apache-2.0
#include "audit/holder_record.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

#include <charconv>

namespace relctl::audit {

namespace {

constexpr std::string_view k_first_line = "relctl.holder/1";
constexpr std::string_view k_last_line = "end";

std::string escaped(std::string_view value) {
  std::string out;
  for (const char c : value) {
    if (c == '\\')
      out += "\\\\";
    else if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

std::string unescaped(std::string_view value) {
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 1 < value.size())
      out += value[++i] == 'n' ? '\n' : value[i];
    else
      out += value[i];
  }
  return out;
}

/// Takes the lines of a record apart; every member says whether the text was as expected.
class Lines {
public:
  explicit Lines(std::string_view text) : m_rest(text) {}

  std::optional<std::string_view> next() {
    const std::size_t end = m_rest.find('\n');
    if (end == std::string_view::npos)
      return std::nullopt;
    const std::string_view line = m_rest.substr(0, end);
    m_rest.remove_prefix(end + 1);
    return line;
  }

  std::optional<std::string_view> value(std::string_view name) {
    const auto line = next();
    if (!line || line->size() <= name.size() || line->substr(0, name.size()) != name ||
        (*line)[name.size()] != ' ')
      return std::nullopt;
    return line->substr(name.size() + 1);
  }

  bool text(std::string_view name, std::string& out) {
    const auto found = value(name);
    if (found)
      out = unescaped(*found);
    return found.has_value();
  }

  template <class T>
  bool number(std::string_view name, T& out) {
    const auto found = value(name);
    return found && read_number(*found, out);
  }

  template <class T>
  static bool read_number(std::string_view text, T& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc() && end == text.data() + text.size();
  }

  [[nodiscard]] bool at_end() const { return m_rest.empty(); }

private:
  std::string_view m_rest;
};

std::optional<ports::RunningGroup> parse_group(std::string_view line) {
  constexpr std::string_view k_name = "group ";
  if (line.substr(0, k_name.size()) != k_name)
    return std::nullopt;
  line.remove_prefix(k_name.size());
  const std::size_t first = line.find(' ');
  const std::size_t second =
      first == std::string_view::npos ? std::string_view::npos : line.find(' ', first + 1);
  if (second == std::string_view::npos)
    return std::nullopt;
  ports::RunningGroup group;
  if (!Lines::read_number(line.substr(0, first), group.group) ||
      !Lines::read_number(line.substr(first + 1, second - first - 1), group.process_start))
    return std::nullopt;
  group.effect_id = unescaped(line.substr(second + 1));
  return group;
}

} // namespace

std::string format_holder(const HolderRecord& record) {
  const ports::Holder& holder = record.holder;
  std::string out =
      fmt::format("{}\npid {}\nhost {}\ncommand {}\nactor {}\nsince_ms {}\n"
                  "process_start {}\n",
                  k_first_line, holder.pid, escaped(holder.host), escaped(holder.command),
                  escaped(holder.actor), holder.since.ms, holder.process_start);
  for (const auto& group : record.groups)
    out +=
        fmt::format("group {} {} {}\n", group.group, group.process_start, escaped(group.effect_id));
  return out + std::string(k_last_line) + "\n";
}

std::optional<HolderRecord> parse_holder(std::string_view text) {
  Lines lines(text);
  HolderRecord record;
  ports::Holder& holder = record.holder;
  if (lines.next() != k_first_line || !lines.number("pid", holder.pid) ||
      !lines.text("host", holder.host) || !lines.text("command", holder.command) ||
      !lines.text("actor", holder.actor) || !lines.number("since_ms", holder.since.ms) ||
      !lines.number("process_start", holder.process_start))
    return std::nullopt;
  for (auto line = lines.next(); line; line = lines.next()) {
    if (*line == k_last_line)
      return lines.at_end() ? std::optional(record) : std::nullopt;
    const auto group = parse_group(*line);
    if (!group)
      return std::nullopt;
    record.groups.push_back(*group);
  }
  return std::nullopt;
}

std::string describe(const ports::Holder& holder) {
  return fmt::format("pid {} on {}, since {}: {}, by {}", holder.pid, one_line(holder.host, 80),
                     format_instant(holder.since), one_line(holder.command, 200),
                     one_line(holder.actor, 80));
}

} // namespace relctl::audit
