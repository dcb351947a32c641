// SPDX-License-Identifier: Apache-2.0
#include "plan/template_text.hpp"

#include "base/text.hpp"

#include <kainjow/mustache.hpp>

#include <algorithm>
#include <optional>

namespace relctl::plan {
namespace {

namespace mustache = kainjow::mustache;

struct Tag {
  char sign = '\0'; ///< `#`, `^`, `/`, `!`, `&`, `{`, `>`, `=`, or NUL for a plain name.
  std::string name;
};

/// Takes the next tag off `rest`; no value when there is none, an error when it is not closed.
Result<std::optional<Tag>> take_tag(std::string_view& rest) {
  const std::size_t open = rest.find("{{");
  if (open == rest.npos)
    return std::optional<Tag>();
  rest.remove_prefix(open + 2);
  const bool triple = !rest.empty() && rest.front() == '{';
  const std::string_view closing = triple ? "}}}" : "}}";
  const std::size_t close = rest.find(closing);
  if (close == rest.npos)
    return fail(ErrorKind::usage,
                "a template has '{{' without '" + std::string(closing) + "'; close the tag");
  std::string_view content = trim(rest.substr(0, close));
  rest.remove_prefix(close + closing.size());
  Tag tag;
  if (!content.empty() && std::string_view("#^/!&{>=").find(content.front()) != std::string::npos) {
    tag.sign = content.front();
    content = trim(content.substr(1));
  }
  tag.name = std::string(content);
  return std::optional<Tag>(tag);
}

Result<void> close_section(std::vector<std::string>& open, const std::string& name) {
  if (open.empty() || open.back() != name)
    return fail(ErrorKind::usage, "template tag '{{/" + one_line(name, 60) +
                                      "}}' closes nothing; open it with '{{#" + one_line(name, 60) +
                                      "}}' or take it out");
  open.pop_back();
  return {};
}

Result<void> check_tag(const Tag& tag, std::vector<std::string>& open) {
  if (tag.sign == '>' || tag.sign == '=')
    return fail(ErrorKind::usage, std::string("template tags with '") + tag.sign +
                                      "' are not supported; write names and sections only");
  if (tag.name.empty() && tag.sign != '!')
    return fail(ErrorKind::usage,
                "a template has an empty tag; write a name between '{{' and '}}'");
  if (tag.sign == '/')
    return close_section(open, tag.name);
  if (tag.sign == '#' || tag.sign == '^')
    open.push_back(tag.name);
  return {};
}

void add_once(std::vector<std::string>& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end())
    names.push_back(name);
}

/// Answers the engine's look-ups from `values`. Sections never change what a name means, and there
/// are no partials: their text would be read as a template.
class FlatValues : public mustache::basic_context<std::string> {
public:
  explicit FlatValues(const Values& values) : m_values(values) {}

  void push(const mustache::data*) override {}
  void pop() override {}
  const mustache::data* get(const std::string& name) const override {
    const auto [found, is_new] = m_answers.try_emplace(name);
    if (is_new)
      found->second = answer(name);
    return &found->second;
  }
  const mustache::data* get_partial(const std::string&) const override { return nullptr; }

private:
  mustache::data answer(const std::string& name) const {
    const auto value = m_values.find(name);
    if (value == m_values.end())
      return mustache::data("{{" + name + "}}");
    // An empty value hides its section; the engine knows that of `false` only.
    return value->second.empty() ? mustache::data(false) : mustache::data(value->second);
  }

  const Values& m_values;
  mutable std::map<std::string, mustache::data> m_answers;
};

} // namespace

Result<std::vector<std::string>> template_variables(const std::string& text) {
  std::vector<std::string> names;
  std::vector<std::string> open;
  std::string_view rest = text;
  for (;;) {
    RELCTL_TRY_ASSIGN(const std::optional<Tag> tag, take_tag(rest));
    if (!tag)
      break;
    RELCTL_TRY(check_tag(*tag, open));
    if (tag->sign != '!' && tag->sign != '/')
      add_once(names, tag->name);
  }
  if (!open.empty())
    return fail(ErrorKind::usage, "template section '{{#" + one_line(open.back(), 60) +
                                      "}}' is not closed; add '{{/" + one_line(open.back(), 60) +
                                      "}}'");
  return names;
}

std::string render(const std::string& text, const Values& values) {
  if (text.find("{{") == text.npos)
    return text;
  if (!template_variables(text))
    return text;
  mustache::mustache engine(text);
  engine.set_custom_escape([](const std::string& value) { return value; });
  FlatValues flat(values);
  std::string rendered = engine.render(flat);
  return engine.is_valid() ? rendered : text;
}

} // namespace relctl::plan
