// SPDX-License-Identifier: Apache-2.0
#include "metrics/recording.hpp"
#include "metrics/recording_dump.hpp"

#include <catch2/catch.hpp>

using namespace relctl;
using namespace relctl::metrics;

namespace {

plan::Plan the_plan() {
  plan::Plan plan;
  plan::Metric errors;
  errors.id = "errors";
  errors.query.text = "job:errors:ratio";
  errors.volume = plan::Volume{};
  plan::Metric p95;
  p95.id = "p95";
  p95.query.text = "histogram_quantile(0.95, x)";
  p95.each = plan::Each{"route", {"cart", "pay"}};
  p95.baseline = plan::Baseline{};
  p95.references = {{"week", {}}};
  plan.metrics = {errors, p95};
  return plan;
}

const plan::Plan k_plan = the_plan();

/// What the lines come to, one text each; the first mistake ends it.
std::vector<std::string> said(RecordingReader& reader, const std::vector<std::string>& lines) {
  std::vector<std::string> said;
  for (const std::string& line : lines) {
    const auto sample = reader.read(line);
    if (!sample) {
      CHECK(sample.error().kind == ErrorKind::usage);
      said.push_back(sample.error().message);
      return said;
    }
    if (!*sample)
      continue;
    const auto text = [](const std::optional<Answer>& answer) {
      return !answer          ? std::string("-")
             : answer->number ? std::to_string(*answer->number).substr(0, 5)
                              : std::string(plan::cause_name(answer->cause));
    };
    const RecordedSample& one = **sample;
    said.push_back(one.metric->id + "[" + one.series + "] " + format_instant(one.at) + " " +
                   text(one.answers.value) + " " + text(one.answers.volume) + " " +
                   text(one.answers.baseline));
  }
  return said;
}

std::vector<std::string> csv(const std::vector<std::string>& lines) {
  return said(*make_csv_reader(k_plan), lines);
}
std::vector<std::string> json(const std::vector<std::string>& lines) {
  return said(*make_json_lines_reader(k_plan), lines);
}
using Lines = std::vector<std::string>;

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

} // namespace

TEST_CASE("CSV says times, metrics and numbers, and nothing where nothing was measured") {
  CHECK(csv({"# recorded", "time,metric,value,volume,route,baseline", "",
             "1790812800,errors,0.5,100,,", "1790812800.5,p95,120,,cart,110\r",
             "2026-10-01T00:01:00Z,errors,,,,", "2026-10-01T00:02:00Z,errors,NaN,7,,",
             "2026-10-01T00:03:00Z,\"p95\",+Inf,,\"pay\","}) ==
        Lines{"errors[] 2026-10-01T00:00:00Z 0.500 100.0 -",
              "p95[cart] 2026-10-01T00:00:00.500Z 120.0 - 110.0",
              "errors[] 2026-10-01T00:01:00Z nodata nodata -",
              "errors[] 2026-10-01T00:02:00Z nan 7.000 -",
              "p95[pay] 2026-10-01T00:03:00Z nan - nodata"});
}

TEST_CASE(
    "CSV of three fields is read whatever order its metrics have, and whatever else is said") {
  const std::string header = "time,metric,value";
  CHECK(csv({header, "1790812800,errors,0.5", "1790812815,errors,0.25", " 1790812830 , errors , 1 ",
             "1790812845,errors,", "1790812860,errors,-Inf", "1790812875,\"errors\",2",
             "1790812875,errors,3\r"}) ==
        Lines{"errors[] 2026-10-01T00:00:00Z 0.500 - -", "errors[] 2026-10-01T00:00:15Z 0.250 - -",
              "errors[] 2026-10-01T00:00:30Z 1.000 - -", "errors[] 2026-10-01T00:00:45Z nodata - -",
              "errors[] 2026-10-01T00:01:00Z nan - -", "errors[] 2026-10-01T00:01:15Z 2.000 - -",
              "errors[] 2026-10-01T00:01:15Z 3.000 - -"});
  CHECK(contains(csv({header, "1790812800,errors,1", "1790812800,errors,1,2"}).back(),
                 "4 fields where the header has 3"));
  CHECK(contains(csv({header, "1790812800,errors,1", "soon,errors,1"}).back(), "time is 'soon'"));
  CHECK(contains(csv({header, ",errors,1"}).back(), "time is ''"));
}

TEST_CASE("a line of a time, a metric and a number is taken for what it would be read as") {
  const auto reader = make_csv_reader(k_plan);
  PlainSample sample;
  std::string_view text = "1790812800,errors,0.5\n";
  CHECK_FALSE(reader->take_plain(text, sample)); // The header says what is where.
  REQUIRE(reader->read("time,metric,value"));
  const std::string lines =
      "1790812800,errors,0.5\n1790812815,errors,25e-2\r\n"
      "2026-10-01T00:00:30Z,errors,-1\n1790812845.25,errors,0.1234567890123\n";
  text = lines;
  std::vector<std::pair<std::int64_t, double>> taken;
  while (reader->take_plain(text, sample)) {
    CHECK(sample.metric == 0);
    taken.emplace_back(sample.at.ms - 1'790'812'800'000, sample.value);
  }
  CHECK(text.empty());
  CHECK(taken == std::vector<std::pair<std::int64_t, double>>{
                     {0, 0.5}, {15'000, 0.25}, {30'000, -1.0}, {45'250, 0.1234567890123}});
}

TEST_CASE("a line that says more or less, or is not whole, is left as it was") {
  const auto reader = make_csv_reader(k_plan);
  REQUIRE(reader->read("time,metric,value"));
  for (const char* line :
       {"1790812800,errors,0.5", "1790812800,errors,\n", "1790812800,errors,NaN\n",
        "1790812800,errors,1e999\n", "1790812800,errors,0.5,7\n", "1790812800,errors,0.5 \n",
        "1790812800,errors,0x1\n", "1790812800,\"errors\",1\n", "1790812800, errors,1\n",
        "1790812800,p95,1\n", "1790812800,latency,1\n", "1790812800,errors\n1,errors,1\n",
        "soon,errors,1\n", "4102444800,errors,1\n", "# 1790812800,errors,1\n", "\n", "",
        "1790812800", "1790812800,err"}) {
    INFO(line);
    std::string_view text = line;
    PlainSample sample;
    CHECK_FALSE(reader->take_plain(text, sample));
    CHECK(text == line);
  }
  const auto wide = make_csv_reader(k_plan);
  REQUIRE(wide->read("time,metric,value,volume"));
  std::string_view text = "1790812800,errors,0.5\n";
  PlainSample sample;
  CHECK_FALSE(wide->take_plain(text, sample));
}

TEST_CASE("JSON lines say the same") {
  CHECK(json({"{\"time\":1790812800,\"metric\":\"errors\",\"value\":0.5,\"volume\":100}",
              "{\"time\":\"2026-10-01T00:01:00Z\",\"metric\":\"p95\",\"value\":null,\"route\":"
              "\"cart\",\"week\":3}"}) == Lines{"errors[] 2026-10-01T00:00:00Z 0.500 100.0 -",
                                                "p95[cart] 2026-10-01T00:01:00Z nodata - -"});
  CHECK(contains(json({"{\"time\":1790812800,\"metric\""}).back(), "not one whole JSON object"));
  CHECK(contains(json({"{\"time\":1790812800,\"metric\":[],\"value\":1}"}).back(),
                 "metric is neither a number, a text nor null"));
  CHECK(contains(json({"{\"metric\":\"errors\",\"value\":1}"}).back(), "no time or no metric"));
}

TEST_CASE("what a recording cannot say is refused, with what it may be") {
  const std::string header = "time,metric,value";
  CHECK(contains(csv({"time;metric;value"}).back(), "does not name time once"));
  CHECK(contains(csv({"time,metric,value,value"}).back(), "does not name value once"));
  CHECK(contains(csv({"time,metric,value,host"}).back(), "'host' is no field of a recording"));
  CHECK(contains(csv({header, "1790812800,errors"}).back(), "2 fields where the header has 3"));
  CHECK(contains(csv({header, "1790812800,latency,1"}).back(),
                 "no metric 'latency', it has errors, p95"));
  CHECK(contains(csv({header, "yesterday,errors,1"}).back(), "time is 'yesterday'"));
  CHECK(contains(csv({header, "1790812800000,errors,1"}).back(), "neither Unix seconds"));
  CHECK(contains(csv({header, "1790812800,errors,0x1"}).back(), "value is '0x1', not a number"));
  CHECK(contains(csv({header, "1790812800,errors,\"1"}).back(), "quoted field does not end"));
  CHECK(contains(csv({header, "1790812800,p95,1"}).back(), "no route '', it has cart, pay"));
  CHECK(contains(csv({"time,metric,value,baseline", "1790812800,errors,1,2"}).back(),
                 "metric errors has no baseline"));
}

TEST_CASE("a field is read as what its line's metric means by it, and refused where it has none") {
  const std::string header = "time,metric,value,route";
  CHECK(contains(csv({header, "1790812800,errors,0.9,cart"}).back(),
                 "metric errors has no route in the plan; leave the field empty"));
  CHECK(
      contains(json({R"({"time":1790812800,"metric":"errors","value":0.9,"route":"cart"})"}).back(),
               "metric errors has no route in the plan"));
  CHECK(csv({header, "1790812800,errors,0.9,"}) ==
        Lines{"errors[] 2026-10-01T00:00:00Z 0.900 - -"});
  plan::Plan plan = the_plan();
  plan.metrics[0].references = {{"route", {}}};
  const auto reader = make_csv_reader(plan);
  REQUIRE(reader->read(header));
  const auto referred = reader->read("1790812800,errors,0.9,0.5");
  REQUIRE(referred);
  CHECK((*referred)->answers.references.at("route").number == 0.5);
  const auto labelled = reader->read("1790812800,p95,120,cart");
  REQUIRE(labelled);
  CHECK((*labelled)->series == "cart");
}

namespace {

/// What a release would ask: the value of each metric's series.
std::vector<core::MeasurementRequest> questions() {
  core::MeasurementRequest errors;
  errors.metric = "errors";
  errors.query = "job:errors:ratio";
  core::MeasurementRequest cart;
  cart.metric = "p95";
  cart.series = "cart";
  cart.query = "histogram_quantile(0.95, x)";
  return {errors, cart};
}

Result<DumpRecording> dump_of(const std::vector<std::string>& mappings, const Lines& lines) {
  std::vector<DumpedSeries> wanted = plain_series(k_plan, questions());
  for (const std::string& text : mappings) {
    RELCTL_TRY_ASSIGN(auto series, parse_dumped_series(k_plan, text, {{"version", "1.3.2"}}));
    wanted.push_back(std::move(series));
  }
  DumpRecording dump(wanted);
  for (const std::string& line : lines)
    RELCTL_TRY(dump.add(line));
  return dump;
}

} // namespace

TEST_CASE("a dump of a database gives the series that a metric's query or a mapping names") {
  const auto dump = dump_of(
      {"errors.volume=requests{job=\"api\"}", "p95[cart]=p95{route=\"cart\"}"},
      {"{__name__=\"job:errors:ratio\"} 0.5 1790812800000",
       "{__name__=\"job:errors:ratio\"} 0.6 1790812815000", "{__name__=\"other\"} 1 1790812800000",
       "{__name__=\"p95\", route=\"cart\"} 120 1790812800000",
       "{__name__=\"p95\", route=\"pay\"} 130 1790812800000",
       "{__name__=\"requests\",job=\"api\"} 70 1790812799000"});
  REQUIRE(dump);
  const auto samples = dump->samples();
  REQUIRE(samples.size() == 3);
  CHECK(samples[1].answers.value.number == 0.6);
  CHECK(samples[1].answers.volume->number == 70.0);
  CHECK(format_instant(samples[1].at) == "2026-10-01T00:00:15Z");
  CHECK(samples[2].series == "cart");
  CHECK(samples[2].answers.value.number == 120.0);
}

TEST_CASE("the version in a query or a mapping chooses among the series of a dump") {
  auto asked = questions();
  asked[0].query = "job:errors:ratio{version=\"1.3.2\"}";
  asked[0].volume_query = "n";
  CHECK(plain_series(k_plan, asked).size() == 2);
  const Lines lines = {"{__name__=\"job:errors:ratio\",version=\"1.3.2\"} 0.5 1790812800000",
                       "{__name__=\"job:errors:ratio\",version=\"1.4.0\"} 0.6 1790812800000"};
  for (const auto& wanted :
       {plain_series(k_plan, asked),
        {*parse_dumped_series(k_plan, "errors=job:errors:ratio{version=\"{{version}}\"}",
                              {{"version", "1.3.2"}})}}) {
    DumpRecording dump(wanted);
    for (const std::string& line : lines)
      CHECK(dump.add(line));
    REQUIRE(dump.samples().size() == 1);
    CHECK(dump.samples()[0].answers.value.number == 0.5);
    CHECK(dump.has(k_plan.metrics[0], "", "value"));
    CHECK_FALSE(dump.has(k_plan.metrics[0], "", "volume"));
  }
  CHECK(contains(dump_of({"errors=up{a=\"{{other}}\"}"}, {}).error().message, "no selector"));
  auto by_phase = asked;
  by_phase.push_back(asked[0]);
  by_phase.back().query = "job:errors:ratio{version=\"1.4.0\"}";
  CHECK(plain_series(k_plan, by_phase).size() == 1); // The volume alone is asked in one way.
}

TEST_CASE("the series that come closest to one that is not there are named") {
  const auto dump =
      dump_of({}, {"{__name__=\"job:errors\",version=\"1.3.2\",zone=\"b\"} 0.5 1790812800000",
                   "{__name__=\"job:errors\",version=\"1.3.2\",zone=\"a\"} 0.5 1790812800000",
                   "{__name__=\"up\"} 1 1790812800000"});
  REQUIRE(dump);
  const plan::Metric& errors = k_plan.metrics[0];
  CHECK(dump->nearest(errors, "job:errors{version=\"2.0.0\",zone=\"a\"}") ==
        Lines{"job:errors{version=\"1.3.2\",zone=\"a\"}",
              "job:errors{version=\"1.3.2\",zone=\"b\"}"});
  CHECK(dump->nearest(errors, "job:error").front() == "job:errors{version=\"1.3.2\",zone=\"b\"}");
  CHECK(dump->nearest(errors, "sum(rate(up[5m]))").size() == 2);
  CHECK(dump->nearest(k_plan.metrics[1], "rate(x[1m])").size() == 3); // None is like it.
}

TEST_CASE("a dump that is none, or that is ambiguous, is refused") {
  const std::string up = "{__name__=\"job:errors:ratio\",job=\"a\"} 1 1790812800000";
  CHECK(contains(dump_of({}, {"up 1 1790812800000"}).error().message, "no line of `promtool tsdb"));
  CHECK(contains(dump_of({}, {up, "{__name__=\"job:errors:ratio\",job=\"b\"} 1 1790812800000"})
                     .error()
                     .message,
                 "which job:errors:ratio does not tell apart; say which with --series 'errors=…'"));
  CHECK(contains(dump_of({}, {up, up}).error().message, "is not after"));
  CHECK(contains(dump_of({"latency=up"}, {}).error().message, "no metric 'latency'"));
  CHECK(contains(dump_of({"p95=up"}, {}).error().message, "series of metric p95 are cart, pay"));
  CHECK(contains(dump_of({"errors.speed=up"}, {}).error().message,
                 "metric errors has no speed in the plan, it has value"));
  CHECK(contains(dump_of({"errors=rate(up)"}, {}).error().message, "no selector"));
  CHECK(contains(dump_of({"errors"}, {}).error().message, "it has no ="));
}

TEST_CASE("a time of a dump lies between 1970 and 2100") {
  for (const char* time : {"-9223372036854775808", "-1", "4102444800000", "9223372036854775807"}) {
    const auto dump = dump_of({}, {"{__name__=\"job:errors:ratio\"} 1 " + std::string(time)});
    REQUIRE_FALSE(dump);
    CHECK(contains(dump.error().message,
                   "its time " + std::string(time) + " is not between 1970 and 2100; "));
    CHECK(dump_of({}, {"{__name__=\"other\"} 1 " + std::string(time)}));
  }
  CHECK(dump_of({}, {"{__name__=\"job:errors:ratio\"} 1 0",
                     "{__name__=\"job:errors:ratio\"} 1 4102444799999"}));
}

TEST_CASE("what a dump holds besides plain series matters only where it is wanted") {
  const std::string good = "{__name__=\"job:errors:ratio\"} 0.5 1790812800000";
  const auto dump =
      dump_of({}, {"{__name__=\"h\", le=\"} x\"} {count:3, sum:2, (0.5,1]:3} 1790812800000",
                   "{__name__=\"h\", \"service.name\"=\"a, \\\"b\\\"} 1\"} 1 1790812800000", good});
  REQUIRE(dump);
  CHECK(dump->samples().size() == 1);
  const auto histogram =
      dump_of({}, {"{__name__=\"job:errors:ratio\"} {count:3, sum:2, (0.5,1]:3} 1790812800000"});
  REQUIRE_FALSE(histogram);
  CHECK(contains(histogram.error().message, "is a native histogram, which is no one number; "));
  const std::string named = "{__name__=\"up\", \"service.name\"=\"a\", job=\"x\"} 1 1790812800000";
  const auto chosen = dump_of({"errors=up{job=\"x\"}"}, {named});
  REQUIRE(chosen);
  CHECK(chosen->has(k_plan.metrics[0], "", "value"));
  // Nor is a label lost that tells two series apart.
  CHECK_FALSE(
      dump_of({"errors=up{job=\"x\"}"},
              {named, "{__name__=\"up\", \"service.name\"=\"b\", job=\"x\"} 1 1790812800000"}));
  CHECK_FALSE(dump_of({}, {"{__name__=\"a\"} {count:3 1790812800000"}));
  CHECK_FALSE(dump_of({}, {"{__name__=\"a\"} 1 soon"}));
}

TEST_CASE("--series names metrics, values and references, whatever signs they have") {
  plan::Plan plan;
  for (const char* id : {"api", "api.lat", "per", "per.volume"}) {
    plan::Metric metric;
    metric.id = id;
    plan.metrics.push_back(metric);
  }
  plan.metrics[0].references = {{"lat", {}}, {"week", {}}};
  plan.metrics[1].volume = plan::Volume{{"n", {}}, 50};
  plan.metrics[2].baseline = plan::Baseline{plan::TemplateText{"b", {}}, {}, {}};
  plan.metrics[2].each = plan::Each{"ip", {"10.0.0.1", "a]b", "a=b", "a"}};
  plan.metrics[2].references = {{"week.1", {}}};
  for (const auto& [text, name] : std::vector<std::pair<std::string, std::string>>{
           {"api.lat=x", "api.lat"},
           {"api.week=x", "api.week"},
           {"api.lat.volume=x", "api.lat.volume"},
           {" per[10.0.0.1] = x", "per[10.0.0.1]"},
           {"per[10.0.0.1].baseline=x", "per[10.0.0.1].baseline"},
           {"per[a]b].week.1=x", "per[a]b].week.1"},
           {"per[a=b]=x", "per[a=b]"},
           {"per.volume=x", "per.volume"}}) {
    CAPTURE(text);
    const auto series = parse_dumped_series(plan, text, {});
    REQUIRE(series);
    CHECK(name_of(*series) == name);
    CHECK(series->selector.name == "x");
  }
  for (const char* wrong : {"ap=x", "apis=x", "per[b]=x", "per[a]=", "per[a]x=x", "api.speed=x"})
    CHECK_FALSE(parse_dumped_series(plan, wrong, {}));
}
