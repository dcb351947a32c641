// SPDX-License-Identifier: Apache-2.0
#include "metrics/reader_program.hpp"

#include "base/text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <csignal>
#include <utility>

namespace relctl::metrics {
namespace {

using plan::Cause;

// An answer with a detail takes up to half a kilobyte; a backfill has thousands without one.
constexpr std::size_t k_answers_max_bytes = 8U << 20U;
constexpr Duration k_compile_time = seconds(20);
constexpr const char* k_other_answer =
    "relctl-reader gave another answer than was asked for; is it of the same version?";

std::optional<Answer> failure_of(const ports::ProcessReply& reply) {
  if (!reply.started)
    return no_answer(Cause::provider_error,
                     "relctl-reader does not run: " + one_line(reply.failure_text));
  if (reply.timed_out || reply.signal == SIGXCPU)
    return no_answer(Cause::timeout, "no answer within the source's timeout");
  if (reply.signal != 0)
    return no_answer(Cause::provider_error,
                     one_line(fmt::format("relctl-reader was ended by signal {} {}", reply.signal,
                                          reply.errors)));
  if (reply.exit_code != 0)
    return no_answer(Cause::provider_error, one_line("relctl-reader failed: " + reply.errors));
  return std::nullopt;
}

Answer answer_of(const nlohmann::json& answer) {
  if (const auto number = answer.find("number"); number != answer.end())
    return number_answer(number->get<double>());
  const auto cause = plan::parse_cause(answer.at("cause").get_ref<const std::string&>());
  return no_answer(cause.value_or(Cause::provider_error),
                   one_line(answer.at("detail").get_ref<const std::string&>()));
}

std::vector<Answer> parsed_answers(const std::string& text) {
  std::vector<Answer> answers;
  const auto reply = nlohmann::json::parse(text);
  for (const nlohmann::json& answer : reply.at("answers"))
    answers.push_back(answer_of(answer));
  return answers;
}

} // namespace

ports::ProcessRequest reader_process(const std::string& program, const std::string& kind,
                                     std::string request, Duration timeout,
                                     std::vector<std::string> environment) {
  ports::ProcessRequest process;
  process.argv = {program, kind, std::to_string(timeout.ms / 1000 + 1)};
  process.environment = std::move(environment);
  process.directory = "/";
  process.timeout = timeout;
  process.input = std::move(request);
  process.errors_apart = true;
  process.output_max = k_answers_max_bytes;
  return process;
}

ports::ProcessRequest compile_process(const std::string& program,
                                      const std::vector<std::string>& programs) {
  return reader_process(program, "compile", nlohmann::json{{"programs", programs}}.dump(),
                        k_compile_time, {});
}

Result<std::vector<std::string>> compile_mistakes(const ports::ProcessReply& reply,
                                                  std::size_t count) {
  if (const auto failure = failure_of(reply))
    return fail(ErrorKind::failed,
                failure->cause == Cause::timeout
                    ? "relctl-reader took longer than " + format_duration(k_compile_time)
                    : failure->detail);
  const auto answer = nlohmann::json::parse(reply.output, nullptr, false);
  const auto found = answer.is_object() ? answer.find("mistakes") : answer.end();
  std::vector<std::string> mistakes;
  if (found != answer.end() && found->is_array())
    for (const auto& mistake : *found)
      if (mistake.is_string())
        mistakes.push_back(mistake.get<std::string>());
  if (mistakes.size() != count)
    return fail(ErrorKind::failed, k_other_answer);
  return mistakes;
}

std::vector<Answer> reader_answers(const ports::ProcessReply& reply, std::size_t count) {
  if (auto failure = failure_of(reply))
    return std::vector<Answer>(count, *failure);
  try {
    auto answers = parsed_answers(reply.output);
    if (answers.size() == count)
      return answers;
  } catch (const nlohmann::json::exception&) {
    // The same words as for an answer of another length.
  }
  return std::vector<Answer>(count, no_answer(Cause::provider_error, k_other_answer));
}

} // namespace relctl::metrics
