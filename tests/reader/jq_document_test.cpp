// SPDX-License-Identifier: Apache-2.0
#include "reader/jq_document.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::reader;

namespace {

std::vector<JqValue> outputs_of(const std::string& json, const std::string& program,
                                std::size_t at_most = 10) {
  const auto document = JqDocument::parse(json);
  REQUIRE(document);
  const auto outputs = document->run(program, at_most);
  REQUIRE(outputs);
  return *outputs;
}

Error error_of(const std::string& program) {
  const auto document = JqDocument::parse(R"({"a":1})");
  REQUIRE(document);
  const auto outputs = document->run(program, 1);
  REQUIRE_FALSE(outputs);
  return outputs.error();
}

std::string refusal_of(const std::string& json) {
  const auto document = JqDocument::parse(json);
  return document ? "" : document.error().message;
}

} // namespace

TEST_CASE("a program's outputs come in order, with their kind") {
  const auto outputs = outputs_of(R"({"a":[1.5,"x",null,true,{"b":[]}]})", ".a[]");
  REQUIRE(outputs.size() == 5);
  CHECK(outputs[0].kind == JqValue::Kind::number);
  CHECK(outputs[0].number == 1.5);
  CHECK(outputs[1].kind == JqValue::Kind::text);
  CHECK(outputs[1].json == "\"x\"");
  CHECK(outputs[2].kind == JqValue::Kind::null);
  CHECK(outputs[3].kind == JqValue::Kind::boolean);
  CHECK(outputs[3].truth);
  CHECK(outputs[4].kind == JqValue::Kind::object);
  CHECK(outputs[4].json == R"({"b":[]})");
}

TEST_CASE("only as many outputs are made as are wanted") {
  CHECK(outputs_of("null", "range(1; infinite)", 2).size() == 2);
  CHECK(outputs_of("null", "empty").empty());
  CHECK(outputs_of("[1,2]", "halt").empty());
}

TEST_CASE("several programs run over one document") {
  const auto document = JqDocument::parse("[3,4]");
  REQUIRE(document);
  CHECK(document->run(".[0]", 1)->front().number == 3);
  CHECK(document->run("add", 1)->front().number == 7);
}

TEST_CASE("a program that is none, or fails, says why in jq's words") {
  CHECK(error_of(".a | ").kind == ErrorKind::usage);
  CHECK(error_of("nonsense").message.find("nonsense/0 is not defined") != std::string::npos);
  CHECK(error_of(".a.b").kind == ErrorKind::failed);
  CHECK(error_of(".a.b").message == "Cannot index number with string \"b\"");
  CHECK(error_of("error(\"no\\nway\")").message == "no way");
  CHECK(error_of("error({code: 3})").message == R"({"code":3})");
  CHECK(error_of("\"late\" | halt_error").message == "late");
}

TEST_CASE("a program reads no module and nothing of the environment but what is there") {
  CHECK(error_of("import \"secrets\" as s; 1").kind == ErrorKind::usage);
}

TEST_CASE("what is not one JSON value is refused") {
  CHECK(refusal_of("{\"a\":1}").empty());
  CHECK(refusal_of("") == "Expected JSON value");
  CHECK(refusal_of("<html>").find("Invalid") != std::string::npos);
  CHECK(refusal_of("{\"a\":").find("Unfinished JSON term") != std::string::npos);
  CHECK(refusal_of("1 2").find("Unexpected extra JSON values") != std::string::npos);
  CHECK(refusal_of("\"\xff\"") == "the answer is not UTF-8");
  CHECK(refusal_of("{\"secret\": 1").find("secret") == std::string::npos);
  CHECK_FALSE(refusal_of(std::string(100'000, '[')).empty());
  // What jq would take: a number that is none in JSON, the last of two.
  for (const char* lax : {R"({"v":001})", R"({"v":.5})", R"({"v":+5})", R"({"v":nan})", "nan"})
    CHECK(refusal_of(lax).rfind("it is no JSON at byte ", 0) == 0);
  CHECK(refusal_of(R"({"v":0.001,"v":0.9})") == "'v' stands twice in one object");
  CHECK(refusal_of("[1e400]").rfind("a number is beyond every double at byte ", 0) == 0);
  CHECK(refusal_of(R"([{"v":1,"a":{"v":1}},{"v":2}])").empty());
}

TEST_CASE("an output can be had whole, and must be the only one") {
  const auto document = JqDocument::parse("[\"" + std::string(2000, '1') + "\",{\"a\":[\"b\"]}]");
  REQUIRE(document);
  CHECK(document->run_whole(".[1]") == R"({"a":["b"]})");
  const auto long_text = document->run_whole("[range(1000)]");
  REQUIRE(long_text);
  CHECK(long_text->size() > 2000);
  CHECK(document->run_whole(".[]").error().message == "it gave several values");
  CHECK(document->run_whole("empty").error().message == "it gave nothing");
  CHECK(document->run_whole(".[").error().kind == ErrorKind::usage);
}

TEST_CASE("a program is compiled without being run, and its mistake told in one line") {
  CHECK_FALSE(jq_mistake(".a | if . then 1 else 2 end"));
  CHECK_FALSE(jq_mistake("def loop: loop; loop"));
  for (const char* program :
       {".a |", ".a[", "nope(1)", "$unbound", "\"", "if . then 1", ".a\n| nope"}) {
    INFO(program);
    const auto mistake = jq_mistake(program);
    REQUIRE(mistake);
    CHECK_FALSE(mistake->empty());
    CHECK(mistake->find('\n') == std::string::npos);
    CHECK(mistake->find("jq: error") == std::string::npos);
    CHECK(mistake->find("shell") == std::string::npos);
  }
}
