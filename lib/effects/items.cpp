// SPDX-License-Identifier: Apache-2.0
#include "effects/items.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace relctl::effects {
namespace {

using Json = nlohmann::json;

constexpr int k_text_width = 400; ///< Columns of a difference's wording.
constexpr int k_id_width = 120;

std::string text_of(const Json& object, const char* name) {
  const auto field = object.find(name);
  if (field == object.end())
    return {};
  if (field->is_number_integer())
    return field->dump();
  return field->is_string() ? field->get<std::string>() : std::string();
}

void add_line(std::string_view line, ItemReport& report) {
  const Json json = Json::parse(line, nullptr, false);
  const std::string id = json.is_object() ? one_line(text_of(json, "id"), k_id_width) : "";
  if (id.empty()) {
    report.mistake = fmt::format("a line is no item with an id and what it is: {}",
                                 one_line(std::string(line), 80));
    return;
  }
  const bool is_known = std::any_of(report.items.begin(), report.items.end(),
                                    [&](const core::ReportedItem& item) { return item.id == id; });
  if (is_known)
    return;
  if (report.items.size() == k_items_max) {
    report.mistake = fmt::format("more than {} differences", k_items_max);
    return;
  }
  report.items.push_back({id, one_line(text_of(json, "what"), k_text_width)});
}

} // namespace

ItemReport read_items(std::string_view output) {
  ItemReport report;
  while (!output.empty()) {
    const std::size_t end = output.find('\n');
    const std::string_view line = trim(output.substr(0, end));
    if (line.starts_with('{'))
      add_line(line, report);
    output = end == std::string_view::npos ? std::string_view() : output.substr(end + 1);
  }
  return report;
}

core::EffectEnded with_items(core::EffectEnded ended, std::string_view output, bool is_cut) {
  ItemReport report = read_items(output);
  if (is_cut)
    report.mistake = "more was printed than is kept, so differences may be missing";
  ended.items = std::move(report.items);
  if (ended.outcome != core::Outcome::succeeded)
    return ended;
  if (!report.mistake.empty()) {
    ended.outcome = core::Outcome::failed;
    ended.detail = report.mistake;
  } else {
    ended.detail =
        fmt::format("{} difference{}", ended.items.size(), ended.items.size() == 1 ? "" : "s");
  }
  return ended;
}

} // namespace relctl::effects
