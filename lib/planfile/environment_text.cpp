// SPDX-License-Identifier: Apache-2.0
#include "planfile/environment_text.hpp"

#include "base/text.hpp"
#include "planfile/plan_bytes.hpp"
#include "planfile/values.hpp"

#include <fmt/format.h>

namespace relctl::planfile {

namespace {

struct Reference {
  std::string name;
  std::optional<std::string> fallback;
};

Reference split_reference(std::string_view inside) {
  const auto colon = inside.find(":-");
  if (colon == std::string_view::npos)
    return {std::string(inside), std::nullopt};
  return {std::string(inside.substr(0, colon)), std::string(inside.substr(colon + 2))};
}

class Resolution {
public:
  Resolution(const Field& field, const plan::Environment& environment, Findings& findings,
             Secrecy secrecy)
      : m_field(field), m_environment(environment), m_findings(findings), m_secrecy(secrecy) {}

  std::optional<ResolvedText> run() {
    const std::string_view text = m_field.node->text;
    std::size_t at = 0;
    bool sound = true;
    for (auto open = text.find("${"); open != std::string_view::npos; open = text.find("${", at)) {
      m_result.text += text.substr(at, open - at);
      const auto close = text.find('}', open);
      if (close == std::string_view::npos)
        return refuse(open, "environment-syntax", "a '${' is never closed", "close it with '}'");
      sound = take(open, split_reference(text.substr(open + 2, close - open - 2))) && sound;
      at = close + 1;
    }
    m_result.text += text.substr(at);
    return sound ? std::optional(std::move(m_result)) : std::nullopt;
  }

private:
  bool take(std::size_t offset, const Reference& reference) {
    m_result.has_reference = true;
    m_result.has_default = m_result.has_default || reference.fallback;
    if (!is_name(reference.name))
      return bool(refuse(
          offset, "environment-syntax",
          fmt::format("'{}' is no name of an environment variable", one_line(reference.name, 60)),
          m_secrecy == Secrecy::secret ? "write ${NAME}" : "write ${NAME} or ${NAME:-default}"));
    const auto value = m_environment(reference.name);
    // As in a shell, ':-' also stands in for an empty value.
    if (!value || value->empty())
      return take_fallback(offset, reference);
    if (find_invalid_utf8(*value) || find_unwanted_character(*value) != std::string::npos ||
        value->find('\n') != std::string::npos)
      return bool(refuse(
          offset, "environment-value",
          fmt::format("the environment variable {} holds control characters", reference.name),
          "set it to one line of text"));
    m_result.text += *value;
    m_result.from_environment.push_back(*value);
    return true;
  }

  bool take_fallback(std::size_t offset, const Reference& reference) {
    if (!reference.fallback)
      return bool(refuse(offset, "environment-unset",
                         fmt::format("the environment variable {} is not set", reference.name),
                         m_secrecy == Secrecy::secret
                             ? "set it where relctl runs; a secret has no default in the plan"
                             : fmt::format("set it, or write ${{{}:-default}}", reference.name)));
    m_result.text += *reference.fallback;
    return true;
  }

  std::optional<ResolvedText> refuse(std::size_t offset, const char* rule,
                                     const std::string& message, const std::string& remedy) {
    m_findings.error(mark_inside(*m_field.node, offset), rule,
                     fmt::format("{}: {}", m_field.name, message), remedy);
    return std::nullopt;
  }

  const Field& m_field;
  const plan::Environment& m_environment;
  Findings& m_findings;
  Secrecy m_secrecy;
  ResolvedText m_result;
};

} // namespace

std::optional<ResolvedText> resolve_text(const Field& field, const plan::Environment& environment,
                                         Findings& findings, Secrecy secrecy) {
  if (!scalar_of(field, "a text", findings))
    return std::nullopt;
  return Resolution(field, environment, findings, secrecy).run();
}

} // namespace relctl::planfile
