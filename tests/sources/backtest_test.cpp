// SPDX-License-Identifier: Apache-2.0
#include "host/faulty_server.hpp"
#include "host/temp_folder.hpp"
#include "support/run_program.hpp"

#include <catch2/catch.hpp>

#include <filesystem>

using namespace relctl;
namespace fs = std::filesystem;

namespace {

constexpr long k_begin = 1'790'812'800; // 2026-10-01T00:00:00Z
constexpr int k_samples = 3 * 24 * 240; // Three days at 15 s: more than one query may ask for.

const char* const k_plan = R"PLAN(relctl: 1
name: shop
sources: { prom: { prometheus: "${PROM_URL}" } }
metrics: { error_rate: { source: prom, query: "error_rate", unit: ratio, every: 15s } }
thresholds: { error-rate: { metric: error_rate, breach: "> 1%", for: 3m, then: rollback } }
phases: [ { id: full, traffic: 100%, observe: 4h } ]
rollback: { steps: [ { id: back, run: [./back] } ], verify: [ { id: smoke, run: [./smoke] } ] }
)PLAN";

/// Bad for ten minutes on the second day; nothing is there for twenty on the third.
std::string value_of(int sample) {
  const int minute = sample / 4;
  return minute >= 2000 && minute < 2010 ? "0.05" : "0.002";
}
bool is_there(int sample) {
  const int minute = sample / 4;
  return minute < 3000 || minute >= 3020;
}

/// A Prometheus with a past.
class Prometheus {
public:
  Prometheus() : m_peer("127.0.0.1:" + std::to_string(testing::closed_port())) {
    std::string past = "# TYPE error_rate gauge\n";
    std::string csv = "time,metric,value\n";
    for (int i = 0; i < k_samples; ++i)
      if (is_there(i)) {
        const std::string time = std::to_string(k_begin + 15L * i);
        past += "error_rate " + value_of(i) + " " + time + "\n";
        csv += time + ",error_rate," + value_of(i) + "\n";
      }
    m_folder.write("past.txt", past + "# EOF\n");
    m_folder.write("past.csv", csv);
    m_folder.write("plan.yaml", k_plan);
    const auto filled = run({"/usr/bin/promtool", "tsdb", "create-blocks-from", "openmetrics",
                             "past.txt", "data", "--quiet"});
    INFO(filled.err);
    REQUIRE(filled.code == 0);
    m_folder.write("prometheus.yml", "global: { scrape_interval: 1h }\n");
    m_program.emplace(test::Launch{{"/usr/bin/prometheus", "--config.file=prometheus.yml",
                                    "--storage.tsdb.path=data", "--storage.tsdb.retention.time=20y",
                                    "--web.listen-address=" + m_peer},
                                   {},
                                   m_folder.path(),
                                   m_folder.file("log")});
    REQUIRE(test::eventually(
        [&] { return testing::ask(testing::get("http://" + m_peer + "/-/ready")).status == 200; },
        std::chrono::seconds(60)));
  }

  [[nodiscard]] test::Ran run(const std::vector<std::string>& words) const {
    return test::run_program({words,
                              {{"PROM_URL", "http://" + m_peer},
                               {"HOME", m_folder.path()},
                               {"XDG_CACHE_HOME", m_folder.file("cache")}},
                              m_folder.path(),
                              {}});
  }
  [[nodiscard]] test::Ran backtest(std::vector<std::string> more) const {
    more.insert(more.begin(), {RELCTL_BINARY, "backtest", "plan.yaml"});
    return run(more);
  }
  [[nodiscard]] std::string file(const std::string& name) const { return m_folder.file(name); }
  void stop() { m_program.reset(); }

private:
  testing::TempFolder m_folder;
  std::string m_peer;
  std::optional<test::Program> m_program;
};

} // namespace

TEST_CASE("the past of a Prometheus comes to the same as the file it was made from, and is kept") {
  Prometheus prometheus;
  const std::vector<std::string> range = {"--from", "2026-10-01T00:00:00Z", "--to",
                                          "2026-10-03T23:59:45Z"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.end(), range.begin(), range.end());
    return prometheus.backtest(more);
  };
  const auto asked = with({});
  INFO(asked.out << asked.err);
  REQUIRE(asked.code == 0);
  CHECK(asked.out.find("1 rolled back") != std::string::npos);
  // Prometheus itself goes on with the last sample for five minutes (its look-back) before it
  // says that there is nothing, which a file does not.
  const auto from_file = with({"--data", "past.csv"});
  CHECK(from_file.code == 0);
  CHECK(from_file.out.substr(0, from_file.out.find("\n\n")) ==
        asked.out.substr(0, asked.out.find("\n\n")));

  const fs::path cache = prometheus.file("cache") + "/relctl/backtest";
  std::size_t kept = 0;
  for (const auto& entry : fs::directory_iterator(cache)) {
    ++kept;
    CHECK(fs::status(entry).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
  }
  CHECK(kept >= 2);
  CHECK(fs::status(cache).permissions() == fs::perms::owner_all);
  CHECK(with({"--no-cache"}).out == asked.out);
  prometheus.stop();
  CHECK(with({}).out == asked.out);
  CHECK(with({"--no-cache"}).code == 1);
}

TEST_CASE("a server that refuses the range is told of with the way out") {
  const testing::TempFolder folder;
  folder.write("server.py", R"(import http.server
class Refusing(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = (b'{"status":"error","errorType":"bad_data","error":"exceeded maximum resolution '
                b'of 5,000 points per timeseries"}')
        self.send_response(400)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
    def log_message(self, *words):
        pass
server = http.server.HTTPServer(("127.0.0.1", 0), Refusing)
print(server.server_port, flush=True)
server.serve_forever()
)");
  folder.write("plan.yaml", k_plan);
  test::Program server({{"/usr/bin/python3", "server.py"}, {}, folder.path(), folder.file("port")});
  REQUIRE(
      test::eventually([&] { return testing::read_file(folder.file("port")).ends_with('\n'); }));
  const std::string port = testing::read_file(folder.file("port"));
  const auto ran =
      test::run_program({{RELCTL_BINARY, "backtest", "plan.yaml", "--no-cache", "--from",
                          "2026-10-01T00:00:00Z", "--to", "2026-10-03T00:00:00Z"},
                         {{"PROM_URL", "http://127.0.0.1:" + port.substr(0, port.size() - 1)}},
                         folder.path(),
                         {}});
  CHECK(ran.code == 2);
  CHECK(ran.err.find("refuses a range of") != std::string::npos);
  CHECK(ran.err.find("exceeded maximum resolution") != std::string::npos);
  CHECK(ran.err.find("--step") != std::string::npos);
}
