// SPDX-License-Identifier: Apache-2.0
#include "core/reader_calls.hpp"

#include "base/text.hpp"

#include <fmt/format.h>

namespace relctl::core {
namespace {

std::string path_in(const std::string& directory, const plan::TemplateText& text,
                    const plan::Values& values) {
  const std::string path = plan::render(text.text, values);
  return path.empty() || path.starts_with('/') || directory.empty() ? path : directory + "/" + path;
}

std::vector<std::pair<std::string, std::string>>
rendered(const std::vector<std::pair<std::string, plan::TemplateText>>& headers,
         const plan::Values& values) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const auto& [name, value] : headers)
    texts.emplace_back(name, plan::render(value.text, values));
  return texts;
}

} // namespace

/// What is captured later stays a `{{name}}`, also where a plan from before that was refused has a
/// variable of that name.
SuiteCall suite_call(const plan::SuiteAction& action, const plan::Values& values) {
  SuiteCall call{plan::render(action.base.text, values), action.credentials, {}, false};
  plan::Values known = values;
  for (const plan::SuiteRequest& request : action.requests) {
    SuiteRequestCall sent{request.method,
                          plan::render(request.path.text, known),
                          rendered(request.headers, known),
                          plan::render(request.body.text, known),
                          request.expect,
                          request.within,
                          request.where,
                          {},
                          request.always};
    for (const plan::Capture& capture : request.captures) {
      sent.captures.emplace_back(capture.name, capture.program);
      known.erase(capture.name);
    }
    call.requests.push_back(std::move(sent));
  }
  return call;
}

SuiteCall conditional_call(const plan::HttpAction& action, const plan::Values& values) {
  SuiteCall call{"", action.credentials, {}, true};
  call.requests.push_back({action.method,
                           plan::render(action.url.text, values),
                           rendered(action.headers, values),
                           plan::render(action.body.text, values),
                           action.expect,
                           std::nullopt,
                           action.where,
                           {},
                           false});
  return call;
}

ArtifactCall artifact_call(const plan::ArtifactAction& action, const plan::Values& values,
                           const std::string& directory) {
  const auto path = [&](const plan::TemplateText& text) {
    return path_in(directory, text, values);
  };
  return {path(action.file),      action.sha256,           path(action.sha256_file),
          path(action.signature), path(action.public_key), path(action.sbom),
          path(action.lock)};
}

std::string describe_call(const SuiteCall& call) {
  if (call.is_keyed)
    return call.requests.front().method + " " + call.requests.front().path + " where " +
           call.requests.front().where;
  return fmt::format("suite of {} request{} at {}", call.requests.size(),
                     call.requests.size() == 1 ? "" : "s", call.base);
}

std::string describe_call(const ArtifactCall& call) {
  std::vector<std::string> parts;
  if (!call.sha256.empty() || !call.sha256_file.empty())
    parts.emplace_back("sha256");
  if (!call.signature.empty())
    parts.emplace_back("signature");
  if (!call.sbom.empty())
    parts.emplace_back("SBOM");
  if (!call.lock.empty())
    parts.emplace_back("lock file");
  return fmt::format("artifact {}{}{}", call.file, parts.empty() ? "" : ": ", join(parts, ", "));
}

} // namespace relctl::core
