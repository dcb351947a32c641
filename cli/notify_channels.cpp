// SPDX-License-Identifier: Apache-2.0
#include "cli/notify_channels.hpp"

#include "audit/sqlite_log.hpp"
#include "base/sha256.hpp"
#include "base/text.hpp"
#include "cli/acting.hpp"
#include "cli/json_text.hpp"
#include "cli/reader_program.hpp"
#include "cli/reading.hpp"
#include "core/deliveries.hpp"
#include "core/messages.hpp"
#include "effects/protocol.hpp"
#include "host/live_world.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace relctl::cli {

namespace {

/// What the channels made of a test message, by their ids.
using Answers = std::map<std::string, core::EffectEnded>;

Result<std::vector<const plan::Step*>> channels_named(const plan::Plan& plan,
                                                      const std::string& name) {
  std::vector<const plan::Step*> channels;
  std::vector<std::string> ids;
  for (const plan::Step& channel : plan.channels) {
    ids.push_back(channel.id);
    if (name.empty() || name == channel.id)
      channels.push_back(&channel);
  }
  if (!channels.empty())
    return channels;
  if (ids.empty())
    return fail(ErrorKind::usage, "the plan has no channels");
  const auto near = nearest(name, ids);
  return fail(ErrorKind::usage, fmt::format("there is no channel '{}'; {}", one_line(name, 60),
                                            near ? fmt::format("did you mean '{}'?", *near)
                                                 : "there are " + join(ids, ", ")));
}

Result<Answers> ask(Session& session, const planfile::LoadedPlan& loaded, const core::State& state,
                    const std::vector<const plan::Step*>& channels) {
  // Commands run under a lock alone, which says who they belong to; a test belongs to no release.
  const auto log = audit::open_memory_log();
  RELCTL_TRY_ASSIGN(const auto lock, log->lock("test", self_as_holder(session)));
  const auto effects = effects::make_effect_protocol(
      session.surroundings.environment_map, reader_program(session.surroundings.environment));
  host::LiveWorldOptions options;
  options.effects = effects.get();
  options.lock = lock.get();
  options.redactor = redactor_of(loaded);
  RELCTL_TRY_ASSIGN(const auto world, host::make_live_world(std::move(options)));
  std::map<std::string, std::string> channel_of;
  const Instant now = world->now();
  for (const plan::Step* channel : channels) {
    const std::string text =
        fmt::format("test of channel {} for {}, sent by {} at {}", channel->id, loaded.plan.title,
                    session.actor(), format_instant({now.ms / 1000 * 1000}));
    const auto effect =
        core::trial_delivery(loaded.plan, state, *channel, text, sha256_hex(text).substr(0, 32));
    channel_of[effect.id] = channel->id;
    world->begin(effect);
  }
  Answers answers;
  while (answers.size() < channels.size()) {
    const core::Inputs inputs = world->wait(world->now() + seconds(1));
    for (const core::EffectEnded& ended : inputs.ended)
      answers[channel_of[ended.id]] = ended;
    if (inputs.signal != 0)
      return fail(ErrorKind::failed, "interrupted; it is not known what was delivered");
  }
  return answers;
}

bool is_delivered(const core::EffectEnded& ended) {
  return ended.outcome == core::Outcome::succeeded;
}

void print(Session& session, const Answers& answers) {
  auto& out = *session.surroundings.answer.out;
  std::vector<std::string> rows;
  for (const auto& [channel, ended] : answers) {
    rows.push_back(JsonObject()
                       .text("channel", channel)
                       .flag("delivered", is_delivered(ended))
                       .text("detail", ended.detail)
                       .str());
    if (session.format == OutputFormat::table)
      out << fmt::format("{}: {}: {}\n", channel,
                         is_delivered(ended) ? "delivered" : "not delivered", ended.detail);
  }
  if (session.format != OutputFormat::table)
    out << JsonObject()
               .text("schema", "relctl.notify-test/1")
               .value("channels", json_array(rows))
               .str()
        << "\n";
}

ExitCode end_sent(Acting& acting) {
  const std::string left = core::undelivered_text(acting.view().state.outbox);
  return acting.end("notify", left.empty() ? ExitCode::ok : ExitCode::error,
                    left.empty() ? acting.view().release + ": everything is delivered"
                                 : acting.view().release + ": not delivered: " + left);
}

/// Only one release is sent again; that it was asked for may have been meant for another.
Result<void> tell_of_others(Session& session, const std::string& release) {
  RELCTL_TRY_ASSIGN(auto* log, session.log_for_reading());
  RELCTL_TRY_ASSIGN(const auto rows, log->summaries());
  for (const auto& row : rows) {
    if (row.release == release)
      continue;
    RELCTL_TRY_ASSIGN(const auto view, engine::load(*log, row.release, false));
    if (!core::undelivered_text(view.state.outbox).empty())
      *session.surroundings.message.out << fmt::format(
          "relctl: {} has messages that are not delivered, too; send them with `{} notify "
          "--resend`\n",
          row.release, session.program(row.release));
  }
  return {};
}

Result<std::unique_ptr<Acting>> hold(Session& session, const engine::ReleaseView& view) {
  RELCTL_TRY_ASSIGN(auto* log, session.log_for_writing());
  RELCTL_TRY_ASSIGN(auto plan, session.pinned_plan(view.state));
  return Acting::hold(session, *log, view.release, std::move(plan));
}

} // namespace

ExitCode try_channels(Session& session, const planfile::LoadedPlan& loaded,
                      const core::State& state, const std::string& channel) {
  const auto channels = channels_named(loaded.plan, channel);
  if (!channels)
    return session.complain(channels.error());
  const auto answers = ask(session, loaded, state, *channels);
  if (!answers)
    return session.complain(answers.error());
  print(session, *answers);
  return std::ranges::all_of(*answers, [](const auto& row) { return is_delivered(row.second); })
             ? ExitCode::ok
             : ExitCode::error;
}

ExitCode send_again(Session& session, const engine::ReleaseView& view) {
  const auto acting = hold(session, view);
  if (!acting)
    return session.complain(acting.error());
  if (const auto sent = (*acting)->send(Acting::Send::everything); !sent)
    return session.complain(sent.error());
  const ExitCode code = end_sent(**acting);
  if (!session.quiet)
    if (const auto told = tell_of_others(session, view.release); !told)
      return session.complain(told.error());
  return code;
}

ExitCode send_by_hand(Session& session, const engine::ReleaseView& view, const std::string& comms,
                      const plan::Phase* phase, const std::string& text) {
  const auto acting = hold(session, view);
  if (!acting)
    return session.complain(acting.error());
  const core::Inputs nothing;
  const auto events = [&](const engine::ReleaseView& now) -> Result<std::vector<core::Event>> {
    const core::Situation situation{(*acting)->plan(), now.state,        now.ledger, now.windows,
                                    nothing,           (*acting)->now(), {},         ""};
    return std::vector<core::Event>{core::prepare_by_hand(situation, comms, phase, text)};
  };
  if (const auto appended = (*acting)->append(events); !appended)
    return session.complain(appended.error());
  if (const auto sent = (*acting)->send(Acting::Send::due); !sent)
    return session.complain(sent.error());
  return end_sent(**acting);
}

} // namespace relctl::cli
