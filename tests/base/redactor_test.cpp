// SPDX-License-Identifier: Apache-2.0
#include "base/redactor.hpp"

#include <catch2/catch.hpp>

using namespace relctl;

namespace {

std::string masked(std::string_view secret, std::string_view text) {
  Redactor redactor;
  redactor.add(secret);
  return redactor.mask(text);
}

} // namespace

TEST_CASE("a secret is masked wherever it stands") {
  CHECK(masked("correct-horse", "a correct-horse and correct-horse") == "a *** and ***");
  CHECK(masked("correct-horse", "nothing here") == "nothing here");
}

TEST_CASE("a secret is known in base64, alone and behind a user name") {
  // printf %s 'correct-horse' | base64, and the same of 'u:correct-horse' and 'me:correct-horse'.
  CHECK(masked("correct-horse", "key=Y29ycmVjdC1ob3JzZQ== end") == "key=***== end");
  CHECK(masked("correct-horse", "Basic dTpjb3JyZWN0LWhvcnNl").find("b3JyZWN0") ==
        std::string::npos);
  CHECK(masked("correct-horse", "Basic bWU6Y29ycmVjdC1ob3JzZQ==").find("cmVjdC1o") ==
        std::string::npos);
  CHECK(masked("correct-horse", "Basic YWRtaW46Y29ycmVjdC1ob3JzZQ==").find("cmVjdC1o") ==
        std::string::npos);
}

TEST_CASE("a secret is known in percent encoding of either case and as a JSON string") {
  CHECK(masked("p@ss/w\"rd", "u=p%40ss%2Fw%22rd&") == "u=***&");
  CHECK(masked("p@ss/w\"rd", "u=p%40ss%2fw%22rd&") == "u=***&");
  CHECK(masked("p@ss/w\"rd", R"({"k":"p@ss/w\"rd"})") == R"({"k":"***"})");
  CHECK(masked("line\nbreak\x01", R"(line\nbreak\u0001)") == "***");
}

TEST_CASE("a secret is known in hexadecimal of either case") {
  Redactor redactor;
  redactor.add("correct-horse");
  CHECK(redactor.mask("=636f72726563742d686f727365=") == "=***=");
  CHECK(redactor.mask("=636F72726563742D686F727365=") == "=***=");
}

TEST_CASE("overlapping secrets leave no tail of either") {
  Redactor redactor;
  redactor.add("abcdefghij");
  redactor.add("ghijklmnop");
  CHECK(redactor.mask("<abcdefghijklmnop>") == "<***>");
  CHECK(masked("aaaaaaaa", "aaaaaaaaaaaa") == "***");
}

TEST_CASE("a secret under eight bytes is not masked") {
  CHECK(masked("seven77", "seven77") == "seven77");
  CHECK(masked("eight888", "eight888") == "***");
}

TEST_CASE("the last word of a secret with blanks is a secret, too") {
  const std::string_view secret = "Bearer correct-horse";
  CHECK(masked(secret, "Authorization: Bearer correct-horse") == "Authorization: ***");
  CHECK(masked(secret, "token correct-horse, Y29ycmVjdC1ob3JzZQ==") == "token ***, ***==");
  CHECK(masked(secret, "636f72726563742d686f727365 Bearer") == "*** Bearer");
  CHECK(masked("correct-horse\n", "token correct-horse.") == "token ***.");
  CHECK(masked(" \tcorrect-horse ", "token correct-horse.") == "token ***.");
  CHECK(masked("Bearer of bad news", "bad news") == "bad news");
  CHECK(masked("         ", "two words") == "two words");
}
