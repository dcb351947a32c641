// SPDX-License-Identifier: Apache-2.0
#include "cli/app.hpp"

#include "base/text.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace relctl::cli {

namespace {

bool is_positional(const OptionSpec& option) {
  return !option.names.starts_with("-");
}

bool is_switch(const OptionSpec& option) {
  return !is_positional(option) && option.value.empty();
}

/// CLI11 only takes the line apart. Whether something is missing or given twice is asked here,
/// because its own complaints come as exceptions with exit codes of their own.
CLI::Option* declare(CLI::App& app, const OptionSpec& option) {
  if (is_switch(option))
    return app.add_flag(std::string(option.names))->disable_flag_override();
  auto* declared =
      app.add_option(std::string(option.names), CLI::callback_t([](const auto&) { return true; }));
  declared->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  if (!is_positional(option))
    return declared->expected(0, 1);
  return option.repeats ? declared->expected(-1) : declared->expected(1);
}

struct Declared {
  const OptionSpec* spec = nullptr;
  CLI::Option* option = nullptr;
};

/// One command, or the program itself, as CLI11 knows it.
struct Level {
  CLI::App* app = nullptr;
  std::vector<Declared> options;
};

Level declare_all(CLI::App& app, const std::vector<OptionSpec>& options) {
  Level level{&app, {}};
  for (const auto& option : options)
    level.options.push_back({&option, declare(app, option)});
  return level;
}

CLI::App& group_of(CLI::App& root, const std::string& name) {
  for (auto* known : root.get_subcommands({})) {
    if (known->get_name() == name)
      return *known;
  }
  auto* group = root.add_subcommand(name);
  group->require_subcommand(0, 1);
  return *group;
}

std::string first_word(std::string_view name) {
  return std::string(name.substr(0, name.find(' ')));
}

/// A command whose name has a space lies below its first word.
CLI::App& app_of(CLI::App& root, std::string_view name) {
  const auto space = name.find(' ');
  if (space == std::string_view::npos)
    return *root.add_subcommand(std::string(name));
  return *group_of(root, std::string(name.substr(0, space)))
              .add_subcommand(std::string(name.substr(space + 1)));
}

class Reading {
public:
  /// Only commands that the line may name are declared: all of them would take longer than most
  /// commands do.
  Reading(const std::vector<const Command*>& commands, const std::vector<std::string>& words)
      : m_commands(commands) {
    m_root.set_help_flag();
    m_root.fallthrough();
    m_root.allow_extras();
    m_root.require_subcommand(0, 1);
    m_global = declare_all(m_root, global_options());
    for (const auto* command : commands)
      if (std::find(words.begin(), words.end(), first_word(command->name)) != words.end())
        m_levels.emplace(command, declare_all(app_of(m_root, command->name), command->options));
  }

  Invocation read(std::vector<std::string> words) {
    keep_values(words);
    std::reverse(words.begin(), words.end());
    try {
      m_root.parse(std::move(words));
    } catch (const CLI::ParseError&) {
      return complain("a switch takes no value; write it without '='");
    }
    find_command();
    m_read.global = values_of(m_global);
    if (m_read.command != nullptr)
      m_read.arguments = values_of(m_levels.at(m_read.command));
    if (!m_read.global.has("--help"))
      m_read.complaint = m_read.global.has("--version") ? objection_to_version() : objection();
    return m_read;
  }

private:
  /// CLI11 takes `--` away from behind an option's value, and a value that is spelled like a
  /// command for the command. Such values are joined to their options.
  void keep_values(std::vector<std::string>& words) const {
    for (auto value = words.begin(); value != words.end() && *value != "--"; ++value) {
      const bool is_word = !value->starts_with("-") || *value == "-";
      if (!is_word || value == words.begin() || !takes_value(*(value - 1)))
        continue;
      const bool ends = value + 1 != words.end() && *(value + 1) == "--";
      if (!ends && !is_mistaken_for_command(words, *value))
        continue;
      *(value - 1) += ((value - 1)->starts_with("--") ? "=" : "") + *value;
      value = words.erase(value) - 1;
    }
  }

  /// A value is missing, rather, where nothing else could be the command.
  bool is_mistaken_for_command(const std::vector<std::string>& words,
                               const std::string& value) const {
    const auto is_command = [&](const std::string& word) {
      return std::any_of(m_commands.begin(), m_commands.end(),
                         [&](const Command* command) { return first_word(command->name) == word; });
    };
    return is_command(value) && std::count_if(words.begin(), words.end(), is_command) > 1;
  }

  bool takes_value(const std::string& word) const {
    const auto knows = [&](const Level& level) {
      return std::any_of(level.options.begin(), level.options.end(), [&](const Declared& declared) {
        const auto names = fmt::format(",{},", declared.spec->names);
        return !is_switch(*declared.spec) && names.find("," + word + ",") != std::string::npos;
      });
    };
    return word.starts_with("-") &&
           (knows(m_global) || std::any_of(m_levels.begin(), m_levels.end(),
                                           [&](const auto& level) { return knows(level.second); }));
  }

  /// The version of relctl is not what is wanted where a release's stands behind.
  [[nodiscard]] std::optional<std::string> objection_to_version() const {
    if (m_read.command == nullptr || !has_version(*m_read.command))
      return std::nullopt;
    return fmt::format("--version before {0} is that of relctl, alone; write it behind: relctl {0} "
                       "--version VERSION",
                       m_read.command->name);
  }

  static bool has_version(const Command& command) {
    return std::any_of(command.options.begin(), command.options.end(),
                       [](const OptionSpec& option) { return option.names == "--version"; });
  }

  Invocation complain(const std::string& text) {
    m_read.complaint = text;
    return m_read;
  }

  void find_command() {
    for (const auto& [command, level] : m_levels) {
      if (level.app->parsed())
        m_read.command = command;
    }
    for (const auto* group : m_root.get_subcommands())
      if (m_read.command == nullptr)
        m_read.group = group->get_name();
  }

  static Arguments values_of(const Level& level) {
    Arguments values;
    for (const auto& [spec, option] : level.options) {
      if (option->count() > 0)
        values.given[key_of(*spec)] =
            is_switch(*spec) ? std::vector<std::string>{"true"} : option->results();
    }
    return values;
  }

  std::optional<std::string> objection() const {
    auto extras = m_root.remaining(true);
    std::erase(extras, "--");
    if (m_read.command == nullptr)
      return objection_to_verb(extras);
    if (!extras.empty())
      return objection_to_extra(extras.front());
    for (const auto* level : {&m_global, &m_levels.at(m_read.command)}) {
      for (const auto& declared : level->options) {
        if (auto found = objection_to_option(declared))
          return found;
      }
    }
    return std::nullopt;
  }

  std::optional<std::string> objection_to_verb(const std::vector<std::string>& extras) const {
    if (!m_read.group.empty())
      return objection_to_group(m_read.group, extras);
    if (extras.empty())
      return "no command given; `relctl --help` lists them";
    if (extras.front().starts_with("-"))
      return objection_to_extra(extras.front());
    std::vector<std::string> names;
    for (const auto* command : m_commands) {
      names.push_back(first_word(command->name));
      if (command->name.ends_with(" " + extras.front()))
        return fmt::format("there is no command '{}'; did you mean '{}'?",
                           one_line(extras.front(), 60), command->name);
    }
    return fmt::format("there is no command '{}'; {}", one_line(extras.front(), 60),
                       remedy(extras.front(), names, "`relctl --help` lists them"));
  }

  std::optional<std::string> objection_to_group(const std::string& group,
                                                const std::vector<std::string>& extras) const {
    std::vector<std::string> names;
    for (const auto* command : m_commands) {
      if (command->name.starts_with(group + " "))
        names.emplace_back(command->name.substr(group.size() + 1));
    }
    const std::string known = fmt::format("write one of: {}", join(names, ", "));
    if (extras.empty())
      return fmt::format("{} needs to know what to do; {}", group, known);
    if (std::find(names.begin(), names.end(), extras.front()) != names.end())
      return fmt::format("{1} comes right behind {0}: write relctl {0} {1}", group, extras.front());
    return fmt::format("there is no command '{} {}'; {}", group, one_line(extras.front(), 60),
                       remedy(extras.front(), names, known));
  }

  std::string objection_to_extra(const std::string& word) const {
    const std::string shown = one_line(word.substr(0, word.find('=')), 60);
    const std::string_view where = m_read.command == nullptr ? "relctl" : m_read.command->name;
    const std::string look =
        m_read.command == nullptr ? "`relctl --help`" : fmt::format("`relctl {} --help`", where);
    if (!word.starts_with("-"))
      return fmt::format("{} does not take '{}'; see {}", where, shown, look);
    std::vector<std::string> names;
    add_names(names, m_global);
    if (m_read.command != nullptr)
      add_names(names, m_levels.at(m_read.command));
    return fmt::format("{} has no option '{}'; {}", where, shown,
                       remedy(shown, names, "see " + look));
  }

  static void add_names(std::vector<std::string>& names, const Level& level) {
    for (const auto& [spec, option] : level.options) {
      if (!is_positional(*spec))
        names.push_back(key_of(*spec));
    }
  }

  static std::string remedy(const std::string& word, const std::vector<std::string>& names,
                            const std::string& otherwise) {
    const auto near = nearest(word, names);
    return near ? fmt::format("did you mean '{}'?", *near) : otherwise;
  }

  std::optional<std::string> objection_to_option(const Declared& declared) const {
    const auto& [spec, option] = declared;
    const auto name = key_of(*spec);
    const auto& given = option->results();
    if (given.empty() && spec->required)
      return fmt::format("{} needs {}; see `relctl {} --help`", m_read.command->name,
                         is_positional(*spec) ? name : fmt::format("{} {}", name, spec->value),
                         m_read.command->name);
    if (is_switch(*spec))
      return std::nullopt;
    if (std::find(given.begin(), given.end(), "") != given.end())
      return fmt::format("{} needs a value: {}", name,
                         is_positional(*spec) ? name : fmt::format("{} {}", name, spec->value));
    if (given.size() > 1 && !spec->repeats)
      return fmt::format("{} is given {} times; give it once", name, given.size());
    return std::nullopt;
  }

  const std::vector<const Command*>& m_commands;
  CLI::App m_root;
  Level m_global;
  std::map<const Command*, Level> m_levels;
  Invocation m_read;
};

} // namespace

const std::vector<OptionSpec>& global_options() {
  static const std::vector<OptionSpec> options = {
      {"--db", "FILE", "the audit log; else RELCTL_DB, else the default place"},
      {"--release", "ID", "which release, where several are open"},
      {"-o,--output", "table|json|jsonl", "format of the answer on standard output"},
      {"--as", "NAME", "who acts; else the user and host"},
      {"-q,--quiet", "", "no progress and no hints"},
      {"-y,--yes", "", "answer yes to every question"},
      {"--no-input", "", "never ask; fail where an answer is needed"},
      {"--color", "auto|always|never", "colour; else RELCTL_COLOR, NO_COLOR, the terminal"},
      {"-h,--help", "", "this text"},
      {"--version", "", "the version of relctl"},
  };
  return options;
}

std::string key_of(const OptionSpec& option) {
  return std::string(option.names.substr(option.names.rfind(',') + 1)); // npos + 1 is 0.
}

Invocation read_command_line(const std::vector<std::string>& words,
                             const std::vector<const Command*>& commands) {
  return Reading(commands, words).read(words);
}

} // namespace relctl::cli
