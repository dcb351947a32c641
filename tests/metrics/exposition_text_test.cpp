// SPDX-License-Identifier: Apache-2.0
#include "metrics/exposition_text.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using namespace relctl;
using namespace relctl::metrics;
using Catch::Contains;

namespace {

constexpr auto k_text = ExpositionFormat::prometheus_text;
constexpr auto k_open = ExpositionFormat::openmetrics;

std::vector<Sample> samples_of(const std::string& text, ExpositionFormat format = k_text,
                               const std::vector<std::string>& names = {}) {
  auto read = parse_exposition_text(text, format, names);
  INFO((read ? std::string() : read.error().message));
  REQUIRE(read);
  return *read;
}

std::string error_of(const std::string& text, ExpositionFormat format = k_text) {
  const auto read = parse_exposition_text(text, format, {});
  return read ? "read" : read.error().message;
}

} // namespace

TEST_CASE("the example of the text format's own documentation is read") {
  const auto samples = samples_of(R"(# HELP http_requests_total The total number of HTTP requests.
# TYPE http_requests_total counter
http_requests_total{method="post",code="200"} 1027 1395066363000
http_requests_total{method="post",code="400"}    3 1395066363000

# Escaping in label values:
msdos_file_access_time_seconds{path="C:\\DIR\\FILE.TXT",error="Cannot find file:\n\"FILE.TXT\""} 1.458255915e9

# Minimalistic line:
metric_without_timestamp_and_labels 12.47

# A weird metric from before the epoch:
something_weird{problem="division by zero"} +Inf -3982045

# A histogram, which has a pretty complex representation in the text format:
# HELP http_request_duration_seconds A histogram of the request duration.
# TYPE http_request_duration_seconds histogram
http_request_duration_seconds_bucket{le="0.05"} 24054
http_request_duration_seconds_bucket{le="+Inf"} 144320
http_request_duration_seconds_sum 53423
http_request_duration_seconds_count 144320

# Finally a summary, which has a complex representation, too:
# HELP rpc_duration_seconds A summary of the RPC duration in seconds.
# TYPE rpc_duration_seconds summary
rpc_duration_seconds{quantile="0.01"} 3102
rpc_duration_seconds_sum 1.7560473e+07
)");
  REQUIRE(samples.size() == 11);
  CHECK(series_key(samples[0].series) == R"(http_requests_total{code="200",method="post"})");
  CHECK(samples[0].number == 1027);
  CHECK(samples[0].at == Instant{1'395'066'363'000});
  CHECK(label_value(samples[2].series, "path") == R"(C:\DIR\FILE.TXT)");
  CHECK(label_value(samples[2].series, "error") == "Cannot find file:\n\"FILE.TXT\"");
  CHECK(samples[3].number == 12.47);
  CHECK_FALSE(samples[3].at.has_value());
  CHECK(samples[4].number == HUGE_VAL);
  CHECK(samples[4].at == Instant{-3'982'045});
  CHECK(samples[10].number == 1.7560473e+07);
}

TEST_CASE("OpenMetrics has exemplars, seconds, units and an end") {
  const auto samples = samples_of(R"(# TYPE foo_seconds histogram
# UNIT foo_seconds seconds
# HELP foo_seconds Time.
foo_seconds_bucket{le="0.01"} 0
foo_seconds_bucket{le="0.1"} 8 # {} 0.054
foo_seconds_bucket{le="1"} 11 # {trace_id="KOO5S4vxi0o"} 0.67
foo_seconds_bucket{le="+Inf"} 17 1520879607.789 # {trace_id="oHg5SJYRHA0",x="a # b"} 9.8 1520879607.789
foo_seconds_count 17
foo_seconds_sum 324789.3
foo_seconds_created 1520430000.123
# EOF
)",
                                  k_open);
  REQUIRE(samples.size() == 7);
  CHECK(samples[2].number == 11);
  CHECK_FALSE(samples[2].at.has_value());
  CHECK(samples[3].number == 17);
  CHECK(samples[3].at == Instant{1'520'879'607'789});
  CHECK(samples[6].series.name == "foo_seconds_created");
}

TEST_CASE("the end of OpenMetrics needs no line feed, and what is missing or follows is refused") {
  CHECK(samples_of("a 1\n# EOF", k_open).size() == 1);
  CHECK_THAT(error_of("a 1\n", k_open), Contains("# EOF") && Contains("line 1"));
  CHECK_THAT(error_of("", k_open), Contains("# EOF"));
  CHECK_THAT(error_of("a 1\n# EO", k_open), Contains("cut"));
  CHECK_THAT(error_of("a 1\n# EOF\nb 1\n", k_open), Contains("line 3") && Contains("after"));
  CHECK_THAT(error_of("# EOF\n\n", k_open), Contains("line 2"));
  // In the text format it is a comment like any other.
  CHECK(samples_of("a 1\n# EOF\nb 1\n").size() == 2);
}

TEST_CASE("a text format page that ends inside a line was cut") {
  CHECK_THAT(error_of("requests_total 123\nrequests_ok_total 12"),
             Contains("line 2") && Contains("cut"));
  CHECK(samples_of("").empty());
  CHECK(samples_of("\n\n \t\n").empty());
}

TEST_CASE("blanks and tabs may stand wherever the format allows them") {
  const auto samples = samples_of("\t a { x = \"1\" , y=\"2\" , }  5\t 7 \nb{}1\n# \n#\n");
  REQUIRE(samples.size() == 2);
  CHECK(series_key(samples[0].series) == R"(a{x="1",y="2"})");
  CHECK(samples[0].at == Instant{7});
  CHECK(samples[1].number == 1);
}

TEST_CASE("a wrong line is refused with its number") {
  const auto line = GENERATE(
      as<std::string>{}, "1a 5", "-a 5", "a", "a ", "a b", "a 1,5", "a 0x1", "a 1e400", "a{", "a{x",
      "a{x=", "a{x=\"1\"", "a{x=\"1\" 5", "a{x=\"1\"}", "a{x=\"1} 5", "a{x=\"1\\\"} 5", "a{x=1} 5",
      "a{1x=\"1\"} 5", "a{x:y=\"1\"} 5", "a{x=\"1\"y=\"2\"} 5", "a{,} 5", "a{x=\"1\",,} 5",
      "a{x=\"1\",x=\"2\"} 5", "a 5 now", "a 5 1.5", "a 5 9223372036854775807", "a 5 6 7",
      "a 5 # {t=\"1\"} 1", "a 5\r", "a 5}", "{x=\"1\"} 5", "\"a\" 5", "<html>", "{\"status\":1}",
      "# TYPE", "# TYPE 1a counter", "# TYPE a", "# TYPE a thing", "# TYPE a counter more",
      "# HELP", "# HELP 1a text", "# UNIT");
  INFO(line);
  CHECK_THAT(error_of("good 1\n" + line + "\ngood_too 1\n"), Contains("line 2: "));
}

TEST_CASE("an exemplar that is wrong is refused") {
  for (const char* line : {"a 5 #", "a 5 # 1", "a 5 # {", "a 5 # {x=\"1\"}", "a 5 # {} b",
                           "a 5 # {} 1 2 3", "a 5 1e300", "a 5 NaN"}) {
    INFO(line);
    CHECK_THAT(error_of(std::string(line) + "\n# EOF\n", k_open), Contains("line 1: "));
  }
}

TEST_CASE("a series given twice is refused, whatever the order of its labels") {
  CHECK_THAT(error_of("a{x=\"1\",y=\"2\"} 5\nb 1\na{y=\"2\",x=\"1\"} 5\n"),
             Contains("line 3") && Contains("twice"));
  CHECK_THAT(error_of("a 5\na{x=\"\"} 5\n"), Contains("line 2"));
  CHECK(samples_of("a{x=\"1\"} 5\na{x=\"2\"} 5\na 5\n").size() == 3);
}

TEST_CASE("text that is not UTF-8 is refused with its line") {
  CHECK_THAT(error_of("a 1\nb{x=\"\xC3\x28\"} 1\n"), Contains("line 2") && Contains("UTF-8"));
  CHECK(label_value(samples_of("a{x=\"灰度\"} 1\n")[0].series, "x") == "灰度");
}

TEST_CASE("an unknown escape stands for itself") {
  CHECK(label_value(samples_of("a{x=\"\\d\\\\n\\\"\"} 1\n")[0].series, "x") == "\\d\\n\"");
}

TEST_CASE("only the wanted names are kept, but every line is checked") {
  const std::vector<std::string> names = {"a", "c_bucket"};
  const auto samples =
      samples_of("a 1\nab 2\nb 3\nb 3\nc_bucket{le=\"1\"} 4\nc 5\n", k_text, names);
  REQUIRE(samples.size() == 2);
  CHECK(samples[1].series.name == "c_bucket");
  CHECK_FALSE(parse_exposition_text("a 1\nb oops\n", k_text, names));
}

TEST_CASE("a line with labels without end is refused in good time") {
  std::string line = "a{";
  for (int i = 0; i < 300'000; ++i)
    line += "l" + std::to_string(i) + "=\"\",";
  CHECK_THAT(error_of(line + "} 1\n"), Contains("256 labels"));
}

TEST_CASE(
    "at most 20000 series of the wanted names are kept, of others any number is passed over") {
  std::string page;
  for (int i = 0; i <= 20'000; ++i)
    page += "a{l=\"" + std::to_string(i) + "\"} 1\n";
  CHECK_THAT(error_of(page), Contains("line 20001: more than 20000 series are asked for"));
  CHECK(samples_of(page + "b 1\n", k_text, {"b"}).size() == 1);
}

TEST_CASE("the content type tells the format") {
  CHECK(exposition_format("application/openmetrics-text; version=1.0.0; charset=utf-8") == k_open);
  CHECK(exposition_format("Application/OpenMetrics-Text") == k_open);
  CHECK(exposition_format("text/plain; version=0.0.4") == k_text);
  CHECK(exposition_format("") == k_text);
}

TEST_CASE("a page cut anywhere inside OpenMetrics is never read") {
  const std::string whole = "# TYPE a counter\na_total{x=\"1\"} 15 1.5 # {t=\"2\"} 1\n# EOF\n";
  for (std::size_t length = 0; length + 1 < whole.size(); ++length) {
    INFO(length);
    CHECK(error_of(whole.substr(0, length), k_open) != "read");
  }
  CHECK(error_of(whole, k_open) == "read");
}
