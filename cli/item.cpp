// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"
#include "cli/commands.hpp"
#include "cli/facts.hpp"
#include "cli/reading.hpp"
#include "core/check_answer.hpp"
#include "host/live_world.hpp"
#include "view/items.hpp"

#include <fmt/format.h>

namespace relctl::cli {

namespace {

bool is_named(const core::ItemState& item, const std::string& name) {
  return item.opened.item == name || item.opened.check + "/" + item.opened.item == name ||
         item.opened.phase + "/" + item.opened.check + "/" + item.opened.item == name;
}

/// The item by its id; where several checks have one of that name, `CHECK/ID` tells which.
Result<const core::ItemState*> find_item(const core::State& state, const std::string& name) {
  const core::ItemState* closed = nullptr;
  std::vector<const core::ItemState*> open;
  for (const auto& [key, item] : state.items)
    if (is_named(item, name) && item.closed)
      closed = &item;
    else if (is_named(item, name))
      open.push_back(&item);
  if (open.size() == 1 || (open.empty() && closed != nullptr))
    return open.empty() ? closed : open.front();
  if (open.empty())
    return fail(ErrorKind::not_found,
                fmt::format("there is no item '{}'; see `relctl item list`", one_line(name, 60)));
  const auto& one = open.front()->opened;
  return fail(ErrorKind::usage, fmt::format("several checks have an item '{}'; name one: {}/{}/{}",
                                            one_line(name, 60), one.phase, one.check, one.item));
}

ExitCode close_item(Session& session, const Arguments& arguments) {
  const auto name = arguments.text("ITEM");
  const auto statement = [&](const plan::Plan& plan,
                             const engine::ReleaseView& view) -> Result<core::Statement> {
    RELCTL_TRY(core::still_open(view.state));
    RELCTL_TRY_ASSIGN(const auto* item, find_item(view.state, name));
    if (item->closed)
      return core::Statement::standing(
          fmt::format("item {} closed already by {}", item->opened.item, item->closed->as));
    const auto* check = core::find_check(plan, item->opened.phase, item->opened.check);
    RELCTL_TRY(may_act_as(session, plan, check == nullptr ? "" : check->role));
    return core::Statement(
        {core::ItemClosed{item->opened.phase, item->opened.check, item->opened.item,
                          session.actor(), arguments.text("--reason")}});
  };
  return state_fact(
      session, arguments,
      {"item-close", fmt::format("item {} closed by {}", name, session.actor()), statement});
}

ExitCode list_items(Session& session, const Arguments& arguments) {
  const auto log = session.log_for_reading();
  if (!log)
    return session.complain(log.error());
  const auto view = session.load_release(false, false);
  if (!view)
    return session.complain(view.error());
  const auto rows = view::item_rows(view->state, arguments.has("--all"));
  const bool is_table = session.format == OutputFormat::table;
  *session.surroundings.answer.out
      << (is_table ? view::items_text(rows, host::system_now(), answer_style(session))
                   : view::items_json(view->release, rows));
  if (is_table && rows.empty() && !session.quiet)
    *session.surroundings.message.out << fmt::format("no item is open in {}\n", view->release);
  return ExitCode::ok;
}

} // namespace

const Command& item_list_command() {
  static const Command command{"item list",
                               "the differences that checks found, one a line",
                               "relctl item list\nrelctl item list --all -o json",
                               {{"--all", "", "also those that are closed"}},
                               list_items};
  return command;
}

const Command& item_close_command() {
  static const Command command{
      "item close",
      "say that a difference is dealt with",
      "relctl item close order-1041 --as alice --reason 'written again by hand'\n"
      "relctl item close shadow/order-1041 --reason 'a test order'",
      {{"ITEM", "ITEM", "its id; CHECK/ID where several checks have one of that name", true},
       {"--reason", "TEXT", "what was done about it", true},
       record_only_option()},
      close_item,
      {ExitCode::findings, ExitCode::in_doubt, ExitCode::rolled_back,
       ExitCode::rollback_incomplete}};
  return command;
}

} // namespace relctl::cli
