// SPDX-License-Identifier: Apache-2.0
#include "cli/workplace.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace relctl::test;

namespace {

/// A real HTTP server on a free port, in a process of its own. `broken` in its folder makes it
/// answer 500 to whatever creates; it writes what it was asked to `asked`.
class CameraService {
public:
  explicit CameraService(const Workplace& place) : m_place(place) {
    place.write("service.py", R"py(
import http.server, json, os
cameras = {}
class Handler(http.server.BaseHTTPRequestHandler):
    def reply(self, status, body):
        data = json.dumps(body).encode()
        self.send_response(status)
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)
    def do_GET(self):
        note(self)
        ready = not os.path.exists('not-ready')
        self.reply(200, {'admitted': ready, 'failed_checks': [] if ready else ['replay'],
                         'cameras': sorted(cameras)})
    def do_POST(self):
        note(self)
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        if os.path.exists('broken'):
            return self.reply(500, {'error': 'no disk'})
        cameras['c-%d' % (len(cameras) + 1)] = body
        self.reply(201, {'id': 'c-%d' % len(cameras)})
    def do_DELETE(self):
        note(self)
        self.reply(204 if cameras.pop(self.path.split('/')[-1], None) else 404, {})
    def log_message(self, *words):
        pass
def note(handler):
    with open('asked', 'a') as file:
        file.write(handler.command + ' ' + handler.path + '\n')
server = http.server.HTTPServer(('127.0.0.1', 0), Handler)
with open('port.new', 'w') as file:
    file.write(str(server.server_port))
os.rename('port.new', 'port')
server.serve_forever()
)py");
    Launch launch;
    launch.argv = {"/usr/bin/python3", "service.py"};
    launch.directory = place.file("");
    m_program.emplace(launch);
    REQUIRE(eventually([&] { return !place.read("port").empty(); }));
  }
  [[nodiscard]] std::string url() const { return "http://127.0.0.1:" + m_place.read("port"); }

private:
  const Workplace& m_place;
  std::optional<Program> m_program;
};

std::string checking(const std::string& check) {
  return with(quick_plan(), "  uat: { ask: UAT passed }\n", "  ready: { " + check + " }\n");
}

} // namespace

TEST_CASE("a suite that passes creates, reads and takes away again, and is reported n/m") {
  const Workplace place;
  const CameraService service(place);
  place.write("plan.yaml",
              checking("suite: { base: \"" + service.url() +
                       "\", requests: [{ get: /ready, where: .admitted }, { post: /cameras, body: "
                       "'{\"name\":\"{{version}}\"}', expect: 201, capture: { camera: .id } }, { "
                       "delete: \"/cameras/{{camera}}\", expect: 204, always: true }] }"));
  const Ran go = place.try_start();
  CAPTURE(go.out, go.err);
  CHECK(go.code == 0);
  CHECK(contains(place.relctl({"log"}).out, "3/3 requests passed"));
  CHECK(place.read("asked") == "GET /ready\nPOST /cameras\nDELETE /cameras/c-1\n");
}

TEST_CASE("a suite that fails is a no-go that names the request, what was wanted and what came") {
  const Workplace place;
  const CameraService service(place);
  place.write("broken", "");
  place.write("plan.yaml",
              checking("suite: { base: \"" + service.url() +
                       "\", requests: [{ post: /cameras, body: '{}', expect: 201 }] }"));
  const Ran no_go = place.try_start();
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, "0/1 requests passed: POST /cameras: wanted 201, came 500"));
  CHECK(contains(no_go.out, "no disk"));
}

TEST_CASE("an answer that does not fulfil its condition is a no-go that shows what it holds") {
  const Workplace place;
  const CameraService service(place);
  place.write("not-ready", "");
  place.write("plan.yaml",
              checking("http: { method: GET, url: \"" + service.url() +
                       "/ready\", where: \".admitted and (.failed_checks | length) == 0\" }"));
  const Ran no_go = place.try_start();
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, ".admitted is false"));
  CHECK(contains(no_go.out, ".failed_checks is [\"replay\"]"));
}

TEST_CASE("an artifact that was tampered with is a no-go before anything moves") {
  const Workplace place;
  place.write("core-1.4.0.tar.gz", "the release");
  place.write("SUMS", "c1c7c21b1a63fc3bfdbcbb9ac3f7e9a3b1a0e6ba8f7c6ab6a8d0eb3f9fbaa0e4  "
                      "core-1.4.0.tar.gz\n");
  place.write("plan.yaml",
              checking("artifact: { file: \"core-{{version}}.tar.gz\", sha256_file: SUMS }"));
  const Ran no_go = place.try_start();
  CHECK(no_go.code == 3);
  CHECK(contains(no_go.out, "core-1.4.0.tar.gz: wanted sha256 c1c7"));
}

TEST_CASE("a text that is no jq program is told at its place before anything starts") {
  Workplace place;
  place.write(
      "plan.yaml",
      with(with(quick_plan(), "before:\n",
                "sources: { api: { json: \"http://127.0.0.1:9/\" } }\n"
                "metrics:\n  depth: { source: api, watch: true, query: \".shops[\" }\n"
                "before:\n"),
           "rollback:\n",
           "  probe: { http: { method: GET, url: \"http://127.0.0.1:9/\", where: \".ok ==\" } }\n"
           "  suite: { suite: { base: \"http://127.0.0.1:9\", requests: [ { get: /a, "
           "where: \".ok\", capture: { id: \".id |\" } } ] } }\nrollback:\n"));
  const Ran found = place.relctl({"validate", "plan.yaml"});
  CAPTURE(found.out, found.err);
  CHECK(found.code == 3);
  CHECK(contains(found.out, "plan.yaml:9:46: error: query of metric 'depth' is no jq program: "
                            "syntax error"));
  CHECK(contains(found.out, "error: where of step 'probe' is no jq program: "));
  CHECK(contains(found.out, "error: capture 'id' of step 'suite' is no jq program: "));
  CHECK(contains(found.out, "[jq-syntax]"));
  CHECK_FALSE(contains(found.out, "where of step 'suite'"));
  const Ran start = place.relctl({"start", "plan.yaml", "--version", "1.4.0", "--check", "uat"});
  CHECK(start.code == 3);
  CHECK(contains(start.err, "[jq-syntax]"));
  CHECK(place.read("log.db").empty());
  SECTION("without relctl-reader nobody says that they are right") {
    place.environment["RELCTL_READER"] = "/nonexistent/relctl-reader";
    const Ran unchecked = place.relctl({"validate", "--strict", "plan.yaml"});
    CHECK(unchecked.code == 3);
    CHECK(contains(unchecked.out, "warning: the plan's jq programs could not be looked at"));
  }
}

TEST_CASE("a jq program with variables is right where one way to fill them in makes it one") {
  Workplace place;
  place.write("plan.yaml",
              with(quick_plan(), "before:\n",
                   "sources: { api: { json: \"http://127.0.0.1:9/\" } }\nmetrics:\n"
                   "  a: { source: api, watch: true, each: { shop: [s1, 2] },"
                   " query: '.[\"{{shop}}\"]' }\n"
                   "  b: { source: api, watch: true, query: '.v{{version}}' }\n"
                   "  c: { source: api, watch: true, query: '.[{{traffic}}]' }\nbefore:\n"));
  const Ran found = place.relctl({"validate", "plan.yaml"});
  CAPTURE(found.out, found.err);
  CHECK(found.code == 0);
  CHECK_FALSE(contains(found.out, "jq"));
}
