// SPDX-License-Identifier: Apache-2.0
#include "reader/suite.hpp"

#include <catch2/catch.hpp>

#include <functional>

using namespace relctl;
using namespace relctl::reader;

namespace {

/// A service with state: cameras are created, read and deleted.
struct Service {
  std::vector<std::string> asked;
  std::vector<std::string> bodies;
  int created_status = 201;
  std::string body = R"({"id": "c/1", "status": "ok"})";
  Duration took = milliseconds(5);
  Duration elapsed;
  bool stopped = false;

  SuiteReply answer(const ports::HttpRequest& request) {
    asked.push_back(request.method + " " + request.url);
    bodies.push_back(request.body);
    ports::HttpReply reply;
    reply.status = request.method == "POST" ? created_status : 200;
    reply.body = body;
    return {reply, took};
  }
  Report run(const Suite& suite) {
    return run_suite(
        suite, [this](const auto& request) { return answer(request); }, [this] { return elapsed; },
        [this] { return stopped; });
  }
};

SuiteRequest request(const std::string& method, const std::string& path) {
  SuiteRequest request;
  request.method = method;
  request.path = path;
  return request;
}

/// Creates a camera, reads it, and takes it away again whatever happened.
Suite cameras() {
  Suite suite;
  suite.base = "http://h";
  suite.timeout = seconds(20);
  suite.requests = {request("POST", "/cameras"), request("GET", "/cameras/{{camera}}"),
                    request("DELETE", "/cameras/{{camera}}")};
  suite.requests[0].body = R"({"name":"probe"})";
  suite.requests[0].captures = {{"camera", ".id"}};
  suite.requests[1].where = ".status == \"ok\"";
  suite.requests[2].always = true;
  return suite;
}

} // namespace

TEST_CASE("requests are sent in order, with what earlier ones captured, and counted") {
  Service service;
  const Report report = service.run(cameras());
  CHECK(report.done);
  CHECK(report.detail == "3/3 requests passed");
  CHECK(service.asked == std::vector<std::string>{"POST http://h/cameras",
                                                  "GET http://h/cameras/c%2F1",
                                                  "DELETE http://h/cameras/c%2F1"});
}

TEST_CASE("a failing request is named with what was wanted and what came") {
  Service service;
  service.created_status = 500;
  Suite suite = cameras();
  suite.requests[0].expect = {201};
  const Report report = service.run(suite);
  CHECK_FALSE(report.done);
  CHECK(report.detail == "0/3 requests passed: POST /cameras: wanted 201, came 500: {\"id\": "
                         "\"c/1\", \"status\": \"ok\"}");
  CHECK(service.asked.size() == 1); // Nothing was created, so nothing is read or taken away.
}

TEST_CASE("what a request created under another status than wanted is taken away again") {
  Service service;
  service.created_status = 200;
  Suite suite = cameras();
  suite.requests[0].expect = {201};
  const Report report = service.run(suite);
  CHECK_FALSE(report.done);
  CHECK(report.detail.starts_with("2/3 requests passed: POST /cameras: wanted 201, came 200"));
  CHECK(service.asked.back() == "DELETE http://h/cameras/c%2F1");
}

TEST_CASE("what a refusing answer names belongs to somebody else and is not taken away") {
  Service service;
  service.created_status = 409;
  CHECK_FALSE(service.run(cameras()).done);
  CHECK(service.asked == std::vector<std::string>{"POST http://h/cameras"});
}

TEST_CASE("an answer without a value to capture fails, and nothing that needs it is sent") {
  Service service;
  service.body = GENERATE(R"({"id": "", "status": "ok"})", R"({"id": " ", "status": "ok"})",
                          R"({"id": null, "status": "ok"})", R"({"status": "ok"})",
                          R"({"id": {"of": 1}, "status": "ok"})", R"({"id": "..", "status": "ok"})",
                          R"({"id": 9007199254740993, "status": "ok"})");
  CAPTURE(service.body);
  const Report report = service.run(cameras());
  CHECK_FALSE(report.done);
  if (service.body.find("{\"of\"") != std::string::npos)
    CHECK(report.detail.ends_with("which is no text, number or boolean"));
  CHECK(report.detail.starts_with(
      "0/3 requests passed: POST /cameras: camera cannot be captured by .id: it gave "));
  CHECK(service.asked == std::vector<std::string>{"POST http://h/cameras"});
  CHECK(report.lines.at(1) == "✘ GET /cameras/{{camera}}: not sent, {{camera}} was not captured");
  CHECK(report.lines.at(2) ==
        "- DELETE /cameras/{{camera}}: not sent, {{camera}} was not captured");
}

TEST_CASE("after a failure what only reads is asked on, what changes something is not, except what "
          "cleans up") {
  Service service;
  Suite suite = cameras();
  suite.requests[1].where = ".status == \"bad\"";
  suite.requests.insert(suite.requests.begin() + 2, request("PUT", "/cameras/{{camera}}"));
  suite.requests.push_back(request("GET", "/cameras"));
  const Report report = service.run(suite);
  CHECK(report.detail.starts_with("3/5 requests passed: GET /cameras/{{camera}}: wanted .status == "
                                  "\"bad\"; .status is \"ok\""));
  CHECK(service.asked ==
        std::vector<std::string>{"POST http://h/cameras", "GET http://h/cameras/c%2F1",
                                 "DELETE http://h/cameras/c%2F1", "GET http://h/cameras"});
  CHECK(report.lines.at(2) == "✘ PUT /cameras/{{camera}}: not sent, an earlier request failed");
}

TEST_CASE("an answer that takes too long fails, and what it created is taken away all the same") {
  Service service;
  service.took = milliseconds(600);
  Suite suite = cameras();
  suite.requests[0].within = milliseconds(500);
  const Report report = service.run(suite);
  CHECK(report.detail.starts_with(
      "2/3 requests passed: POST /cameras: wanted within 500ms, took 600ms"));
  CHECK(service.asked.back() == "DELETE http://h/cameras/c%2F1");
}

TEST_CASE("told to stop, or short of time, a suite only cleans up") {
  Service service;
  Suite suite = cameras();
  SECTION("told to stop") {
    service.stopped = true;
    CHECK_FALSE(service.run(suite).done);
    CHECK(service.asked.empty());
  }
  SECTION("short of time") {
    service.elapsed = seconds(16); // The last five of twenty seconds are for cleaning up.
    const Report report = service.run(suite);
    CHECK(report.detail.find("no time was left") != std::string::npos);
    CHECK(service.asked.empty());
  }
}

TEST_CASE("a change whose answer does not arrive is lost, a reading one is not") {
  const auto broken = [](const ports::HttpRequest&) {
    ports::HttpReply reply;
    reply.failure = ports::TransportFailure::timeout;
    reply.failure_text = "no answer";
    return SuiteReply{reply, seconds(1)};
  };
  const auto run = [&](const Suite& suite) {
    return run_suite(
        suite, broken, [] { return Duration{}; }, [] { return false; });
  };
  CHECK(run(cameras()).lost);
  Suite reading = cameras();
  reading.requests = {request("GET", "/cameras")};
  CHECK_FALSE(run(reading).lost);
}

TEST_CASE("a whole URL stands alone, one in a query stands after base") {
  Service service;
  Suite suite;
  suite.base = "http://h";
  suite.timeout = seconds(20);
  suite.requests = {request("GET", "/?u=http://example.com/"), request("GET", "https://other/x")};
  CHECK(service.run(suite).done);
  CHECK(service.asked ==
        std::vector<std::string>{"GET http://h/?u=http://example.com/", "GET https://other/x"});
}

TEST_CASE("another host does not get the credentials of the suite") {
  Suite suite;
  suite.base = "http://h:8080/api";
  suite.timeout = seconds(20);
  suite.credentials.password = "word";
  suite.credentials.bearer_token_file = "/token";
  suite.credentials.headers = {{"X-Token", "t"}};
  suite.credentials.ca_file = "/ca";
  const auto sent = [&](const std::string& path) {
    suite.requests = {request("GET", path)};
    plan::Credentials credentials;
    (void)run_suite(
        suite,
        [&](const ports::HttpRequest& http) {
          credentials = http.credentials;
          return SuiteReply{};
        },
        [] { return Duration{}; }, [] { return false; });
    return credentials;
  };
  plan::Credentials none;
  none.ca_file = "/ca";
  CHECK(sent("/x") == suite.credentials);
  CHECK(sent("http://H:8080/y") == suite.credentials);
  for (const char* other :
       {"http://h/x", "https://h:8080/x", "http://h:8080@evil/", "http://evil/"})
    CHECK(sent(other) == none);
}

TEST_CASE("a captured value cannot break out of a path or of a JSON body") {
  Service service;
  Suite suite = cameras();
  suite.requests[1] = request("POST", "/copies");
  suite.requests[1].body = R"({"of":"{{camera}}"})";
  suite.requests[0].captures = {{"camera", "\"a\\\"/b\""}};
  CHECK(service.run(suite).done);
  CHECK(service.bodies.at(1) == R"({"of":"a\"/b"})");
}
