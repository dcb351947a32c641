// SPDX-License-Identifier: Apache-2.0
#include "planfile/credentials.hpp"
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"

#include <catch2/catch.hpp>

#include <algorithm>

using namespace relctl;
using namespace relctl::planfile;

namespace {

const char* const k_timeout = "timeout: 5s }";

LoadedPlan load_source(const std::string& keys, std::map<std::string, std::string> environment) {
  return load_plan(sound_plan_with(k_timeout, keys + " }"), environment_of(std::move(environment)));
}

bool has_secret(const LoadedPlan& loaded, const std::string& secret) {
  return std::count(loaded.secrets.begin(), loaded.secrets.end(), secret) > 0;
}

} // namespace

TEST_CASE("a password from the environment is used and marked as a secret") {
  const auto loaded =
      load_source("basic: { username: ann, password: \"${PW}\" }", {{"PW", "hunter2hunter2"}});
  REQUIRE(loaded.diagnostics.empty());
  const auto& credentials = loaded.plan.sources.front().credentials;
  CHECK(credentials.username == "ann");
  CHECK(credentials.password == "hunter2hunter2");
  CHECK(has_secret(loaded, "hunter2hunter2"));
  CHECK(has_secret(loaded, "ann:hunter2hunter2"));
}

TEST_CASE("a header from the environment is used and its value marked as a secret") {
  const auto loaded =
      load_source("headers: { Authorization: \"Bearer ${TOKEN}\", X-Scope-OrgID: shop }",
                  {{"TOKEN", "s3cr3ts3cr3t"}});
  REQUIRE(loaded.diagnostics.empty());
  const auto& headers = loaded.plan.sources.front().credentials.headers;
  CHECK(headers.at("Authorization") == "Bearer s3cr3ts3cr3t");
  CHECK(headers.at("X-Scope-OrgID") == "shop");
  CHECK(loaded.secrets == std::vector<std::string>{"s3cr3ts3cr3t"});
}

TEST_CASE("files of secrets are only named") {
  const auto loaded = load_source("basic: { username: ann, password_file: ./pw }, "
                                  "bearer_token_file: ./token, ca_file: ./ca.pem",
                                  {});
  REQUIRE(loaded.diagnostics.empty());
  const auto& credentials = loaded.plan.sources.front().credentials;
  CHECK(credentials.password_file == "./pw");
  CHECK(credentials.bearer_token_file == "./token");
  CHECK(credentials.ca_file == "./ca.pem");
  CHECK(loaded.secrets.empty());
}

TEST_CASE("a secret that stands in the plan is refused and not repeated") {
  for (const char* keys :
       {"basic: { username: ann, password: hunter2 }",
        "basic: { username: ann, password: \"${PW:-hunter2}\" }",
        "headers: { Authorization: Bearer hunter2 }", "headers: { cookie: hunter2 }",
        "headers: { X-Api-Key: hunter2 }", "headers: { X-Auth: hunter2 }",
        "headers: { x-credentials: hunter2 }", "headers: { X-Session-Id: hunter2 }",
        "headers: { X-Signature: hunter2 }", "headers: { X-Pwd: hunter2 }",
        "headers: { Set-Cookie2: hunter2, X-ApiKey: hunter2 }", "headers: { accesstoken: hunter2 }",
        "headers: { X-Authtoken: hunter2 }", "headers: { sessiontoken: hunter2 }",
        "headers: { clientsecret: hunter2 }", "headers: { x-userpassword: hunter2 }",
        "headers: { X-Auth-Token: \"${PW:-hunter2}\" }"}) {
    const auto seen = mistake_of(k_timeout, std::string(keys) + " }");
    INFO(keys);
    CHECK(seen.find(" literal-secret: ") != std::string::npos);
    CHECK(seen.find("hunter2") == std::string::npos);
    CHECK(seen.find("write ${NAME} without a default") != std::string::npos);
  }
}

TEST_CASE("a header whose name only holds the letters of a secret's is none") {
  for (const char* header :
       {"X-Monkey", "X-Tokenizer", "Keyspace", "X-Author", "Idempotency-Key", "X-Secretary"}) {
    CAPTURE(header);
    CHECK(mistake_of(k_timeout, "headers: { " + std::string(header) + ": bar } }") == "");
  }
}

TEST_CASE("basic authentication needs a name and one password") {
  check_mistakes({
      {k_timeout, "basic: { password_file: ./p } }", "{ password_fil", "missing-key"},
      {k_timeout, "basic: { username: ann } }", "{ username: an", "missing-key"},
      {k_timeout, "basic: { username: \"a:b\", password_file: ./p } }", "\"a:b\", passwor",
       "bad-username"},
  });
}

TEST_CASE("a source's URL is http or https, has a host and no user") {
  const char* find = "\"http://127.0.0.1:9090\"";
  check_mistakes({
      {find, "ftp://h/", "ftp://h/, time",
       "bad-url: 'prometheus' of source 'prom': 'ftp://h/' is no http or https URL"},
      {find, "file:///etc/passwd", "file:///etc/pa", "bad-url"},
      {find, "127.0.0.1:9090", "127.0.0.1:9090", "bad-url"},
      {find, "\"http://\"", "\"http://\", tim", "bad-url"},
      {find, "\"http://:9090\"", "\"http://:9090\"", "bad-url"},
      {find, "\"http://h/a b\"", "\"http://h/a b\"", "bad-url"},
      {find, "\"http://h\\\\@x/\"", "\"http://h\\\\@x/", "url-userinfo"},
      {find, "\"http://{{version}}/\"", "\"http://{{vers",
       "bad-url: 'prometheus' of source 'prom': a source's URL cannot hold"},
      {find, "\"http://ann:hunter2@h/\"", "\"http://ann:hu",
       "url-userinfo: 'prometheus' of source 'prom': the URL carries user information"},
      {find, "\"ftp://ann:hunter2@h/\"", "\"ftp://ann:hun",
       "bad-url: 'prometheus' of source 'prom': this is no http"},
  });
  CHECK(mistake_of(find, "\"https://h:9090/prom?x=1@2\"").empty());
}

TEST_CASE("a secret that is not set is never advised the default that it may not have") {
  for (const char* keys :
       {"basic: { username: ann, password: \"${PW}\" }", "headers: { X-Token: \"${PW}\" }",
        "basic: { username: ann, password: \"${P W}\" }"}) {
    CAPTURE(keys);
    const auto loaded = load_source(keys, {});
    REQUIRE(loaded.diagnostics.size() == 1);
    CHECK(loaded.diagnostics[0].rule.starts_with("environment-"));
    CHECK(loaded.diagnostics[0].remedy.find(":-") == std::string::npos);
  }
}
