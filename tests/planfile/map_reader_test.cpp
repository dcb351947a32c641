// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/map_reader.hpp"
#include "planfile/mistake_table.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

TEST_CASE("an unknown key is refused with the nearest known one") {
  check_mistakes({
      {"  prom: { prometheus: \"http://127.0.0.1:9090\", timeout: 5s }",
       "  prom: { prometheus: \"http://127.0.0.1:9090\", tiemout: 5s }", "tiemout: 5s }",
       "unknown-key: source 'prom' has no key 'tiemout'; did you mean 'timeout'?"},
      {"title: Release Owner", "titel: Release Owner", "titel: Release",
       "unknown-key: role 'owner' has no key 'titel'; did you mean 'title'?"},
      {"type: percent", "type: percent, zzzzzz: 1", "zzzzzz: 1, def",
       "unknown-key: variable 'share' has no key 'zzzzzz'; known are: type, default, env"},
      {"deadline: 30m", "dedline: 30m", "dedline: 30m", "unknown-key"},
      {"observe: 24h", "observe: 24h, traffic: 5%", "traffic: 5% }", "unknown-key"},
      {"blocking: [P0]", "blocking: [P0], block: 1", "block: 1 }", "unknown-key"},
  });
}

TEST_CASE("an unknown section is reported without what its loss brings about") {
  CHECK(mistake_of("metrics:\n", "metrcs:\n") ==
        "9:1 unknown-key: the plan has no key 'metrcs'; did you mean 'metrics'?");
}

TEST_CASE("a missing key is reported at the mapping that lacks it") {
  check_mistakes({
      {"    source: prom\n", "", "query: sum(rat",
       "missing-key: metric 'errors' has no 'source'; add 'source:'"},
      {", then: rollback }\n  sharing", " }\n  sharing", "{ metric: erro",
       "missing-key: threshold 'errors' has no 'then'; say what follows a breach: rollback, hold, "
       "warn or a step"},
      {"breach: \"> 1%\", ", "", "{ metric: erro",
       "missing-key: threshold 'errors' has no 'breach'"},
      {"{ metric: errors, breach", "{ breach", "{ breach: \"> 1",
       "missing-key: threshold 'errors' has none of 'metric', 'incident'; add one of them"},
      {"{ id: first, ", "{ ", "{ traffic: 5%,", "missing-key: item 1 of 'phases' has no 'id'"},
      {"{ id: smoke, ", "{ ", "{ run: [./smok",
       "missing-key: item 1 of 'verify' of 'rollback' has no 'id'"},
      {"traffic: 5%, ", "", "{ id: first, o", "missing-key: phase 'first' has no 'traffic'"},
      {"backend: app, ", "", "{ socket: ./s,", "missing-key"},
      {"{ ask: \"UAT passed\", role: owner }", "{ every: 1m }", "{ every: 1m }", "missing-key"},
      {"{ within: 1h, then", "{ then", "{ then: rollba",
       "missing-key: cause 'nodata' has no 'within'"},
      {"name: shop\n", "", "relctl: 1", "missing-key: the plan has no 'name'; add 'name:'"},
  });
}

TEST_CASE("of keys that exclude each other one is kept") {
  check_mistakes({
      {"for: 5m,", "for: 5m, windows: 2,", "windows: 2, th",
       "one-of-keys: threshold 'errors' has 'for' and 'windows'"},
      {"{ metric: errors,", "{ metric: errors, incident: P0,", "incident: P0, ", "one-of-keys"},
      {"{ ask: \"UAT passed\",", "{ ask: \"UAT passed\", run: [a],", "run: [a], role",
       "one-of-keys"},
      {"run: [./smoke]", "run: [./smoke], probe: \"GET http://h/\"", "probe: \"GET ht",
       "one-of-keys"},
      {"prometheus: \"http://127.0.0.1:9090\"",
       "prometheus: \"http://127.0.0.1:9090\", exposition: \"http://h/\"", "exposition: \"h",
       "one-of-keys"},
  });
}

TEST_CASE("what later releases read is refused by name") {
  check_mistakes({
      {"for: 5m", "compare: welch", "compare: welch", "later-release"},
  });
}

TEST_CASE("what is no mapping where one is due is reported once") {
  check_mistakes({
      {"  prom: { prometheus: \"http://127.0.0.1:9090\", timeout: 5s }",
       "  prom: http://127.0.0.1:9090", "http://127.0.0",
       "wrong-type: source 'prom' is a single value, not a mapping"},
      {"bake: { observe: 24h }", "bake: 24h", "24h",
       "wrong-type: 'bake' is a single value, not a mapping"},
  });
  CHECK(places(load_plan("- a\n- b\n", environment_of({})).diagnostics) ==
        std::vector<std::string>{"1:1 wrong-type"});
}
