// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"
#include "planfile/reader_actions.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

namespace {

const std::string k_base = "suite: { base: \"http://h\", requests: ";

} // namespace

TEST_CASE("a suite is a list of requests that capture and clean up") {
  const auto step = load_smoke(
      k_base + "[{ get: /info, expect: 200, within: 500ms, where: '.status == \"ok\"' }, "
               "{ post: /cameras, body: '{\"name\":\"{{version}}\"}', expect: [201], "
               "capture: { camera: .id } }, "
               "{ delete: \"/cameras/{{camera}}\", expect: [200, 204], always: true }] }");
  const auto& suite = std::get<plan::SuiteAction>(step.action);
  REQUIRE(suite.requests.size() == 3);
  CHECK(suite.requests[0].method == "GET");
  CHECK(suite.requests[0].within == milliseconds(500));
  CHECK(suite.requests[0].where == ".status == \"ok\"");
  CHECK(suite.requests[1].captures.front().name == "camera");
  CHECK(suite.requests[2].expect == std::vector<int>{200, 204});
  CHECK(suite.requests[2].always);
  CHECK_FALSE(step.idempotent);
  CHECK(load_smoke(k_base + "[{ get: / }] }").idempotent);
}

TEST_CASE("a wrong suite is refused") {
  check_mistakes({
      {k_smoke, k_base + "[] }", "[] }", "empty-value"},
      {k_smoke, k_base + "[{ get: info }] }", "info }]", "bad-path"},
      {k_smoke, k_base + "[{ get: /a, post: /b }] }", "post: /b", "one-of-keys"},
      {k_smoke, k_base + "[{ get: /a, expect: 99 }] }", "99 }]", "not-a-whole-number"},
      {k_smoke, k_base + "[{ get: /a, headers: { Authorization: x } }] }", "x } }]",
       "secret-in-request"},
      {k_smoke, k_base + "[{ get: /a, capture: { a-b: .id } }] }", "a-b: .id", "bad-name"},
      {k_smoke, k_base + "[{ get: \"/a/{{camera}}\" }] }", "/a/{{camera}}", "unknown-variable"},
      {k_smoke, k_base + "[{ post: /a, capture: { version: .id } }] }", "version: .id",
       "capture-name"},
      {k_smoke, k_base + "[{ post: /a, capture: { c: .id } }, { post: /b, capture: { c: .no } }] }",
       "c: .no", "capture-name"},
  });
}

TEST_CASE("a request may come with a condition on its answer") {
  const auto step = load_smoke("http: { method: GET, url: \"http://h/ready\", where: .admitted, "
                               "expect: 200 }");
  CHECK(std::get<plan::HttpAction>(step.action).where == ".admitted");
  CHECK(std::get<plan::HttpAction>(step.action).expect == std::vector<int>{200});
}

TEST_CASE("an artifact names what is looked at") {
  const auto step = load_smoke(
      "artifact: { file: \"dist/core-{{version}}.zip\", sha256_file: dist/SUMS, signature: { file: "
      "core.sig, public_key: release.pem }, sbom: core.json, lock: requirements.lock }");
  const auto& artifact = std::get<plan::ArtifactAction>(step.action);
  CHECK(artifact.file.text == "dist/core-{{version}}.zip");
  CHECK(artifact.public_key.text == "release.pem");
  CHECK(step.idempotent);
  check_mistakes({
      {k_smoke, "artifact: { sbom: abc }", "{ sbom: abc", "missing-key"},
      {k_smoke, "artifact: { file: a, sha256: abc }", "abc }", "bad-digest"},
      {k_smoke, "artifact: { file: a, sha256_file: b, sha256: " + std::string(64, 'a') + " }",
       "sha256_file: b", "one-of-keys"},
      {k_smoke, "artifact: { file: a, signature: { file: b } }", "{ file: b }", "missing-key"},
  });
}
