// SPDX-License-Identifier: Apache-2.0
#include "host/live_world.hpp"

#include "base/check.hpp"
#include "base/text.hpp"
#include "host/clock.hpp"
#include "host/commands.hpp"
#include "host/http.hpp"
#include "host/kept_output.hpp"
#include "host/measurements.hpp"
#include "host/memory.hpp"
#include "host/signals.hpp"
#include "host/socket_exchange.hpp"

#include <sys/prctl.h>

#include <algorithm>
#include <map>
#include <utility>

namespace relctl::host {
namespace {

constexpr std::int64_t k_tick_ms = 250;
constexpr std::int64_t k_log_ms = 500;
constexpr std::size_t k_output_bytes = 4 * 1024;
constexpr std::int64_t k_farewell_ms = 1000; ///< Between TERM and KILL when the world ends.
constexpr std::int64_t k_burial_ms = 2000;   ///< How long the killed may take to be gone.

class LiveWorld : public ports::World {
public:
  explicit LiveWorld(LiveWorldOptions options);
  ~LiveWorld() override;
  LiveWorld(const LiveWorld&) = delete;
  LiveWorld& operator=(const LiveWorld&) = delete;

  [[nodiscard]] bool works() const { return m_signals.works(); }
  [[nodiscard]] Instant now() override { return system_now(); }
  void begin(const core::EffectRequest& effect) override;
  void stop(const std::string& effect_id) override;
  void measure(const std::vector<core::MeasurementRequest>& requests) override {
    m_measurements.ask(requests);
  }
  [[nodiscard]] core::Inputs wait(Instant until) override;

private:
  struct SocketEffect {
    core::EffectRequest effect;
    SocketExchange exchange;
  };

  void start(const core::EffectRequest& effect, const ports::ProcessRequest& request);
  void start(const core::EffectRequest& effect, const ports::HttpRequest& request);
  void start(const core::EffectRequest& effect, const ports::SocketRequest& request);
  void end(const core::EffectRequest& effect, const ports::EffectReply& reply,
           std::size_t output_bytes);
  void end_cancelled(const std::string& effect_id);
  void add_ended(core::EffectEnded ended, std::size_t output_bytes);
  void add_readings(std::vector<core::Reading> readings);
  [[nodiscard]] bool has_begun(const std::string& effect_id) const;

  void turn();
  void take_signals();
  void advance_sockets();
  void ask_log_and_tick();
  void sleep(std::int64_t until_ms);
  void sleep_until_idle(std::int64_t until_ms);
  [[nodiscard]] core::Inputs take_inputs();

  LiveWorldOptions m_options;
  Signals m_signals;
  Commands m_commands;
  Http m_http;
  Measurements m_measurements;
  std::vector<SocketEffect> m_sockets;
  std::map<std::string, std::uint64_t> m_http_effects; ///< Effect id to the exchange's number.
  core::Inputs m_inputs;                               ///< What came in and was not handed out yet.
  bool m_news = false; ///< Something in m_inputs, or in what lives, is new.
  std::int64_t m_next_tick_ms = 0;
  std::int64_t m_next_log_ms = 0;
  int m_subreaper_before = 0;
};

LiveWorld::LiveWorld(LiveWorldOptions options)
    : m_options(std::move(options)), m_commands(m_options.lock, m_options.grace),
      m_http([this](const std::string& secret) { m_options.redactor.add(secret); }),
      m_measurements(
          m_http, m_options.measurements, m_options.grace,
          [this](std::vector<core::Reading> readings) { add_readings(std::move(readings)); }) {
  // Processes that leave a command's group come back here, where the sweep finds and reaps them.
  prctl(PR_GET_CHILD_SUBREAPER, &m_subreaper_before);
  prctl(PR_SET_CHILD_SUBREAPER, 1);
  give_back_large_blocks();
}

LiveWorld::~LiveWorld() {
  m_options.tick = nullptr;
  m_options.log_moved = nullptr;
  m_commands.cancel_all();
  sleep_until_idle(boot_ms() + std::min(k_farewell_ms, m_options.grace.ms));
  m_commands.kill_now();
  sleep_until_idle(boot_ms() + k_burial_ms);
  prctl(PR_SET_CHILD_SUBREAPER, m_subreaper_before);
}

void LiveWorld::sleep_until_idle(std::int64_t until_ms) {
  turn();
  while (!m_commands.idle() && boot_ms() < until_ms) {
    sleep(until_ms);
    turn();
  }
}

bool LiveWorld::has_begun(const std::string& effect_id) const {
  const auto same = [&](const SocketEffect& socket) { return socket.effect.id == effect_id; };
  return m_commands.has_begun(effect_id) || m_http_effects.contains(effect_id) ||
         std::any_of(m_sockets.begin(), m_sockets.end(), same);
}

void LiveWorld::begin(const core::EffectRequest& effect) {
  RELCTL_CHECK(m_options.effects != nullptr);
  if (has_begun(effect.id))
    return; // Nothing is done twice.
  std::visit([&](const auto& request) { start(effect, request); },
             m_options.effects->transport(effect));
}

void LiveWorld::start(const core::EffectRequest& effect, const ports::ProcessRequest& request) {
  m_commands.begin(effect.id, request, [this, effect](const ports::ProcessReply& reply) {
    end(effect, reply, reply.output_bytes);
  });
}

void LiveWorld::start(const core::EffectRequest& effect, const ports::HttpRequest& request) {
  const auto done = [this, effect](const ports::HttpReply& reply) {
    m_http_effects.erase(effect.id);
    end(effect, reply, reply.body.size());
  };
  m_http_effects[effect.id] = m_http.send(request, done);
}

void LiveWorld::start(const core::EffectRequest& effect, const ports::SocketRequest& request) {
  m_sockets.push_back({effect, SocketExchange(request)});
}

void LiveWorld::stop(const std::string& effect_id) {
  if (m_commands.stop(effect_id))
    return;
  if (const auto http = m_http_effects.find(effect_id); http != m_http_effects.end()) {
    m_http.cancel(http->second);
    m_http_effects.erase(http);
    end_cancelled(effect_id);
  }
  const auto stopped = [&](const SocketEffect& socket) { return socket.effect.id == effect_id; };
  if (std::erase_if(m_sockets, stopped) > 0)
    end_cancelled(effect_id);
}

void LiveWorld::end_cancelled(const std::string& effect_id) {
  core::EffectEnded ended;
  ended.id = effect_id;
  ended.outcome = core::Outcome::cancelled;
  ended.detail = "stopped by relctl before the answer came";
  add_ended(std::move(ended), 0);
}

void LiveWorld::end(const core::EffectRequest& effect, const ports::EffectReply& reply,
                    std::size_t output_bytes) {
  add_ended(m_options.effects->interpret(effect, reply), output_bytes);
}

void LiveWorld::add_ended(core::EffectEnded ended, std::size_t output_bytes) {
  // Masked first: a secret may hold bytes that become others, or lie across the cut.
  ended.detail = one_line(m_options.redactor.mask(ended.detail));
  ended.output =
      keep_ends(printable(m_options.redactor.mask(ended.output)), k_output_bytes, output_bytes);
  for (core::ReportedItem& item : ended.items) {
    item.id = one_line(m_options.redactor.mask(item.id));
    item.what = one_line(m_options.redactor.mask(item.what));
  }
  m_inputs.ended.push_back(std::move(ended));
  m_news = true;
}

void LiveWorld::add_readings(std::vector<core::Reading> readings) {
  for (core::Reading& reading : readings) {
    reading.detail = one_line(m_options.redactor.mask(reading.detail));
    reading.baseline_cause = one_line(m_options.redactor.mask(reading.baseline_cause));
    m_inputs.readings.push_back(std::move(reading));
  }
  m_news = true;
}

void LiveWorld::take_signals() {
  while (const int signal = m_signals.take()) {
    if (signal == SIGINT && m_inputs.signal != 0)
      m_commands.kill_now();
    else if (m_inputs.signal == 0)
      m_inputs.signal = signal;
    m_news = true;
  }
}

void LiveWorld::advance_sockets() {
  for (SocketEffect& socket : m_sockets)
    socket.exchange.advance();
  std::erase_if(m_sockets, [&](const SocketEffect& socket) {
    if (const auto& reply = socket.exchange.ended())
      end(socket.effect, *reply, reply->body.size());
    return socket.exchange.ended().has_value();
  });
}

void LiveWorld::ask_log_and_tick() {
  const std::int64_t now = boot_ms();
  if (m_options.tick && now >= m_next_tick_ms) {
    m_next_tick_ms = now + k_tick_ms;
    m_options.tick(system_now());
  }
  if (m_options.log_moved && now >= m_next_log_ms) {
    m_next_log_ms = now + k_log_ms;
    m_inputs.log_moved = m_inputs.log_moved || m_options.log_moved();
    m_news = m_news || m_inputs.log_moved;
  }
}

void LiveWorld::turn() {
  take_signals();
  if (m_commands.advance())
    m_news = true;
  m_http.advance();
  m_measurements.advance();
  advance_sockets();
  ask_log_and_tick();
}

void LiveWorld::sleep(std::int64_t until_ms) {
  Watch watch;
  watch.wake_at(until_ms);
  m_signals.watch(watch);
  m_commands.watch(watch);
  m_measurements.watch(watch);
  for (const SocketEffect& socket : m_sockets)
    socket.exchange.watch(watch);
  if (m_options.tick)
    watch.wake_at(m_next_tick_ms);
  if (m_options.log_moved)
    watch.wake_at(m_next_log_ms);
  m_http.wait(watch);
}

core::Inputs LiveWorld::take_inputs() {
  m_commands.add_live(m_inputs.live);
  for (const SocketEffect& socket : m_sockets)
    m_inputs.live.insert(socket.effect.id);
  for (const auto& [effect_id, number] : m_http_effects)
    m_inputs.live.insert(effect_id);
  m_measurements.add_measuring(m_inputs.measuring);
  m_inputs.clock = clock_now();
  core::Inputs inputs = std::move(m_inputs);
  m_inputs = {};
  m_inputs.signal = inputs.signal;
  m_news = false;
  return inputs;
}

core::Inputs LiveWorld::wait(Instant until) {
  const std::int64_t until_ms = boot_ms_at(until);
  turn();
  while (!m_news && boot_ms() < until_ms) {
    sleep(until_ms);
    turn();
  }
  return take_inputs();
}

} // namespace

Result<std::unique_ptr<ports::World>> make_live_world(LiveWorldOptions options) {
  auto world = std::make_unique<LiveWorld>(std::move(options));
  if (!world->works())
    return fail(
        ErrorKind::failed,
        "cannot watch for signals: no file descriptor is left; raise the limit (ulimit -n)");
  return world;
}

} // namespace relctl::host
