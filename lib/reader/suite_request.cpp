// SPDX-License-Identifier: Apache-2.0
#include "reader/suite.hpp"

#include <nlohmann/json.hpp>

namespace relctl::reader {
namespace {

using Json = nlohmann::json;

std::vector<std::pair<std::string, std::string>> pairs_of(const Json& json, const char* name) {
  std::vector<std::pair<std::string, std::string>> pairs;
  for (const Json& pair : json.at(name))
    pairs.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
  return pairs;
}

SuiteRequest request_of(const Json& json) {
  SuiteRequest request;
  request.method = json.at("method").get<std::string>();
  request.path = json.at("path").get<std::string>();
  request.headers = pairs_of(json, "headers");
  request.body = json.at("body").get<std::string>();
  request.expect = json.at("expect").get<std::vector<int>>();
  if (json.contains("within_ms"))
    request.within = milliseconds(json.at("within_ms").get<std::int64_t>());
  request.where = json.at("where").get<std::string>();
  request.captures = pairs_of(json, "captures");
  request.always = json.at("always").get<bool>();
  return request;
}

plan::Credentials credentials_of(const Json& json) {
  plan::Credentials credentials;
  credentials.username = json.at("username").get<std::string>();
  credentials.password = json.at("password").get<std::string>();
  credentials.password_file = json.at("password_file").get<std::string>();
  credentials.bearer_token_file = json.at("bearer_token_file").get<std::string>();
  credentials.headers = json.at("headers").get<std::map<std::string, std::string>>();
  credentials.ca_file = json.at("ca_file").get<std::string>();
  return credentials;
}

} // namespace

Suite parse_suite(const std::string& text) {
  const Json json = Json::parse(text);
  Suite suite;
  suite.base = json.at("base").get<std::string>();
  suite.credentials = credentials_of(json.at("credentials"));
  suite.timeout = milliseconds(json.at("timeout_ms").get<std::int64_t>());
  for (const Json& request : json.at("requests"))
    suite.requests.push_back(request_of(request));
  return suite;
}

} // namespace relctl::reader
