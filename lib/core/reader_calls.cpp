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

std::vector<std::pair<std::string, std::string>>
programs_of(const std::vector<plan::Capture>& captures) {
  std::vector<std::pair<std::string, std::string>> programs;
  for (const plan::Capture& capture : captures)
    programs.emplace_back(capture.name, capture.program);
  return programs;
}

} // namespace

SuiteCall suite_call(const plan::SuiteAction& action, const plan::Values& values) {
  SuiteCall call{plan::render(action.base.text, values), action.credentials, {}, false};
  for (const plan::SuiteRequest& request : action.requests)
    call.requests.push_back(
        {request.method, plan::render(request.path.text, values), rendered(request.headers, values),
         plan::render(request.body.text, values), request.expect, request.within, request.where,
         programs_of(request.captures), request.always});
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
