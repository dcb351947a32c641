// SPDX-License-Identifier: Apache-2.0
#include "planfile/environment_text.hpp"
#include "planfile/expect.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::planfile;

namespace {

std::string url_of(const std::string& written, std::map<std::string, std::string> environment) {
  const auto loaded = load_plan(sound_plan_with("http://127.0.0.1:9090", written),
                                environment_of(std::move(environment)));
  return loaded.diagnostics.empty() ? loaded.plan.sources.front().url : "refused";
}

std::string mistake(const std::string& written, std::map<std::string, std::string> environment) {
  return mistake_of("http://127.0.0.1:9090", written, std::move(environment));
}

} // namespace

TEST_CASE("a reference takes the variable, else its default") {
  CHECK(url_of("${U:-http://a}", {{"U", "http://b"}}) == "http://b");
  CHECK(url_of("${U:-http://a}", {}) == "http://a");
  CHECK(url_of("${U:-http://a}", {{"U", ""}}) == "http://a");
  CHECK(url_of("http://${H}:${P:-9090}/x", {{"H", "h"}}) == "http://h:9090/x");
  CHECK(url_of("http://h/$x{y}", {}) == "http://h/$x{y}");
}

TEST_CASE("what the environment holds is not read as a reference again") {
  CHECK(url_of("http://h/${A}", {{"A", "${B}"}, {"B", "b"}}) == "http://h/${B}");
}

TEST_CASE("an unset variable without default is named") {
  CHECK(mistake("http://${H}/", {}) == "8:31 environment-unset: 'prometheus' of source 'prom': the "
                                       "environment variable H is not set; "
                                       "set it, or write ${H:-default}");
}

TEST_CASE("every unset variable of a text is reported") {
  CHECK(mistake("http://${A}/${B}", {}).find("variable B") != std::string::npos);
  CHECK(mistake("http://${A}/${B}", {}).find("variable A") != std::string::npos);
}

TEST_CASE("a broken reference is refused at its column") {
  CHECK(mistake("http://${H/", {{"H", "h"}}).substr(0, 23) == "8:31 environment-syntax");
  CHECK(mistake("http://h/${1X}", {}).substr(0, 23) == "8:33 environment-syntax");
  CHECK(mistake("http://h/${}", {}).substr(0, 23) == "8:33 environment-syntax");
}

TEST_CASE("a value with control characters is refused without being shown") {
  for (const char* value : {"a\nSet-Cookie: x", "a\r", "a\x1B[0m", "\xFF"}) {
    const auto seen = mistake("http://h/${A}", {{"A", value}});
    CHECK(seen.substr(0, 22) == "8:33 environment-value");
    CHECK(seen.find("Cookie") == std::string::npos);
  }
}

TEST_CASE("a mistake about a URL shows what the plan says, not what the environment holds") {
  const auto seen = mistake("${U}", {{"U", "ftp://internal-name/"}});
  CHECK(seen.find("'${U}' is no http or https URL") != std::string::npos);
  CHECK(seen.find("internal-name") == std::string::npos);
}
