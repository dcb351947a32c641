// SPDX-License-Identifier: Apache-2.0
#include "view/items.hpp"

#include "base/text.hpp"
#include "view/phrase.hpp"
#include "view/table.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>

namespace relctl::view {
namespace {

using Json = nlohmann::ordered_json;

std::string closed_text(const core::ItemState& item) {
  if (!item.closed)
    return "open";
  return fmt::format("closed by {}: {}", item.closed->as, one_line(item.closed->reason));
}

} // namespace

std::vector<const core::ItemState*> item_rows(const core::State& state, bool all) {
  std::vector<const core::ItemState*> rows;
  for (const auto& [key, item] : state.items)
    if (all || !item.closed)
      rows.push_back(&item);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const auto* a, const auto* b) { return a->at < b->at; });
  return rows;
}

std::string items_text(const std::vector<const core::ItemState*>& rows, Instant now,
                       const Style& style) {
  Table table({{"CHECK", Align::left, true},
               {"ITEM", Align::left, true},
               {"FOUND"},
               {"STATUS", Align::left, true},
               {"WHAT", Align::left, true}});
  for (const core::ItemState* item : rows) {
    const Mark mark = item->closed ? Mark::good : Mark::bad;
    table.add({item->opened.phase + "/" + item->opened.check, item->opened.item,
               style.terminal ? short_duration(now - item->at) + " ago" : format_instant(item->at),
               Cell(closed_text(*item), tone_of(mark)), one_line(item->opened.what)});
  }
  return table.text(style);
}

std::string items_json(const std::string& release,
                       const std::vector<const core::ItemState*>& rows) {
  Json json{{"schema", "relctl.items/1"}, {"release", release}, {"items", Json::array()}};
  for (const core::ItemState* item : rows)
    json["items"].push_back(
        Json{{"phase", item->opened.phase},
             {"check", item->opened.check},
             {"item", item->opened.item},
             {"what", item->opened.what},
             {"found_at", format_instant(item->at)},
             {"open", !item->closed},
             {"closed_by", item->closed ? Json(item->closed->as) : Json(nullptr)},
             {"reason", item->closed ? Json(item->closed->reason) : Json(nullptr)}});
  return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

} // namespace relctl::view
