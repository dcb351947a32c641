// SPDX-License-Identifier: Apache-2.0
#include "host/faulty_server.hpp"
#include "host/temp_folder.hpp"
#include "sources/bench.hpp"
#include "support/run_program.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using testing::begins;
using testing::Bench;

namespace {

/// An Alertmanager of its own on a free port of loopback.
class Alertmanager {
public:
  Alertmanager()
      : m_peer("127.0.0.1:" + std::to_string(testing::closed_port())),
        m_program({{"/usr/bin/prometheus-alertmanager",
                    "--config.file=" + m_folder.write("alertmanager.yml", k_config),
                    "--storage.path=" + m_folder.file("data"),
                    "--cluster.listen-address=", "--web.listen-address=" + m_peer},
                   {},
                   m_folder.path(),
                   m_folder.file("log")}) {
    REQUIRE(test::eventually(
        [&] { return testing::ask(testing::get(url() + "/-/ready")).status == 200; },
        std::chrono::seconds(60)));
  }

  [[nodiscard]] std::string url() const { return "http://" + m_peer; }

  /// `labels` and when it began, as Prometheus reports it.
  void fire(const std::string& labels, Instant began) const {
    post("/api/v2/alerts",
         R"([{"labels":{)" + labels + R"(},"startsAt":")" + format_instant(began) + R"("}])");
  }
  void silence(const std::string& label, const std::string& value, Instant now) const {
    post("/api/v2/silences", R"({"matchers":[{"name":")" + label + R"(","value":")" + value +
                                 R"(","isRegex":false,"isEqual":true}],"startsAt":")" +
                                 format_instant(now) + R"(","endsAt":")" +
                                 format_instant(now + hours(1)) +
                                 R"(","createdBy":"test","comment":"test"})");
  }

private:
  static constexpr const char* k_config =
      "route: { receiver: none }\nreceivers: [{ name: none }]\n";

  void post(const std::string& path, const std::string& body) const {
    ports::HttpRequest request = testing::get(url() + path);
    request.method = "POST";
    request.headers = {{"Content-Type", "application/json"}};
    request.body = body;
    const auto reply = testing::ask(request);
    INFO(reply.body);
    REQUIRE(reply.status == 200);
  }

  testing::TempFolder m_folder;
  std::string m_peer;
  test::Program m_program;
};

core::MeasurementRequest request_to(const Bench& bench, const std::string& url,
                                    const std::string& query) {
  auto request = bench.request(plan::SourceKind::alertmanager, query);
  request.url = url;
  return request;
}

} // namespace

TEST_CASE("alertmanager: alerts that match, are not silenced and began after the exposure did") {
  const Alertmanager alertmanager;
  Bench bench;
  const Instant start = bench.now() - minutes(10);
  auto request =
      request_to(bench, alertmanager.url(), R"(severity="critical",service=~"shop|cart")");
  request.exposed_since = start;
  request.phase_start = start + minutes(5);
  CHECK(bench.say(request) == "0.000000");
  alertmanager.fire(R"("alertname":"Errors","severity":"critical","service":"shop")",
                    start + minutes(1));
  alertmanager.fire(R"("alertname":"Slow","severity":"warning","service":"shop")",
                    start + minutes(1));
  alertmanager.fire(R"("alertname":"Old","severity":"critical","service":"shop")",
                    start - minutes(1));
  auto reading = bench.measure(request).at(0);
  CHECK(reading.value == 1.0);
  CHECK(reading.detail ==
        "Errors since " + format_instant(start + minutes(1)) + "; 1 older not counted");
  request.query = "{}";
  CHECK(bench.say(request) == "2.000000");
  request.query = R"({service="shop",alertname!="Slow"})";
  CHECK(bench.say(request) == "1.000000");
  alertmanager.silence("alertname", "Errors", bench.now());
  CHECK(
      test::eventually([&] { return bench.say(request) == "0.000000"; }, std::chrono::seconds(30)));
}

TEST_CASE("alertmanager: an alert that always fires shows that alerts arrive at all") {
  const Alertmanager alertmanager;
  Bench bench;
  auto request = request_to(bench, alertmanager.url(), R"(severity="critical")");
  request.volume_query = R"(alertname="Watchdog")";
  request.volume_at_least = 1;
  CHECK(bench.say(request) == "thin: volume 0 is below 1");
  alertmanager.fire(R"("alertname":"Watchdog")", request.exposed_since - hours(1));
  CHECK(bench.say(request) == "0.000000");
}

TEST_CASE("alertmanager: what is no list of alerts is a provider error, what is late a timeout") {
  const Alertmanager alertmanager;
  Bench bench;
  const auto at_faulty = [&](const std::string& path) {
    return request_to(bench, testing::FaultyServer::instance().http(path), "{}");
  };
  CHECK(begins(bench.say(request_to(bench, alertmanager.url(), R"(service=~"(")")),
               "provider_error: "));
  CHECK(begins(bench.say(request_to(bench, alertmanager.url() + "/sub", "{}")),
               "provider_error: HTTP 404"));
  CHECK(begins(bench.say(at_faulty("/say/%7B%7D")), "provider_error: no list of alerts"));
  CHECK(begins(bench.say(at_faulty("/say/%5B%7B%7D%5D")),
               "provider_error: an alert does not say when it began"));
  auto slow = at_faulty("/sleep/5000");
  slow.timeout = milliseconds(300);
  CHECK(begins(bench.say(slow), "timeout: "));
  auto gone = request_to(bench, "http://127.0.0.1:" + std::to_string(testing::closed_port()), "{}");
  CHECK(begins(bench.say(gone), "provider_error: connection refused"));
}
