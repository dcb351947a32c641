// SPDX-License-Identifier: Apache-2.0
#include "cli/metric_server.hpp"
#include "cli/recorded.hpp"

#include <filesystem>

using namespace relctl::test;

TEST_CASE("the plan's sources are asked where no file is given") {
  Recorded place;
  MetricServer server;
  place.source = server.url();
  place.write("plan.yaml", with(k_plan, ", volume: { query: n, at_least: 50 }", ""));
  place.environment["XDG_CACHE_HOME"] = place.file("cache");
  const std::vector<std::string> range = {"--from", "2026-10-01T00:00:00Z", "--to",
                                          "2026-10-01T04:00:00Z"};
  const Ran ran = place.backtest(range);
  INFO(ran.out << ran.err);
  CHECK(ran.code == 0);
  CHECK(contains(ran.out, "false alarms: 0 a week"));
  CHECK(place.backtest({}).code == 2); // Without a range.
  auto anew = range;
  anew.emplace_back("--no-cache");
  server.manner = MetricServer::Manner::too_many_points;
  const Ran refused = place.backtest(anew);
  CHECK(refused.code == 2);
  CHECK(lines_in(refused.err) == 1);
  CHECK(contains(refused.err, "source prom about error_rate from "));
  CHECK(contains(refused.err, "refuses a range of "));
  CHECK(contains(refused.err, "ask for fewer with a coarser --step or a shorter --from and --to"));
  place.source = "http://127.0.0.1:9";
  const Ran lost = place.backtest(anew);
  CHECK(lost.code == 1);
  CHECK(contains(lost.err, "cannot ask source prom about error_rate"));
}

TEST_CASE("a source that has no number at all is to blame, and not the volume") {
  Recorded place;
  MetricServer server;
  place.source = server.url();
  place.environment["XDG_CACHE_HOME"] = place.file("cache");
  const std::vector<std::string> words{"--from", "2026-10-01T00:00:00Z", "--to",
                                       "2026-10-01T04:00:00Z"};
  server.manner = MetricServer::Manner::html;
  const Ran broken = place.backtest(words);
  CAPTURE(broken.err);
  CHECK(broken.code == 1);
  CHECK(contains(broken.err, "source prom has no number of p95 in any answer: provider_error: "));
  CHECK_FALSE(contains(broken.err, "volume"));
  CHECK_FALSE(contains(broken.err, "--only")); // Nothing else can be judged either.
  server.manner = MetricServer::Manner::twice;
  const Ran twice = place.backtest(words);
  CAPTURE(twice.err);
  CHECK(contains(twice.err, "no number of p95 in any answer: many: 2 series where one is due"));
  server.manner = MetricServer::Manner::html;
  const Ran rate = place.relctl({"power", "plan.yaml", "--rps", "source"});
  CAPTURE(rate.err);
  CHECK(rate.code == 1);
  CHECK(contains(rate.err, "source prom has no number of p95 in any answer: provider_error: "));
  server.manner = MetricServer::Manner::good; // What was no answer has not been kept.
  server.value = 100.0;
  CHECK_FALSE(contains(place.backtest(words).err, "no number"));
}

TEST_CASE("a metric of which a source has nothing lacks more than its volume") {
  Recorded place;
  MetricServer server;
  place.source = server.url();
  place.write("plan.yaml", with(k_plan, "job:p95\"", "p95{version='{{version}}'}\""));
  server.manner = MetricServer::Manner::nothing;
  const Ran ran = place.backtest({"--from", "2026-10-01T00:00:00Z", "--to", "2026-10-01T04:00:00Z",
                                  "--no-cache", "--only", "p95", "--version", "v1.0.0"});
  CHECK(ran.code == 2);
  CHECK(ran.err ==
        "relctl: the sources' history has no readings of p95, which threshold p95 needs; prom was "
        "asked for p95{version='1.0.0'} now, not the cache, and has no series of it there: see "
        "what its query gives, or name another version with --version and --stable\n");
}

TEST_CASE("an answer without any series is not kept, since a past may be loaded later") {
  Recorded place;
  MetricServer server;
  place.source = server.url();
  place.environment["XDG_CACHE_HOME"] = place.file("cache");
  const std::vector<std::string> words = {
      "--from", "2026-10-01T00:00:00Z", "--to", "2026-10-01T04:00:00Z", "--only", "error-rate"};
  server.manner = MetricServer::Manner::nothing;
  const Ran none = place.backtest(words);
  CHECK(none.code == 2);
  CHECK(contains(none.err, "has no readings of error_rate, which threshold error-rate needs; prom "
                           "was asked for job:error_rate now, not the cache"));
  server.manner = MetricServer::Manner::good;
  const Ran loaded = place.backtest(words);
  CAPTURE(loaded.err);
  CHECK(loaded.code == 0);
}

TEST_CASE("a kept answer that is not whole is asked for again") {
  Recorded place;
  MetricServer server;
  place.source = server.url();
  place.environment["XDG_CACHE_HOME"] = place.file("cache");
  const std::vector<std::string> words = {
      "--from", "2026-10-01T00:00:00Z", "--to", "2026-10-01T04:00:00Z", "--only", "error-rate"};
  const Ran whole = place.backtest(words);
  REQUIRE(whole.code == 0);
  const auto spoil = [&](const auto& spoiled) {
    for (const auto& entry :
         std::filesystem::directory_iterator(place.file("cache/relctl/backtest")))
      spoiled(entry.path());
  };
  const auto cut_to = [&](std::uintmax_t bytes) {
    spoil([&](const auto& path) { std::filesystem::resize_file(path, bytes); });
  };
  const auto change = [&] {
    spoil([&](const std::filesystem::path& path) {
      const std::string name = "cache/relctl/backtest/" + path.filename().string();
      place.write(name, with(place.read(name), "0.001", "0.091"));
    });
  };
  for (const auto& harm :
       std::vector<std::function<void()>>{[&] { cut_to(0); }, [&] { cut_to(100); }, change}) {
    harm();
    const Ran again = place.backtest(words);
    CAPTURE(again.err);
    CHECK(again.code == 0);
    CHECK(again.out == whole.out);
  }
  place.source = "http://127.0.0.1:9";
}

TEST_CASE("who waits for a source is told so") {
  Recorded place;
  MetricServer server;
  place.source = server.url();
  server.manner = MetricServer::Manner::slow;
  const Ran ran = place.backtest(
      {"--from", "2026-10-01T00:00:00Z", "--to", "2026-10-01T04:00:00Z", "--no-cache"});
  CAPTURE(ran.err);
  CHECK(contains(ran.err, "relctl: waiting for source prom about error_rate: 0 of "));
  CHECK(contains(ran.err, "each may take 2m"));
}
