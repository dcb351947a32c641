// SPDX-License-Identifier: Apache-2.0
#include "planfile/expect.hpp"
#include "planfile/mistake_table.hpp"
#include "planfile/values.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

TEST_CASE("the sound plan has no mistake, so that each edit of it stands alone") {
  CHECK(places(load_plan(sound_plan(), environment_of({})).diagnostics).empty());
}

TEST_CASE("only true and false are booleans") {
  const char* find = "timeout: 10s }";
  check_mistakes({
      {find, "idempotent: yes }", "yes }",
       "not-a-boolean: 'idempotent' of step 'shift' is 'yes'; write true or false"},
      {find, "idempotent: no }", "no }", "not-a-boolean"},
      {find, "idempotent: on }", "on }", "not-a-boolean"},
      {find, "idempotent: off }", "off }", "not-a-boolean"},
      {find, "idempotent: True }", "True }", "not-a-boolean"},
      {find, "idempotent: \"true\" }", "\"true\" }",
       "not-a-boolean: 'idempotent' of step 'shift' is the text 'true'"},
      {find, "idempotent: 1 }", "1 }", "not-a-boolean"},
      {find, "idempotent: [true] }", "[true] }",
       "wrong-type: 'idempotent' of step 'shift' is a list, not true or false"},
      {find, "idempotent: }", "idempotent: }",
       "empty-value: 'idempotent' of step 'shift' is empty"},
  });
}

TEST_CASE("a text is a single value that is there") {
  const char* find = "title: Release Owner";
  check_mistakes({
      {find, "title: [a]",
       "[a], members: ", "wrong-type: 'title' of role 'owner' is a list, not a text"},
      {find, "title: {a: b}", "{a: b}, member",
       "wrong-type: 'title' of role 'owner' is a mapping, not a text"},
      {find, "title: ", "title: , membe", "empty-value: 'title' of role 'owner' is empty"},
      {find, "title: ~", "~, members: [a", "empty-value"},
      {find, "title: \"\"", "\"\", members: [", "empty-value"},
  });
}

TEST_CASE("the environment is refused outside sources and credentials, at its own column") {
  check_mistakes({
      {"[./smoke]", "[./smoke, \"灰度${HOME}\"]", "${HOME}\"] }",
       "environment-outside: item 2 of 'run' of step 'smoke' reads the environment; only sources "
       "and credentials may; declare a variable under vars with 'env: NAME' and write {{variable}} "
       "here"},
      {"\"{{title}} {{version}}\"", "\"a ${HOME}\"", "${HOME}\"", "environment-outside"},
      {"title: Release Owner", "title: \"${WHO}\"", "${WHO}\", membe", "environment-outside"},
      {"observe: 24h", "observe: \"${H}\"", "\"${H}\" }", "bad-duration"},
  });
}

TEST_CASE("an id and a name have their letters") {
  check_mistakes({
      {"name: shop", "name: my shop", "my shop", "bad-id: 'name': 'my shop' is not an id"},
      {"name: shop", "name: -shop", "-shop", "bad-id"},
      {"name: shop", "name: ../shop", "../shop", "bad-id"},
      {"  share: {", "  sha-re: {", "sha-re: { type",
       "bad-name: 'sha-re' cannot be the name of a variable"},
      {"default: 20% }", "default: 20%, env: 2X }", "2X }", "bad-name"},
      {"  uat: {", "  \"u a t\": {", "\"u a t\": { ask", "bad-id"},
  });
}

TEST_CASE("a list is a list, and its wrong items are named by number") {
  check_mistakes({
      {"members: [ann]", "members: ann", "ann }",
       "wrong-type: 'members' of role 'owner' is a single value, not a list"},
      {"members: [ann]", "members: [ann, {b: c}]", "{b: c}] }",
       "wrong-type: item 2 of 'members' of role 'owner' is a mapping"},
      {"approve: [owner]", "approve: owner", "owner }", "wrong-type"},
  });
}
