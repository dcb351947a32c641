// SPDX-License-Identifier: Apache-2.0
#include "planfile/plan_yaml.hpp"
#include "planfile/yaml_tree.hpp"
#include "support/run_program.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validation_results.hpp>
#include <valijson/validator.hpp>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <set>

using namespace relctl;
namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

namespace {

const fs::path k_plans = fs::path(RELCTL_SOURCE_DIR) / "plans";

/// What a schema can say of a plan. The loader's other rules are about meaning: references, units,
/// URLs, secrets, the environment.
const std::set<std::string> k_shape_rules = {
    "unknown-key",        "missing-key",   "wrong-type",    "one-of-keys",  "empty-value",
    "bad-choice",         "bad-id",        "not-a-boolean", "bad-duration", "bad-name",
    "command-not-a-list", "later-release", "bad-each",      "bad-number",   "unknown-cause",
    "not-a-whole-number", "plan-version",  "reserved-id",   "unknown-unit", "bad-percentage",
    "bad-limit",          "bad-shape",     "bad-probe",     "bad-request",  "beside-tracks",
    "bad-clock-time",     "bad-path",      "bad-day",       "bad-departure"};

std::string text_of(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// A scalar as an editor that knows YAML 1.2 types it.
Json scalar_json(const planfile::Node& node) {
  if (node.quoted)
    return node.text;
  if (node.text.empty())
    return nullptr;
  const Json typed = Json::parse(node.text, nullptr, false);
  return typed.is_number() || typed.is_boolean() ? typed : Json(node.text);
}

Json json_of(const planfile::Node& node) {
  if (node.kind == planfile::Node::Kind::scalar)
    return scalar_json(node);
  Json json = node.kind == planfile::Node::Kind::sequence ? Json::array() : Json::object();
  for (const planfile::Node& item : node.items)
    json.push_back(json_of(item));
  for (const planfile::Entry& entry : node.entries)
    json[entry.key] = json_of(entry.value);
  return json;
}

Json plan_json(const fs::path& path) {
  planfile::Findings findings;
  const auto tree = planfile::parse_yaml_tree(text_of(path), findings);
  REQUIRE(tree);
  return json_of(*tree);
}

/// The rules of shape that the loader finds broken. JSON is YAML.
std::set<std::string> loader_complaints(const Json& plan) {
  const auto loaded =
      planfile::load_plan(plan.dump(1), [](const std::string&) { return std::nullopt; });
  std::set<std::string> rules;
  for (const plan::Diagnostic& diagnostic : loaded.diagnostics)
    if (k_shape_rules.contains(diagnostic.rule))
      rules.insert(diagnostic.rule + ": " + diagnostic.message);
  return rules;
}

class Schema {
public:
  explicit Schema(const std::string& text) {
    const auto json = nlohmann::json::parse(text);
    valijson::SchemaParser(valijson::SchemaParser::kDraft7)
        .populateSchema(valijson::adapters::NlohmannJsonAdapter(json), m_schema);
  }
  /// Where and why the plan is refused; empty when it is not.
  [[nodiscard]] std::string complaint(const Json& plan) const {
    const auto json = nlohmann::json::parse(plan.dump());
    valijson::ValidationResults results;
    valijson::Validator validator;
    if (validator.validate(m_schema, valijson::adapters::NlohmannJsonAdapter(json), &results))
      return {};
    valijson::ValidationResults::Error error;
    std::string text = "refused";
    while (results.popError(error)) {
      text += "\n";
      for (const std::string& part : error.context)
        text += part;
      text += ": " + error.description;
    }
    return text;
  }

private:
  valijson::Schema m_schema;
};

std::vector<fs::path> all_plans() {
  std::vector<fs::path> paths;
  for (const auto& file : fs::recursive_directory_iterator(k_plans))
    if (file.path().extension() == ".yaml" && file.path().parent_path().filename() != "scenarios")
      paths.push_back(file.path());
  std::sort(paths.begin(), paths.end());
  return paths;
}

void collect(Json& value, std::vector<Json*>& all) {
  all.push_back(&value);
  if (value.is_structured())
    for (Json& child : value)
      collect(child, all);
}

/// One mistake somewhere below the root: an unknown key, another type, a missing key, another word.
std::string mutate(Json& plan, std::mt19937& random) {
  std::vector<Json*> all;
  collect(plan, all);
  const auto pick = [&](std::size_t count) { return random() % count; };
  for (;;) {
    Json& value = *all[1 + pick(all.size() - 1)];
    switch (pick(4)) {
    case 0:
      if (!value.is_object())
        break;
      value["bogus_key"] = "x";
      return "an unknown key";
    case 1: {
      const std::string was = value.dump();
      value = value.is_structured() ? Json("a text")
              : pick(2) == 0        ? Json::array()
                                    : Json::object();
      return "another type instead of " + was;
    }
    case 2: {
      if (!value.is_object() || value.empty())
        break;
      const auto victim = std::next(value.begin(), static_cast<long>(pick(value.size())));
      const std::string key = victim.key();
      value.erase(victim);
      return "without " + key;
    }
    default: {
      if (value.is_structured())
        break;
      const std::string was = value.dump();
      value = "bogus";
      return "bogus instead of " + was;
    }
    }
  }
}

void collect_properties(const Json& schema, const std::string& path,
                        std::vector<std::string>& undescribed) {
  if (schema.is_object() && schema.contains("properties") && schema.contains("type")) {
    if (schema.value("additionalProperties", true))
      undescribed.push_back(path + " takes unknown keys");
    for (const auto& [name, property] : schema["properties"].items())
      if (property.value("description", "").empty())
        undescribed.push_back(path + "/" + name);
  }
  if (schema.is_structured())
    for (const auto& [key, child] : schema.items())
      collect_properties(child, path + "/" + key, undescribed);
}

} // namespace

TEST_CASE("the program prints the schema that lies beside the plans") {
  const auto ran = test::run_program({{RELCTL_BINARY, "schema"}, {}, {}, {}});
  CHECK(ran.code == 0);
  CHECK(ran.out == text_of(k_plans / "plan.schema.json"));
}

TEST_CASE("every property of the schema is described, and no mapping takes unknown keys") {
  std::vector<std::string> undescribed;
  collect_properties(Json::parse(text_of(k_plans / "plan.schema.json")), "", undescribed);
  CHECK(undescribed == std::vector<std::string>{});
}

TEST_CASE("loader and schema accept every shipped plan and template") {
  const Schema schema(text_of(k_plans / "plan.schema.json"));
  for (const fs::path& path : all_plans()) {
    INFO(path.string());
    const Json plan = plan_json(path);
    CHECK(schema.complaint(plan) == "");
    CHECK(loader_complaints(plan) == std::set<std::string>{});
  }
}

TEST_CASE("loader and schema give the same verdict on comparisons") {
  const Schema schema(text_of(k_plans / "plan.schema.json"));
  const Json sound = Json::parse(R"({"reconcile": {
    "left": {"source": "orders", "query": "SELECT 1 AS id"},
    "right": {"source": "service", "query": ".", "request": "GET /orders"},
    "key": ["shop", "id"], "ignore": "note", "tolerance": {"amount": 0.5}, "at_least": 10},
    "items": true, "role": "owner", "timeout": "5m"})");
  const auto agree = [&](const Json& check) {
    Json plan = plan_json(k_plans / "minimal.yaml");
    plan["before"]["compare"] = check;
    INFO(check.dump());
    const bool is_sound = loader_complaints(plan).empty();
    CHECK(is_sound == schema.complaint(plan).empty());
    return is_sound;
  };
  CHECK(agree(sound));
  const Json changes =
      Json::parse(R"([{"key": []}, {"key": null}, {"key": {"a": 1}}, {"columns": ["a"]},
    {"tolerance": {"amount": -1}}, {"tolerance": {"amount": "x"}}, {"tolerance": []}, {"at_most": "x"},
    {"at_least": -1}, {"left": {"source": "orders"}}, {"left": {"query": "x"}}, {"right": "service"},
    {"left": {"source": "orders", "query": "x", "limit": 5}}, {"bogus": 1}])");
  for (const Json& change : changes) {
    Json check = sound;
    check["reconcile"].update(change);
    CHECK_FALSE(agree(check));
  }
  for (const char* key : {"left", "right", "key"}) {
    Json check = sound;
    check["reconcile"].erase(key);
    CHECK_FALSE(agree(check));
  }
  Json limited = sound;
  limited["limit"] = "> 1";
  CHECK_FALSE(agree(limited));
  limited.erase("limit");
  limited["unit"] = "%";
  CHECK_FALSE(agree(limited));
}

TEST_CASE("loader and schema give the same verdict on plans with a mistake") {
  const Schema schema(text_of(k_plans / "plan.schema.json"));
  const std::vector<fs::path> paths = all_plans();
  std::mt19937 random(20'261'127);
  int refused = 0;
  for (int i = 0; i < 200; ++i) {
    const fs::path path = paths[static_cast<std::size_t>(i) % paths.size()];
    Json plan = plan_json(path);
    const std::string change = mutate(plan, random);
    const std::set<std::string> complaints = loader_complaints(plan);
    const std::string complaint = schema.complaint(plan);
    INFO("plan " << i << ", " << path.filename().string() << " with " << change);
    CAPTURE(complaints, complaint);
    CHECK(complaints.empty() == complaint.empty());
    refused += complaints.empty() ? 0 : 1;
  }
  CHECK(refused > 100); // Otherwise the mistakes are too mild to tell anything.
}

TEST_CASE("the schema takes what the loader takes") {
  const Schema schema(text_of(k_plans / "plan.schema.json"));
  const auto agree = [&](const std::function<void(Json&)>& change) {
    Json plan = plan_json(k_plans / "minimal.yaml");
    change(plan);
    INFO(plan.dump(1));
    CHECK(loader_complaints(plan) == std::set<std::string>{});
    CHECK(schema.complaint(plan) == "");
  };
  agree([](Json& plan) { plan["phases"][0]["cohort"] = Json::parse(R"({"t": [1, 2, "a"]})"); });
  for (const char* traffic : {"1e1%", "5.5e0 %", "2E+1%", "50%"})
    agree([&](Json& plan) { plan["phases"][0]["traffic"] = traffic; });
  agree([](Json& plan) {
    plan["vars"]["wait"] = Json::parse(R"({"type": "duration", "default": "0s"})");
  });
}
